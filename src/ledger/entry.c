/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/entry.h"

#include <string.h>

#include "base/ascii.h"

/* What is left to read; a step that fails empties it and all later ones fail. */
struct rest {
    const char *at, *end;
    bool bad;
};

static bool spoil(struct rest *rest)
{
    rest->bad = true;
    rest->at = rest->end;
    return false;
}

static bool starts(const struct rest *rest, const char *text)
{
    size_t length = strlen(text);
    return (size_t)(rest->end - rest->at) >= length && memcmp(rest->at, text, length) == 0;
}

static bool skip(struct rest *rest, const char *text)
{
    if (!starts(rest, text))
        return spoil(rest);
    rest->at += strlen(text);
    return true;
}

static struct str read_time(struct rest *rest)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";
    struct str time = {rest->at, sizeof shape - 1};
    if ((size_t)(rest->end - rest->at) < time.length)
        return spoil(rest), time;
    for (size_t i = 0; i < time.length; i++)
        if (shape[i] == 'd' ? !ascii_is_digit(time.at[i]) : time.at[i] != shape[i])
            return spoil(rest), time;
    rest->at += time.length;
    return time;
}

static int64_t read_number(struct rest *rest)
{
    int64_t number = 0;
    const char *start = rest->at;
    for (; rest->at < rest->end && ascii_is_digit(*rest->at) && rest->at - start < 16; rest->at++)
        number = number * 10 + (*rest->at - '0');
    if (rest->at == start || *start == '0')
        spoil(rest);
    return number;
}

static struct str read_kind(struct rest *rest)
{
    struct str kind = {rest->at, 0};
    while (rest->at < rest->end && ((*rest->at >= 'a' && *rest->at <= 'z') || ascii_is_digit(*rest->at) || (*rest->at != '\0' && strchr("._-", *rest->at) != NULL)))
        rest->at++;
    kind.length = (size_t)(rest->at - kind.at);
    if (kind.length == 0)
        spoil(rest);
    return kind;
}

static void read_hash(struct rest *rest, uint8_t hash[32])
{
    if (rest->end - rest->at < 64) {
        spoil(rest);
        return;
    }
    for (size_t i = 0; i < 64; i++) {
        char c = rest->at[i];
        if (!ascii_is_digit(c) && (c < 'a' || c > 'f')) {
            spoil(rest);
            return;
        }
        uint8_t value = (uint8_t)(ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
        hash[i / 2] = (uint8_t)(i % 2 == 0 ? value << 4 : hash[i / 2] | value);
    }
    rest->at += 64;
}

/* {"passages":"…", …}: names that are tables, in rising order. */
static void read_hashes(struct rest *rest, struct entry_hashes *hashes)
{
    const char *last = "";
    bool first = true;
    hashes->given = 0;
    skip(rest, "{");
    while (!rest->bad && !starts(rest, "}")) {
        if (!first)
            skip(rest, ",");
        skip(rest, "\"");
        int table = 0;
        size_t length = 0;
        for (; table < LEDGER_TABLES; table++) {
            length = strlen(ledger_table_name((enum ledger_table)table));
            if ((size_t)(rest->end - rest->at) > length && memcmp(rest->at, ledger_table_name((enum ledger_table)table), length) == 0 &&
                rest->at[length] == '"')
                break;
        }
        if (table == LEDGER_TABLES || strcmp(ledger_table_name((enum ledger_table)table), last) <= 0) {
            spoil(rest);
            return;
        }
        last = ledger_table_name((enum ledger_table)table);
        rest->at += length;
        skip(rest, "\":\"");
        read_hash(rest, hashes->at[table]);
        skip(rest, "\"");
        hashes->given |= (uint32_t)1 << table;
        first = false;
    }
    skip(rest, "}");
}

bool entry_read(struct entry *entry, struct str body)
{
    struct rest rest = {body.at, body.at + body.length, false};
    skip(&rest, "{\"at\":\"");
    entry->at = read_time(&rest);
    skip(&rest, "\",\"entry\":");
    entry->number = read_number(&rest);
    skip(&rest, ",\"kind\":\"");
    entry->kind = read_kind(&rest);
    skip(&rest, "\",\"rows\":");
    read_hashes(&rest, &entry->rows);
    skip(&rest, ",\"words\":");
    read_hashes(&rest, &entry->words);
    skip(&rest, "}");
    return !rest.bad && rest.at == rest.end;
}
