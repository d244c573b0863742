/* SPDX-License-Identifier: Apache-2.0 */
/* export_site.h: a ledger as a folder of pages that need no server and no script.
 *
 *     index.html               the documents, by date
 *     actors.html claims.html  by the alphabet; by number, accepted apart from proposed
 *     documents/HASH.html      one document: its text, its attributions, what persons set beside it; #d1r3 is attribution 3
 *     actors/HASH.html         what somebody says, what others say that he said, what is said against him, with the answers
 *     claims/C17.html          one claim with its passages, decisions, evidence and verdicts
 *
 * HASH is 16 hex digits of the SHA-256 of the document's name or the folded name, so that a link stays as long as the name does. */
#ifndef CLI_EXPORT_SITE_H
#define CLI_EXPORT_SITE_H

#include "ledger/ledger.h"

/* Writes it into the folder, which must not be there yet or be empty. False with the ledger's error set. */
bool export_site(struct ledger *ledger, const char *folder);

#endif
