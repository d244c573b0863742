/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/feed.h"

#include <string.h>

#include "intake/charset.h"
#include "intake/compose.h"
#include "intake/fill.h"
#include "intake/fragment.h"
#include "intake/mail_date.h"
#include "intake/xml.h"

enum { SCRATCH_LIMIT = 768 << 20, SAMPLE = 4096, MAX_LINE = 1000, MAX_VALUE = 32 << 20 };

/* What is being collected: the text of an element, or nothing. */
enum field { NOTHING, TITLE, CONTENT, SUMMARY, LINK, GUID, DATE, UPDATED, AUTHOR, CREATOR, LANGUAGE, SOURCE, FIELDS };

/* How an Atom text construct is written; RSS is HTML throughout. */
enum written { AS_HTML, AS_PLAIN, AS_XHTML };

struct facts {
    struct buf value[FIELDS];
    uint8_t written[FIELDS]; /* enum written */
    bool permanent;          /* the guid is an address */
};

struct feed {
    struct unpack *unpack;
    struct xml xml;
    struct arena scratch, names;
    const char *charset;
    uint8_t sha256[32];      /* of the feed */
    struct facts feed, entry;
    bool atom, in_entry, in_author, in_source, stop;
    uint32_t aside;          /* depth inside an element of the feed that speaks of something else (image, textInput) */
    enum field field;
    uint32_t inside;         /* elements open within the field's */
    uint64_t entries;
};

static void facts_init(struct facts *facts)
{
    *facts = (struct facts){.permanent = true};
    for (int i = 0; i < FIELDS; i++)
        buf_init(&facts->value[i], MAX_VALUE);
}

static void facts_release(struct facts *facts)
{
    for (int i = 0; i < FIELDS; i++)
        buf_release(&facts->value[i]);
}

static void facts_reset(struct facts *facts)
{
    for (int i = 0; i < FIELDS; i++) {
        buf_reset(&facts->value[i]);
        facts->written[i] = AS_HTML;
    }
    facts->permanent = true;
}

static struct facts *here(struct feed *feed)
{
    return feed->in_entry ? &feed->entry : &feed->feed;
}

static struct str text_of(const struct buf *value)
{
    return (struct str){value->length > 0 ? value->at : "", value->length};
}

/* ---- an entry to a document ---- */

static const char *line_of(struct feed *feed, struct doc *doc, const struct facts *facts, enum field field)
{
    struct str value = text_of(&facts->value[field]);
    if (facts->written[field] == AS_PLAIN)
        return compose_fact(doc->memory, value);
    const char *line = fragment_line(value, MAX_LINE, &feed->scratch);
    return line == NULL ? NULL : arena_copy(doc->memory, line, strlen(line));
}

/* "anna@example.org (Anna Berg)" is Anna Berg; an address alone nobody. */
static const char *author_of(struct doc *doc, struct facts *facts)
{
    const struct buf *value = &facts->value[facts->value[CREATOR].length > 0 ? CREATOR : AUTHOR];
    const char *author = compose_fact(doc->memory, text_of(value));
    const char *open = author == NULL ? NULL : strchr(author, '('), *close = open == NULL ? NULL : strchr(open, ')');
    if (author == NULL || strchr(author, '@') == NULL)
        return author;
    return close == NULL ? NULL : compose_fact(doc->memory, (struct str){open + 1, (size_t)(close - open - 1)});
}

static const char *either(const char *a, const char *b)
{
    return a != NULL ? a : b;
}

static const char *date_of(struct doc *doc, struct facts *facts)
{
    const char *date = mail_date(buf_terminate(&facts->value[DATE]), doc->memory);
    return date != NULL ? date : mail_date(buf_terminate(&facts->value[UPDATED]), doc->memory);
}

