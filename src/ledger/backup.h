/* SPDX-License-Identifier: Apache-2.0 */
/* backup.h: a ledger copied while it is in use. */
#ifndef LEDGER_BACKUP_H
#define LEDGER_BACKUP_H

#include "ledger/ledger.h"

/* Copies the ledger as it stands at one moment, its evidence and its key to another path, where nothing may be yet. What is half done is removed again.
 * False with the ledger's error filled. */
bool ledger_backup(struct ledger *ledger, const char *path);

#endif
