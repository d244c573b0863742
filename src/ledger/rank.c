/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/rank.h"

#include <stddef.h>
#include <stdint.h>

#include "ledger/stories.h"

enum { MOST_PHRASES = 64, WORDS = 0, SOURCE = 1 };

/* What is the same for every row of one query. */
struct ranking {
    int phrases;
    double average;            /* words of a passage */
    double rarity[MOST_PHRASES];
};

/* ---- how rare a phrase is ---- */

struct counting {
    sqlite3_int64 count, last;
};

static int count_row(const Fts5ExtensionApi *api, Fts5Context *row, void *context)
{
    struct counting *counting = context;
    counting->last = api->xRowid(row);
    return ++counting->count < RANK_COUNTED ? SQLITE_OK : SQLITE_DONE;
}

static uint32_t in_32(sqlite3_int64 number)
{
    return number < 0 ? 0 : number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

static int find_rarity(const Fts5ExtensionApi *api, Fts5Context *row, int phrase, sqlite3_int64 rows, sqlite3_int64 last, double *rarity)
{
    struct counting counting = {0, 0};
    int code = api->xQueryPhrase(row, phrase, &counting, count_row);
    double in = (double)counting.count;
    if (counting.count >= RANK_COUNTED && counting.last > 0 && counting.last < last)
        in *= (double)last / (double)counting.last;
    if (in > (double)rows)
        in = (double)rows;
    *rarity = (double)stories_rarity(in_32(rows), in_32((sqlite3_int64)in)) + 1e-6; /* never nothing: the passage has the word */
    return code;
}

static int prepare(const Fts5ExtensionApi *api, Fts5Context *row, int count, sqlite3_value **values, struct ranking *ranking)
{
    sqlite3_int64 rows = 0, words = 0;
    int phrases = api->xPhraseCount(row), wanted = count > 0 ? sqlite3_value_int(values[0]) : phrases;
    phrases = wanted < phrases ? wanted : phrases;
    ranking->phrases = phrases > MOST_PHRASES ? MOST_PHRASES : phrases < 0 ? 0 : phrases;
    int code = api->xRowCount(row, &rows);
    if (code == SQLITE_OK)
        code = api->xColumnTotalSize(row, WORDS, &words);
    ranking->average = rows > 0 && words > 0 ? (double)words / (double)rows : 1;
    if (ranking->phrases == 1)
        ranking->rarity[0] = 1;
    for (int i = 0; code == SQLITE_OK && ranking->phrases > 1 && i < ranking->phrases; i++)
        code = find_rarity(api, row, i, rows, count > 1 ? sqlite3_value_int64(values[1]) : 0, &ranking->rarity[i]);
    return code;
}

/* ---- one row ---- */

static int weigh(const Fts5ExtensionApi *api, Fts5Context *row, const struct ranking *ranking, double *score)
{
    double found[MOST_PHRASES] = {0};
    int count = 0, length = 0;
    int code = api->xInstCount(row, &count);
    if (code == SQLITE_OK)
        code = api->xColumnSize(row, WORDS, &length);
    for (int i = 0; code == SQLITE_OK && i < count; i++) {
        int phrase, column, at;
        code = api->xInst(row, i, &phrase, &column, &at);
        if (code == SQLITE_OK && phrase < ranking->phrases)
            found[phrase] += column == WORDS ? 1 : column == SOURCE ? 0.5 : 0;
    }
    double norm = 1.2 * (1 - 0.75 + 0.75 * (double)length / ranking->average);
    for (int i = 0; i < ranking->phrases; i++)
        *score += ranking->rarity[i] * found[i] * 2.2 / (found[i] + norm);
    return code;
}

static void rank(const Fts5ExtensionApi *api, Fts5Context *row, sqlite3_context *result, int count, sqlite3_value **values)
{
    struct ranking *ranking = api->xGetAuxdata(row, 0);
    double score = 0;
    int code = SQLITE_OK;
    if (ranking == NULL) {
        ranking = sqlite3_malloc64(sizeof *ranking);
        code = ranking == NULL ? SQLITE_NOMEM : prepare(api, row, count, values, ranking);
        if (code == SQLITE_OK)
            code = api->xSetAuxdata(row, ranking, sqlite3_free); /* frees it when it fails */
        else
            sqlite3_free(ranking);
    }
    if (code == SQLITE_OK)
        code = weigh(api, row, ranking, &score);
    if (code == SQLITE_OK)
        sqlite3_result_double(result, -score); /* the best first */
    else
        sqlite3_result_error_code(result, code);
}

bool rank_register(sqlite3 *db)
{
    sqlite3_stmt *statement = NULL;
    fts5_api *api = NULL;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK && sqlite3_bind_pointer(statement, 1, (void *)&api, "fts5_api_ptr", NULL) == SQLITE_OK)
        (void)sqlite3_step(statement);
    sqlite3_finalize(statement);
    return api != NULL && api->iVersion >= 2 && api->xCreateFunction(api, "dixit_rank", NULL, rank, NULL) == SQLITE_OK;
}