static void take_facts(struct feed *feed, struct doc *doc)
{
    struct facts *entry = &feed->entry;
    struct origin *origin = &doc->origin;
    origin->media_type = feed->atom ? "application/atom+xml" : "application/rss+xml";
    origin->charset = arena_copy(doc->memory, feed->charset, strlen(feed->charset));
    if (origin->record == 0)
        origin->record = feed->entries;
    origin->title = line_of(feed, doc, entry, TITLE);
    origin->outlet = either(line_of(feed, doc, entry, SOURCE), either(line_of(feed, doc, &feed->feed, TITLE), origin->outlet));
    origin->author = either(author_of(doc, entry), author_of(doc, &feed->feed));
    origin->published = either(date_of(doc, entry), origin->published);
    const char *language = compose_language(doc->memory, text_of(&entry->value[LANGUAGE]));
    origin->language = either(language, compose_language(doc->memory, text_of(&feed->feed.value[LANGUAGE])));
    const char *link = compose_fact(doc->memory, text_of(&entry->value[LINK]));
    const char *guid = compose_fact(doc->memory, text_of(&entry->value[GUID]));
    if (guid != NULL && !(entry->permanent && (compose_same_start(guid, "http://") || compose_same_start(guid, "https://"))))
        guid = NULL;
    origin->url = either(link, guid);
}

static bool write_body(struct feed *feed, struct buf *body)
{
    const struct facts *entry = &feed->entry;
    enum field field = entry->value[CONTENT].length > 0 ? CONTENT : SUMMARY;
    struct str value = text_of(&entry->value[field]);
    if (entry->written[field] != AS_PLAIN)
        return fragment_write(value, &feed->scratch, body);
    buf_add(body, value.at, value.length);
    return !body->failed;
}

static void end_entry(struct feed *feed)
{
    struct doc *doc = unpack_begin(feed->unpack);
    struct buf body;
    feed->entries++;
    buf_init(&body, 0);
    if (doc == NULL) {
        feed->stop = true;
    } else {
        take_facts(feed, doc);
        memcpy(doc->sha256, feed->sha256, sizeof doc->sha256);
        if (write_body(feed, &body))
            feed->stop = !compose_document(feed->unpack, doc, doc->origin.title, text_of(&body));
        else
            feed->stop = !unpack_reject(feed->unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the entry.");
    }
    buf_release(&body);
    facts_reset(&feed->entry);
    arena_release(&feed->scratch);
    if (feed->stop)
        xml_stop(&feed->xml);
}

/* ---- what the elements mean ---- */

static bool is_entry(const char *name)
{
    return strcmp(name, "item") == 0 || strcmp(name, "atom:entry") == 0;
}

static enum field field_of(const struct feed *feed, const char *name)
{
    static const struct {
        const char *name;
        enum field field;
    } fields[] = {
        {"title", TITLE},           {"atom:title", TITLE},     {"content:encoded", CONTENT}, {"atom:content", CONTENT},
        {"description", SUMMARY},   {"atom:summary", SUMMARY}, {"link", LINK},               {"guid", GUID},            {"pubDate", DATE},
        {"dc:date", DATE},          {"atom:published", DATE},  {"atom:issued", DATE},        {"dcterms:issued", DATE},  {"atom:updated", UPDATED},
        {"atom:modified", UPDATED}, {"author", AUTHOR},        {"dc:creator", CREATOR},      {"language", LANGUAGE},    {"dc:language", LANGUAGE},
        {"source", SOURCE},
    };
    if (feed->in_source)
        return strcmp(name, "atom:title") == 0 ? SOURCE : NOTHING;
    if (feed->in_author)
        return strcmp(name, "atom:name") == 0 ? CREATOR : NOTHING;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(name, fields[i].name) == 0)
            return fields[i].field;
    return NOTHING;
}

/* Which of a field given twice counts: of authors all, of others the first. */
static enum field start_field(struct feed *feed, enum field field, const char *const *attributes)
{
    struct facts *facts = here(feed);
    struct buf *value = &facts->value[field];
    const char *type = xml_attribute(attributes, "type"), *permanent = xml_attribute(attributes, "isPermaLink");
    if (field == GUID)
        facts->permanent = permanent == NULL || strcmp(permanent, "false") != 0;
    if ((field == CREATOR || field == AUTHOR) && value->length > 0)
        buf_add_text(value, ", ");
    else if (value->length > 0)
        return NOTHING;
    if (feed->atom && (field == TITLE || field == CONTENT || field == SUMMARY || field == SOURCE)) {
        bool html = type != NULL && (strcmp(type, "html") == 0 || strcmp(type, "text/html") == 0);
        bool xhtml = type != NULL && (strcmp(type, "xhtml") == 0 || strcmp(type, "application/xhtml+xml") == 0);
        facts->written[field] = xhtml ? AS_XHTML : html ? AS_HTML : AS_PLAIN;
    }
    return field;
}

