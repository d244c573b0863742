/* SPDX-License-Identifier: Apache-2.0 */
/* failing_disk.h: a file system for SQLite that stands before the usual one and lets one write, sync or truncation fail. */
#ifndef TESTS_LEDGER_FAILING_DISK_H
#define TESTS_LEDGER_FAILING_DISK_H

#include <stdint.h>

/* Becomes SQLite's default file system. Once a process. */
void failing_disk_install(void);

/* From now on: the n-th (counted from 1) write, sync or truncation and, when `for_good`, all after it, fail with `code` (SQLITE_IOERR_WRITE, SQLITE_FULL …). 0: none. */
void failing_disk_set(uint64_t nth, int code, int for_good);

/* Writes, syncs and truncations since the last set. */
uint64_t failing_disk_count(void);

#endif
