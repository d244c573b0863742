/* SPDX-License-Identifier: Apache-2.0 */
/* Search is SQLite's FTS5 over the five text columns of passages. Everything that is asked for by name or label becomes part of one FTS expression (names.h
 * writes the columns for that), so that only dates need the rows themselves.
 *
 *     words "copper road" -rail, source Berg, stance deny:
 *     {words source} : ("copper road") NOT {words source} : (rail) … AND (source : "zb berg ze" NOT marks : zn) AND marks : zsdeny
 *
 * Ranked by rank.h. Of more than SEARCH_COUNTED passages only the SEARCH_RANKED that were added last are ranked and the rest follows as it was added: FTS5 gives
 * passages by their number, so that this takes as long for a hundred thousand as for ten. */
#include "ledger/search.h"

#include <inttypes.h>
#include <string.h>

#include "base/labels.h"
#include "ledger/names.h"

bool ledger_search_add(struct ledger *ledger, int64_t passage, const struct search_texts *texts)
{
    sqlite3_stmt *row = ledger_statement(ledger, "INSERT INTO search (rowid, words, source, about, against, marks) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    ledger_bind_int(ledger, row, 1, passage);
    ledger_bind_text(ledger, row, 2, texts->words);
    ledger_bind_text(ledger, row, 3, texts->source);
    ledger_bind_text(ledger, row, 4, texts->about);
    ledger_bind_text(ledger, row, 5, texts->against);
    ledger_bind_text(ledger, row, 6, texts->marks);
    return ledger_run(ledger, row);
}

bool ledger_search_remove(struct ledger *ledger, int64_t passage)
{
    sqlite3_stmt *row = ledger_statement(ledger,
        "INSERT INTO search (search, rowid, words, source, about, against, marks) SELECT 'delete', id, words, source, about, against, marks FROM passages WHERE id = ?1");
    ledger_bind_int(ledger, row, 1, passage);
    return ledger_run(ledger, row);
}

bool ledger_search_remove_reading(struct ledger *ledger, int64_t reading)
{
    /* only those that are in it: not corrected, not withdrawn, not erased */
    sqlite3_stmt *row = ledger_statement(ledger,
        "INSERT INTO search (search, rowid, words, source, about, against, marks) SELECT 'delete', id, words, source, about, against, marks FROM passages p "
        "WHERE reading = ?1 AND state < 3 AND words IS NOT NULL AND NOT EXISTS (SELECT 1 FROM passages q WHERE q.corrects = p.id)");
    ledger_bind_int(ledger, row, 1, reading);
    return ledger_run(ledger, row);
}

/* ---- the expression ---- */

/* A string of FTS5: everything between quotation marks is text to it. */
static void put_string(struct buf *out, const char *text, size_t length)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, text[i]);
    }
    buf_add_char(out, '"');
}

/* Has it anything that the tokenizer takes for a letter or digit? Bytes beyond ASCII are taken for letters here; a string of nothing else finds nothing. */
static bool has_letters(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((text[i] >= '0' && text[i] <= '9') || ((text[i] | 32) >= 'a' && (text[i] | 32) <= 'z') || (text[i] & 0x80) != 0)
            return true;
    return false;
}

/* One word or "phrase", with - before it and * after it. Moves *at. Whether it is one that must be found. */
static bool put_word(const char **at, struct buf *wanted, struct buf *unwanted)
{
    bool not = **at == '-';
    *at += not;
    bool phrase = **at == '"';
    *at += phrase;
    const char *begin = *at;
    while (**at != '\0' && (phrase ? **at != '"' : **at != ' ' && **at != '\t' && **at != '\n' && **at != '"'))
        (*at)++;
    size_t length = (size_t)(*at - begin);
    *at += phrase && **at == '"';
    bool prefix = !phrase && length > 1 && begin[length - 1] == '*';
    if (phrase && **at == '*') {
        prefix = true;
        (*at)++;
    }
    if (!has_letters(begin, length))
        return false;
    struct buf *out = not ? unwanted : wanted;
    if (out->length > 0)
        buf_add_text(out, not ? " OR " : " AND ");
    buf_add_text(out, "{words source} : ");
    put_string(out, begin, length - (prefix && !phrase));
    if (prefix)
        buf_add_text(out, " *");
    return !not;
}

