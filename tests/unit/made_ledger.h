/* SPDX-License-Identifier: Apache-2.0 */
/* made_ledger.h: an empty ledger in a folder of its own for each test of a file, and gone after it. */
#ifndef TESTS_MADE_LEDGER_H
#define TESTS_MADE_LEDGER_H

#include "base/buf.h"
#include "ledger/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64], path[96];
static struct ledger *ledger;
static struct dixit_error error;
static struct buf json;

static int set_up(void **context)
{
    (void)context;
    memcpy(folder, "/tmp/dixit_ledger_XXXXXX", sizeof "/tmp/dixit_ledger_XXXXXX");
    if (mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/l", folder);
    error = (struct dixit_error){0};
    ledger = ledger_open(path, LEDGER_CREATE, &error);
    buf_init(&json, 0);
    return ledger == NULL;
}

static int tear_down(void **context)
{
    static const char *const suffixes[] = {"", "-wal", "-shm", "-key"};
    char name[128];
    (void)context;
    ledger_close(ledger);
    buf_release(&json);
    for (size_t i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, suffixes[i]);
        unlink(name);
    }
    return rmdir(folder);
}

#endif
