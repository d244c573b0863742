/* SPDX-License-Identifier: Apache-2.0 */
/* import.h: documents with their readings, from JSON Lines or another ledger. */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H

#include "cli/records.h"

struct import {
    uint64_t added, unchanged, left_out; /* documents */
    struct records_taken records;        /* corrections, claims, decisions, evidence, verdicts */
};

/* Does the file begin as SQLite's do? */
bool import_is_ledger(const char *path);

/* Lines of dixit-reading/1 with their text, and records (records.h). A line that is none is named on standard error and left out. False with the error set when it had to stop. */
bool import_readings(struct ledger *ledger, const char *path, struct import *result, struct dixit_error *error);

/* Another ledger's documents in their newest versions and readings, with a proof of each, and all its records; verified first. */
bool import_ledger(struct ledger *ledger, const char *path, struct import *result, struct dixit_error *error);

#endif