/* How many must be found. */
static uint32_t put_words(const char *words, struct buf *out, struct buf *unwanted)
{
    uint32_t phrases = 0;
    while (*words != '\0')
        if (*words == ' ' || *words == '\t' || *words == '\n' || *words == '\r')
            words++;
        else
            phrases += put_word(&words, out, unwanted);
    return phrases;
}

static void begin_part(struct buf *out)
{
    if (out->length > 0)
        buf_add_text(out, " AND ");
}

static void put_name(struct buf *out, const char *column, const char *name)
{
    struct buf wanted;
    buf_init(&wanted, 0);
    names_add_wanted(name, &wanted);
    buf_add_format(out, "%s : ", column);
    put_string(out, wanted.at, wanted.length);
    buf_release(&wanted);
}

static void put_labels(struct buf *out, const char *prefix, uint32_t set, const char *(*label)(unsigned), unsigned count)
{
    const char *separator = "";
    if (set == 0)
        return;
    begin_part(out);
    buf_add_text(out, "marks : (");
    for (unsigned i = 0; i < count; i++)
        if ((set >> i & 1) != 0) {
            buf_add_format(out, "%s%s%s", separator, prefix, label(i));
            separator = " OR ";
        }
    buf_add_char(out, ')');
}

static const char *stance_label(unsigned i) { return dixit_stance_name((enum dixit_stance)i); }
static const char *status_label(unsigned i) { return label_of_status((enum dixit_status_kind)i); }

/* "(…) NOT (…)"; of everything where nothing is asked for. */
static void leave_out(struct buf *out, const struct buf *unwanted, bool own)
{
    struct buf all;
    buf_init(&all, 0);
    if (out->length == 0)
        buf_add_text(out, own ? "marks : (zkattribution OR zkown)" : "marks : zkattribution");
    buf_add_char(&all, '(');
    buf_add(&all, out->at, out->length);
    buf_add_text(&all, ") NOT (");
    buf_add(&all, unwanted->at, unwanted->length);
    buf_add_char(&all, ')');
    buf_reset(out);
    buf_add(out, all.at, all.length);
    buf_release(&all);
}

/* The whole expression; empty when it is for dates alone. */
static void put_expression(const struct search *search, struct buf *out)
{
    struct buf unwanted;
    buf_init(&unwanted, 0);
    if (search->words != NULL)
        (void)put_words(search->words, out, &unwanted);
    if (search->source != NULL) {
        begin_part(out);
        buf_add_char(out, '(');
        put_name(out, "source", search->source);
        buf_add_text(out, search->second_hand ? ")" : " NOT marks : zn)");
    }
    if (search->about != NULL) {
        begin_part(out);
        buf_add_char(out, '(');
        put_name(out, "about", search->about);
        buf_add_text(out, " OR words : ");
        put_string(out, search->about, strlen(search->about));
        buf_add_char(out, ')');
    }
    if (search->against != NULL) {
        begin_part(out);
        put_name(out, "against", search->against);
    }
    put_labels(out, "zs", search->stances, stance_label, DIXIT_STANCES);
    put_labels(out, "zt", search->statuses, status_label, DIXIT_STATUS_KINDS);
    if (search->outlet != NULL) {
        begin_part(out);
        size_t before = out->length;
        buf_add_text(out, "marks : ");
        names_add_outlet(search->outlet, out);
        if (out->length == before + 8) /* no letter in it: nothing fits */
            buf_add_text(out, "zonone ");
    }
    if (!search->own && out->length > 0) { /* leaving out the few is much quicker than asking for the many */
        if (unwanted.length > 0)
            buf_add_text(&unwanted, " OR ");
        buf_add_text(&unwanted, "marks : zkown");
    }
    if (unwanted.length > 0)
        leave_out(out, &unwanted, search->own);
    buf_release(&unwanted);
}

/* ---- the query ---- */

