/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/csv.h"

#include <string.h>

#include "intake/charset.h"
#include "intake/compose.h"
#include "intake/fill.h"
#include "intake/html_dates.h"
#include "text/utf8.h"

enum { MAX_ROW = 32 << 20, MAX_COLUMNS = 1024, MAX_NAME = 64, MAX_UTF16 = 256 << 20 };

enum column { OTHER, TEXT, TITLE, ID, URL, DATE, OUTLET, AUTHOR, LANGUAGE, COLUMNS };

/* The reader of rows: bytes go in, fields come out. */
struct table {
    struct unpack *unpack;
    char delimiter;
    char charset[24];            /* of all rows; "" while all were UTF-8 */
    uint8_t columns[MAX_COLUMNS];
    uint32_t column_count;
    struct buf row;              /* as it came */
    struct buf fields;           /* of the row, unquoted, each with a NUL behind it */
    size_t starts[MAX_COLUMNS + 1];
    uint32_t field_count;
    uint64_t rows, offset;       /* rows begun, the first of the names included; where the row begins */
};

static enum column column_of(const char *name)
{
    static const struct {
        const char *name;
        enum column column;
    } names[] = {
        {"text", TEXT},      {"body", TEXT},         {"content", TEXT},      {"article", TEXT},   {"article_text", TEXT}, {"full_text", TEXT},
        {"fulltext", TEXT},  {"story", TEXT},        {"statement", TEXT},    {"title", TITLE},    {"headline", TITLE},    {"id", ID},
        {"url", URL},        {"link", URL},          {"date", DATE},         {"published", DATE}, {"publish_date", DATE}, {"published_at", DATE},
        {"pubdate", DATE},   {"publication_date", DATE}, {"outlet", OUTLET}, {"source", OUTLET},  {"publisher", OUTLET},  {"publication", OUTLET},
        {"author", AUTHOR},  {"authors", AUTHOR},    {"byline", AUTHOR},     {"language", LANGUAGE}, {"lang", LANGUAGE},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (compose_same(name, names[i].name))
            return names[i].column;
    return OTHER;
}

/* ---- rows ---- */

/* Parts the row into fields. */
static bool split_row(struct table *table)
{
    const char *at = table->row.at, *end = at + table->row.length;
    buf_reset(&table->fields);
    table->field_count = 0;
    while (end > at && (end[-1] == '\n' || end[-1] == '\r'))
        end--;
    for (;;) {
        if (table->field_count < MAX_COLUMNS)
            table->starts[table->field_count++] = table->fields.length;
        if (at < end && *at == '"') {
            for (at++; at < end && (*at != '"' || (at + 1 < end && at[1] == '"')); at++) {
                at += *at == '"';
                buf_add_char(&table->fields, *at);
            }
            at += at < end;
        }
        while (at < end && *at != table->delimiter)
            buf_add_char(&table->fields, *at++);
        buf_add_char(&table->fields, '\0');
        if (at >= end)
            break;
        at++;
    }
    table->starts[table->field_count] = table->fields.length;
    return !table->fields.failed;
}

static struct str field_at(const struct table *table, uint32_t index)
{
    size_t start = table->starts[index], next = table->starts[index + 1];
    return (struct str){table->fields.at + start, next - start - 1};
}

/* Reads the next row into table->row, with the line ends in its quoted fields. */
static bool next_row(struct table *table, struct source *source, bool *too_long)
{
    bool quoted = false, field_start = true;
    buf_reset(&table->row);
    *too_long = false;
    table->offset = source->taken;
    for (;;) {
        struct str there = source_there(source);
        size_t at = 0;
        if (there.length == 0)
            break;
        bool ended = false;
        while (at < there.length && !ended) {
            char c = there.at[at++];
            if (quoted)
                quoted = c != '"'; /* a doubled one opens again at once */
            else if (c == '"' && (field_start || (table->row.length + at > 1 && (at > 1 ? there.at[at - 2] : table->row.at[table->row.length - 1]) == '"')))
                quoted = true;
            else
                ended = c == '\n';
            field_start = !quoted && (c == table->delimiter || c == '\n');
        }
        if (table->row.length + at <= MAX_ROW)
            buf_add(&table->row, there.at, at);
        else
            *too_long = true;
        source_take(source, at);
        if (ended)
            break;
    }
    table->rows += table->row.length > 0 || *too_long;
    return table->row.length > 0 || *too_long;
}

/* ---- a row to a document ---- */

static const char *value_of(const struct table *table, struct doc *doc, enum column column)
{
    for (uint32_t i = 0; i < table->field_count && i < table->column_count; i++)
        if (table->columns[i] == column && field_at(table, i).length > 0)
            return compose_fact(doc->memory, field_at(table, i));
    return NULL;
}

static const char *either(const char *a, const char *b)
{
    return a != NULL ? a : b;
}

static void take_facts(const struct table *table, struct doc *doc)
{
    struct origin *origin = &doc->origin;
    const char *date = value_of(table, doc, DATE), *language = value_of(table, doc, LANGUAGE);
    origin->media_type = table->delimiter == '\t' ? "text/tab-separated-values" : "text/csv";
    origin->charset = "utf-8";
    if (origin->record == 0)
        origin->record = table->rows - 1;
    origin->id = value_of(table, doc, ID);
    origin->title = either(value_of(table, doc, TITLE), origin->title);
    origin->url = either(value_of(table, doc, URL), origin->url);
    origin->published = either(either(html_date(date, doc->memory), date), origin->published);
    origin->outlet = either(value_of(table, doc, OUTLET), origin->outlet);
    origin->author = value_of(table, doc, AUTHOR);
    origin->language = language == NULL ? NULL : compose_language(doc->memory, (struct str){language, strlen(language)});
}

/* The row's bytes as UTF-8; a row that is not tells the charset of all that are not. */
static bool make_utf8(struct table *table)
{
    struct buf text;
    struct charset charset;
    struct str row = {table->row.at, table->row.length};
    bool sound = utf8_valid(row.at, row.length) == row.length;
    buf_init(&text, 0);
    bool good = charset_decode(row, sound ? "utf-8" : table->charset[0] == '\0' ? NULL : table->charset, &text, &charset);
    if (good && table->charset[0] == '\0' && strcmp(charset.name, "utf-8") != 0)
        memcpy(table->charset, charset.name, sizeof table->charset);
    struct buf as_it_came = table->row;
    table->row = text;
    buf_release(&as_it_came);
    return good && table->row.length > 0;
}

static bool give_row(struct table *table)
{
    struct doc *doc = unpack_begin(table->unpack);
    if (doc == NULL)
        return false;
    fill_sha256(doc, (struct str){table->row.at, table->row.length});
    if (!make_utf8(table) || !split_row(table))
        return unpack_reject(table->unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the row.");
    take_facts(table, doc);
    if (table->charset[0] != '\0')
        doc->origin.charset = arena_copy(doc->memory, table->charset, strlen(table->charset));
    struct str text = {"", 0};
    for (uint32_t i = 0; i < table->field_count && i < table->column_count && text.length == 0; i++)
        if (table->columns[i] == TEXT)
            text = field_at(table, i);
    if (text.length == 0)
        return unpack_reject(table->unpack, doc, DIXIT_BAD_INPUT, "The row has no text.");
    return compose_document(table->unpack, doc, doc->origin.title, text);
}

/* ---- the names of the columns ---- */

static char find_delimiter(struct str line)
{
    static const char delimiters[] = {'\t', ';', ',', '|'};
    size_t counts[sizeof delimiters] = {0}, best = 2;
    bool quoted = false;
    for (size_t i = 0; i < line.length; i++) {
        quoted ^= line.at[i] == '"';
        for (size_t d = 0; d < sizeof delimiters && !quoted; d++)
            counts[d] += line.at[i] == delimiters[d];
    }
    for (size_t d = 0; d < sizeof delimiters; d++)
        if (counts[d] > counts[best])
            best = d;
    return delimiters[best];
}

/* Takes the first row, in table->row, as the names. Whether one is of a text. */
static bool take_names(struct table *table)
{
    bool has_text = false;
    size_t mark = compose_begins((struct str){table->row.at, table->row.length}, "\xEF\xBB\xBF") ? 3 : 0;
    memmove(table->row.at, table->row.at + mark, table->row.length - mark);
    table->row.length -= mark;
    table->delimiter = find_delimiter((struct str){table->row.at, table->row.length});
    if (!split_row(table))
        return false;
    table->column_count = table->field_count;
    for (uint32_t i = 0; i < table->field_count; i++) {
        struct str field = field_at(table, i);
        char name[MAX_NAME] = "";
        size_t length = 0;
        for (size_t at = 0; at < field.length && length + 1 < sizeof name; at++)
            if (field.at[at] != ' ' || (length > 0 && at + 1 < field.length && field.at[at + 1] != ' '))
                name[length++] = field.at[at] == ' ' || field.at[at] == '-' ? '_' : field.at[at];
        table->columns[i] = (uint8_t)column_of(name);
        has_text |= table->columns[i] == TEXT;
    }
    return has_text;
}

static void table_init(struct table *table, struct unpack *unpack)
{
    *table = (struct table){.unpack = unpack, .delimiter = ','};
    buf_init(&table->row, 0);
    buf_init(&table->fields, 0);
}

static void table_release(struct table *table)
{
    buf_release(&table->row);
    buf_release(&table->fields);
}

static bool read_table(struct unpack *unpack, struct source *source)
{
    struct table table;
    bool too_long, good = true;
    table_init(&table, unpack);
    if (!next_row(&table, source, &too_long) || too_long || !take_names(&table))
        good = unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "No column of the table is named \"text\", \"body\", \"content\" or \"article\" in its first row.");
    else
        while (good && next_row(&table, source, &too_long)) {
            struct str row = {table.row.at, table.row.length};
            bool blank = !too_long && row.length <= 2 && (row.at[0] == '\n' || row.at[0] == '\r');
            if (too_long)
                good = unpack_reject(unpack, NULL, DIXIT_TOO_LARGE, "Row %llu is longer than %d bytes.", (unsigned long long)table.rows, MAX_ROW);
            else if (!blank)
                good = give_row(&table);
            if (table.row.failed || table.fields.failed)
                break;
        }
    table_release(&table);
    return good;
}

/* A table in UTF-16, as spreadsheets write "Unicode text": all of it is made UTF-8 first. */
static bool read_utf16(struct unpack *unpack, struct source *source)
{
    struct buf bytes, text;
    struct charset charset;
    struct source made;
    bool good;
    buf_init(&bytes, 0);
    buf_init(&text, 0);
    bool whole = source_read(source, &bytes, MAX_UTF16);
    if (!whole || bytes.failed || !charset_decode((struct str){bytes.at, bytes.length}, NULL, &text, &charset)) {
        good = unpack_reject(unpack, NULL, DIXIT_TOO_LARGE, "A table in UTF-16 may have %d MiB; this one has more.", MAX_UTF16 >> 20);
    } else {
        struct str view = {text.length > 0 ? text.at : "", text.length};
        source_init_bytes(&made, &view);
        if (charset.wrong > 0)
            unpack_note(unpack, "Broken UTF-16 units became U+FFFD.");
        good = unpack_step(unpack, "UTF-16 to UTF-8", "iconv") && read_table(unpack, &made);
        unpack_drop_steps(unpack, 1);
        source_release(&made);
    }
    buf_release(&text);
    buf_release(&bytes);
    return good;
}

bool csv_read(struct unpack *unpack, struct source *source, const struct unpack_hint *hint)
{
    bool big;
    size_t mark;
    (void)hint;
    return charset_is_utf16(source_peek(source, 6), &big, &mark) ? read_utf16(unpack, source) : read_table(unpack, source);
}

bool csv_is(struct str bytes)
{
    struct table table;
    const char *end = bytes.length == 0 ? NULL : memchr(bytes.at, '\n', bytes.length);
    if (end == NULL)
        return false;
    table_init(&table, NULL);
    buf_add(&table.row, bytes.at, (size_t)(end - bytes.at));
    bool good = table.row.length > 0 && take_names(&table) && table.column_count >= 2;
    for (uint32_t i = 0; i < table.field_count && good; i++)
        good = field_at(&table, i).length < MAX_NAME; /* names are short, sentences are not */
    uint32_t known = 0;
    for (uint32_t i = 0; i < table.column_count; i++)
        known += table.columns[i] != OTHER;
    table_release(&table);
    return good && known >= 2;
}
