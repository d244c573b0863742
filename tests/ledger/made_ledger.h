/* SPDX-License-Identifier: Apache-2.0 */
/* made_ledger.h: ledgers made for tests and measurements, row by row, with something in every table. */
#ifndef TESTS_LEDGER_MADE_LEDGER_H
#define TESTS_LEDGER_MADE_LEDGER_H

#include "ledger/ledger.h"

/* Makes a ledger at the path with `documents` documents, one entry each of `passages` passages, in transactions of `batch` entries, and then, when `all`,
 * a few entries that put rows into every other table, an evidence file, signed statements and one erasure. False with `error` filled. */
bool made_ledger(const char *path, uint32_t documents, uint32_t passages, uint32_t batch, bool all, struct dixit_error *error);

/* Removes a ledger and what stands beside it. */
void made_ledger_remove(const char *path);

#endif