static void put_days(const struct search *search, struct buf *sql)
{
    if (search->has_since)
        buf_add_format(sql, " AND p.day >= %" PRId64, search->since);
    if (search->has_until)
        buf_add_format(sql, " AND p.day <= %" PRId64, search->until);
    if (search->has_said)
        buf_add_format(sql, " AND coalesce(p.said, p.day) >= %" PRId64, search->said);
}

/* How hits are put in order. */
enum order {
    BY_RANK, /* of the words */
    BY_DAY,  /* the newest first */
    AS_ADDED, /* the last added first: too many to put them in another order in time */
    IN_INDEX, /* as they come, for counting them */
};

struct finding {
    struct ledger *ledger;
    const struct search *search;
    struct buf expression, sql;
    uint32_t phrases; /* that there are to rank by: the first of the expression */
    enum order order;
    int64_t least; /* with BY_RANK: passages from this one on */
};

static bool has_days(const struct search *search)
{
    return search->has_since || search->has_until || search->has_said;
}

/* Which passages, as ids in order; with `marked` also their words with those that were asked for marked. */
static void put_hits(const struct finding *finding, enum order order, bool marked, struct buf *sql)
{
    const struct search *search = finding->search;
    if (finding->expression.length > 0) {
        /* CROSS JOIN keeps the order of the index, so that words are marked of those that are shown alone */
        buf_add_format(sql, "SELECT search.rowid AS id%s FROM search%s WHERE search MATCH ?1", marked ? ", highlight(search, 0, char(2), char(3))" : "",
                       has_days(search) || order == BY_DAY ? " CROSS JOIN passages p ON p.id = search.rowid" : "");
        put_days(search, sql);
        if (order == BY_RANK && finding->least > 0)
            buf_add_format(sql, " AND search.rowid >= %" PRId64, finding->least);
        if (order == BY_RANK)
            buf_add_format(sql, " AND search.rank MATCH 'dixit_rank(%u, %" PRId64 ")' ORDER BY search.rank", finding->phrases,
                           ledger_number(finding->ledger, "SELECT max(id) FROM passages", 0));
        else if (order != IN_INDEX)
            buf_add_text(sql, order == BY_DAY ? " ORDER BY p.day DESC, p.id DESC" : " ORDER BY search.rowid DESC");
        return;
    }
    buf_add_text(sql, "SELECT p.id AS id FROM passages p JOIN derived_heads h ON h.reading = p.reading WHERE p.state < 3 AND p.words IS NOT NULL AND NOT EXISTS "
                      "(SELECT 1 FROM passages q WHERE q.corrects = p.id)");
    if (!search->own)
        buf_add_text(sql, " AND p.kind = 0");
    put_days(search, sql);
    if (order != IN_INDEX)
        buf_add_text(sql, " ORDER BY p.day DESC, p.id DESC");
}

static sqlite3_stmt *prepare(struct finding *finding)
{
    if (finding->sql.failed || finding->expression.failed) {
        ledger_refuse(finding->ledger, DIXIT_NO_MEMORY, "There is not enough memory for the search.");
        return NULL;
    }
    sqlite3_stmt *statement = ledger_own_statement(finding->ledger, finding->sql.at, finding->sql.length);
    if (finding->expression.length > 0)
        ledger_bind_text(finding->ledger, statement, 1, (struct str){finding->expression.at, finding->expression.length});
    return statement;
}

/* How many there are, up to one more than are counted. */
static bool count_hits(struct finding *finding, uint64_t *total)
{
    buf_reset(&finding->sql);
    buf_add_text(&finding->sql, "SELECT count(*) FROM (");
    put_hits(finding, IN_INDEX, false, &finding->sql);
    buf_add_format(&finding->sql, " LIMIT %d)", SEARCH_COUNTED + 1);
    sqlite3_stmt *row = prepare(finding);
    if (ledger_step(finding->ledger, row))
        *total = (uint64_t)sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return !ledger_failed(finding->ledger);
}