static void open_link(struct feed *feed, const char *const *attributes)
{
    const char *relation = xml_attribute(attributes, "rel"), *address = xml_attribute(attributes, "href");
    struct buf *value = &here(feed)->value[LINK];
    if (address != NULL && value->length == 0 && (relation == NULL || strcmp(relation, "alternate") == 0))
        buf_add_text(value, address);
}

static void take_language(struct feed *feed, const char *const *attributes)
{
    struct buf *value = &here(feed)->value[LANGUAGE];
    for (; *attributes != NULL; attributes += 2)
        if (strcmp(attributes[0], "xml:lang") == 0 && value->length == 0)
            buf_add_text(value, attributes[1]);
}

static const char *local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

static void on_open(void *context, const char *name, const char *const *attributes)
{
    struct feed *feed = context;
    if (feed->field != NOTHING) { /* mark-up inside it */
        struct buf *value = &here(feed)->value[feed->field];
        feed->inside++;
        buf_add_format(value, "<%s>", local(name));
        return;
    }
    if (feed->aside > 0 || strcmp(name, "image") == 0 || strcmp(name, "textInput") == 0 || strcmp(name, "textinput") == 0) {
        feed->aside++;
        return;
    }
    if (is_entry(name)) {
        feed->in_entry = true;
        facts_reset(&feed->entry);
    }
    if (is_entry(name) || strcmp(name, "atom:feed") == 0) {
        feed->atom = name[0] == 'a';
        take_language(feed, attributes);
    }
    feed->in_author |= strcmp(name, "atom:author") == 0;
    feed->in_source |= strcmp(name, "atom:source") == 0;
    if (strcmp(name, "atom:link") == 0 && feed->atom && !feed->in_source)
        open_link(feed, attributes);
    enum field field = field_of(feed, name);
    if (field != NOTHING)
        feed->field = start_field(feed, field, attributes);
    feed->inside = 0;
}

static void on_close(void *context, const char *name)
{
    struct feed *feed = context;
    if (feed->field != NOTHING && feed->inside > 0) {
        feed->inside--;
        buf_add_format(&here(feed)->value[feed->field], "</%s>", local(name));
        return;
    }
    if (feed->field != NOTHING) {
        feed->field = NOTHING;
        return;
    }
    if (feed->aside > 0) {
        feed->aside--;
        return;
    }
    if (strcmp(name, "atom:author") == 0)
        feed->in_author = false;
    if (strcmp(name, "atom:source") == 0)
        feed->in_source = false;
    if (feed->in_entry && is_entry(name)) {
        end_entry(feed);
        feed->in_entry = false;
    }
}

static void on_text(void *context, const char *bytes, size_t length)
{
    struct feed *feed = context;
    if (feed->field == NOTHING)
        return;
    struct facts *facts = here(feed);
    struct buf *value = &facts->value[feed->field];
    if (facts->written[feed->field] != AS_XHTML) {
        buf_add(value, bytes, length);
        return;
    }
    for (size_t i = 0; i < length; i++)
        if (bytes[i] == '<' || bytes[i] == '&')
            buf_add_text(value, bytes[i] == '<' ? "&lt;" : "&amp;");
        else
            buf_add_char(value, bytes[i]);
}

/* ---- the bytes ---- */

/* How many bytes a reference takes that XML knows without a declaration; 0 when this is none. */
static size_t reference(const char *at, const char *end)
{
    static const char *const predefined[] = {"amp;", "lt;", "gt;", "quot;", "apos;"};
    for (size_t i = 0; i < sizeof predefined / sizeof *predefined; i++) {
        size_t length = strlen(predefined[i]);
        if ((size_t)(end - at) > length && memcmp(at + 1, predefined[i], length) == 0)
            return length + 1;
    }
    const char *digit = at + 1;
    if (digit >= end || *digit != '#')
        return 0;
    digit++;
    bool hexadecimal = digit < end && *digit == 'x';
    digit += hexadecimal;
    uint32_t point = 0, digits = 0;
    for (; digit < end && digits < 7; digit++, digits++) {
        uint32_t value = *digit >= '0' && *digit <= '9' ? (uint32_t)(*digit - '0') : ((uint32_t)(unsigned char)*digit | 0x20) - 'a' + 10;
        if (value >= (hexadecimal ? 16U : 10U))
            break;
        point = point * (hexadecimal ? 16 : 10) + value;
    }
    bool allowed = point == '\t' || point == '\n' || point == '\r' || (point >= ' ' && point < 0xD800) || (point > 0xDFFF && point < 0xFFFE) ||
                   (point > 0xFFFF && point < 0x110000);
    return digits > 0 && digit < end && *digit == ';' && allowed ? (size_t)(digit + 1 - at) : 0;
}

