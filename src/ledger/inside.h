/* SPDX-License-Identifier: Apache-2.0 */
/* inside.h: what a ledger is made of; for ledger.c, change.c, log.c and tests only. */
#ifndef LEDGER_INSIDE_H
#define LEDGER_INSIDE_H

#include "base/arena.h"
#include "base/sha256.h"
#include "ledger/change.h"
#include "ledger/log.h"

enum { LEDGER_KEPT = 96 }; /* prepared statements */

struct kept_statement {
    const char *sql; /* found by this address */
    sqlite3_stmt *statement;
};

/* What is known of a content table. */
struct table_facts {
    sqlite3_stmt *insert;
    uint32_t columns; /* after id and entry; 0 before it was asked for */
    uint32_t words;   /* one bit each: it is TEXT */
};

/* The change under way. */
struct change {
    int64_t entry; /* 0: none */
    int64_t time;
    const char *kind;
    uint8_t salt[32];
    uint32_t touched; /* tables with rows, one bit each */
    struct {
        struct sha256 rows, words;
        uint64_t count;
    } tables[LEDGER_TABLES];
};

struct ledger {
    sqlite3 *db;
    const char *path;
    struct dixit_error *error; /* the caller's */
    struct arena memory;       /* holds the ledger itself */
    bool failed;
    uint64_t undone; /* counts rollbacks: what was remembered of the file before one is void */
    uint32_t kept;
    struct kept_statement statements[LEDGER_KEPT];
    struct table_facts facts[LEDGER_TABLES];
    struct change change;
    struct ledger_log log;
};

#endif