/* The least of those that are ranked when there are too many. */
static bool find_least(struct finding *finding)
{
    buf_reset(&finding->sql);
    put_hits(finding, AS_ADDED, false, &finding->sql);
    buf_add_format(&finding->sql, " LIMIT 1 OFFSET %d", SEARCH_RANKED - 1);
    sqlite3_stmt *row = prepare(finding);
    if (ledger_step(finding->ledger, row))
        finding->least = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    return !ledger_failed(finding->ledger);
}

static bool fill_hit(struct ledger *ledger, struct search_hit *hit)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT v.document, v.id, r.id, p.kind, p.number, p.state, p.words FROM passages p JOIN readings r ON r.id = p.reading "
                                                 "JOIN versions v ON v.id = r.version WHERE p.id = ?1");
    ledger_bind_int(ledger, row, 1, hit->passage);
    if (!ledger_step(ledger, row))
        return false;
    hit->document = sqlite3_column_int64(row, 0);
    hit->version = sqlite3_column_int64(row, 1);
    hit->reading = sqlite3_column_int64(row, 2);
    hit->kind = (uint32_t)sqlite3_column_int(row, 3);
    hit->number = (uint32_t)sqlite3_column_int(row, 4);
    hit->state = (uint32_t)sqlite3_column_int(row, 5);
    hit->snippet = ledger_column(row, 6);
    return true;
}

/* Gives those from `skip` on, at most `limit`, in this order. Whether to go on. */
static bool give_some(struct finding *finding, enum order order, uint64_t skip, uint64_t limit, search_take *take, void *context)
{
    bool on = true, marked = finding->phrases > 0;
    buf_reset(&finding->sql);
    put_hits(finding, order, marked, &finding->sql);
    buf_add_format(&finding->sql, " LIMIT %" PRIu64 " OFFSET %" PRIu64, limit, skip);
    sqlite3_stmt *ids = prepare(finding);
    while (on && ledger_step(finding->ledger, ids)) {
        struct search_hit hit = {.passage = sqlite3_column_int64(ids, 0)};
        if (!fill_hit(finding->ledger, &hit))
            continue;
        if (marked)
            hit.snippet = ledger_column(ids, 1);
        on = take(context, &hit);
    }
    sqlite3_finalize(ids);
    return on && !ledger_failed(finding->ledger);
}

/* Of very many, those that are ranked and then the others. */
static void give_hits(struct finding *finding, bool many, search_take *take, void *context)
{
    uint64_t skip = finding->search->skip, limit = finding->search->limit;
    if (!many || finding->order != BY_RANK) {
        give_some(finding, finding->order, skip, limit, take, context);
        return;
    }
    uint64_t ranked = skip >= SEARCH_RANKED ? 0 : SEARCH_RANKED - skip;
    ranked = ranked < limit ? ranked : limit;
    if (ranked == 0 || (find_least(finding) && give_some(finding, BY_RANK, skip, ranked, take, context)))
        if (limit > ranked)
            give_some(finding, AS_ADDED, skip + ranked, limit - ranked, take, context);
}

bool ledger_search(struct ledger *ledger, const struct search *search, search_take *take, void *context, uint64_t *total)
{
    struct finding finding = {.ledger = ledger, .search = search};
    buf_init(&finding.expression, 0);
    buf_init(&finding.sql, 0);
    put_expression(search, &finding.expression);
    struct buf wanted, unwanted;
    buf_init(&wanted, 0);
    buf_init(&unwanted, 0);
    if (search->words != NULL)
        finding.phrases = put_words(search->words, &wanted, &unwanted);
    bool good = search->words == NULL || wanted.length + unwanted.length > 0 ||
                ledger_refuse(ledger, DIXIT_USAGE, "There is no word in \"%.100s\" to search for.", search->words);
    buf_release(&wanted);
    buf_release(&unwanted);
    uint64_t count = 0;
    good = good && count_hits(&finding, &count);
    if (total != NULL)
        *total = count;
    bool many = count > SEARCH_COUNTED && finding.expression.length > 0;
    finding.order = finding.phrases > 0 ? BY_RANK : many ? AS_ADDED : BY_DAY;
    if (good)
        give_hits(&finding, many, take, context);
    buf_release(&finding.expression);
    buf_release(&finding.sql);
    return good && !ledger_failed(ledger);
}