/* A copy that XML allows: control characters become spaces, and an ampersand that begins no reference known to XML becomes one: the text of feeds is
 * HTML, which knows the others. */
static bool mend(struct str from, struct buf *to)
{
    const char *end = from.at + from.length;
    bool raw = false; /* inside <![CDATA[ */
    for (const char *at = from.at; at < end;) {
        const char *run = at;
        while (at < end && *at != '&' && *at != '<' && *at != ']' && *at != '\xEF' && ((unsigned char)*at >= ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
            at++;
        buf_add(to, run, (size_t)(at - run));
        if (at == end)
            break;
        struct str rest = {at, (size_t)(end - at)};
        raw = raw ? !compose_begins(rest, "]]>") : compose_begins(rest, "<![CDATA[");
        if (compose_begins(rest, "\xEF\xBF\xBE") || compose_begins(rest, "\xEF\xBF\xBF")) {
            buf_add_char(to, ' ');
            at += 3;
        } else if (*at == '&' && !raw && reference(at, end) == 0) {
            buf_add_text(to, "&amp;");
            at++;
        } else {
            buf_add_char(to, (unsigned char)*at < ' ' ? ' ' : *at);
            at++;
        }
    }
    return !to->failed;
}

static bool parse(struct feed *feed, struct str text)
{
    struct xml_handler handler = {feed, on_open, on_close, on_text};
    facts_init(&feed->feed);
    facts_init(&feed->entry);
    xml_init(&feed->xml, &feed->names, &handler, false);
    (void)xml_add(&feed->xml, text.at, text.length);
    bool whole = xml_finish(&feed->xml), good = !feed->stop;
    if (good && !whole)
        good = unpack_reject(feed->unpack, NULL, DIXIT_BAD_INPUT, "The feed breaks off in line %llu after %llu entries: %s.",
                             (unsigned long long)feed->xml.line, (unsigned long long)feed->entries, feed->xml.wrong);
    else if (good && feed->entries == 0)
        good = unpack_reject(feed->unpack, NULL, DIXIT_BAD_INPUT, "The feed has no entries.");
    xml_release(&feed->xml);
    facts_release(&feed->entry);
    facts_release(&feed->feed);
    return good;
}

bool feed_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    struct feed feed = {.unpack = unpack};
    struct doc whole = {.memory = NULL}; /* for its hash only */
    struct charset charset;
    struct buf decoded, mended;
    bool good;
    arena_init(&feed.scratch, SCRATCH_LIMIT);
    arena_init(&feed.names, SCRATCH_LIMIT);
    buf_init(&decoded, 0);
    buf_init(&mended, 0);
    if (charset_decode(bytes, hint->charset, &decoded, &charset) && mend(text_of(&decoded), &mended)) {
        buf_release(&decoded);
        feed.charset = charset.name;
        fill_sha256(&whole, bytes);
        memcpy(feed.sha256, whole.sha256, sizeof feed.sha256);
        good = parse(&feed, text_of(&mended));
    } else {
        good = unpack_reject(unpack, NULL, DIXIT_TOO_LARGE, "There is not enough memory for the feed.");
    }
    buf_release(&decoded);
    buf_release(&mended);
    arena_release(&feed.names);
    arena_release(&feed.scratch);
    return good;
}

bool feed_is(struct str bytes)
{
    char root[XML_MAX_NAME];
    if (!xml_root(bytes, root))
        return false;
    if (strcmp(root, "rss") == 0)
        return true;
    if (strcmp(root, "feed") == 0 || strstr(root, ":feed") != NULL)
        return compose_find(bytes, SAMPLE, "www.w3.org/2005/Atom") != NULL || compose_find(bytes, SAMPLE, "purl.org/atom/ns") != NULL;
    return strcmp(root, "rdf:RDF") == 0 &&
           (compose_find(bytes, SAMPLE, "purl.org/rss/") != NULL || compose_find(bytes, SAMPLE, "netscape.com/rdf/simple") != NULL);
}
