/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/office.h"

#include <string.h>

#include "intake/compose.h"
#include "intake/docx.h"
#include "intake/fill.h"
#include "intake/odt.h"
#include "intake/office_facts.h"
#include "intake/zip.h"

enum { MAX_PARTS = 10000, MAX_PART = 256 << 20, SCRATCH_LIMIT = 256 << 20, SAMPLE = 200 };

static const char docx_type[] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
static const char odt_type[] = "application/vnd.oasis.opendocument.text";

struct file {
    struct unpack *unpack;
    struct zip zip;
    struct arena memory;
    struct office_text text;
    struct office_facts facts;
    const char *media_type;
    const char *wrong, *broken; /* in the XML, in the ZIP; NULL: nothing */
};

/* An entry's bytes, as far as they can be read; empty when there is none. */
static struct str entry(struct file *file, const char *name, struct buf *bytes)
{
    const struct zip_entry *found = zip_find(&file->zip, name);
    buf_init(bytes, 0);
    if (found == NULL)
        return (struct str){"", 0};
    if (!zip_read(&file->zip, found, bytes, MAX_PART) && file->broken == NULL)
        file->broken = file->zip.wrong; /* what could be read of it is taken */
    if (bytes->failed || bytes->length == 0)
        return (struct str){"", 0};
    return (struct str){bytes->at, bytes->length};
}

static void read_facts(struct file *file, const char *name)
{
    struct buf bytes;
    struct str xml = entry(file, name, &bytes);
    if (xml.length > 0)
        office_facts_read(&file->facts, xml, &file->memory);
    buf_release(&bytes);
}

static bool write_docx(struct file *file, const char *name)
{
    struct buf document, footnotes, endnotes;
    struct str main = entry(file, name, &document), foot = entry(file, "word/footnotes.xml", &footnotes);
    struct str end = entry(file, "word/endnotes.xml", &endnotes);
    bool good = docx_write(main, foot, end, &file->memory, &file->text, &file->wrong);
    buf_release(&endnotes);
    buf_release(&footnotes);
    buf_release(&document);
    return good;
}

static bool write_odt(struct file *file)
{
    struct buf content;
    struct str xml = entry(file, "content.xml", &content);
    bool good = odt_write(xml, &file->memory, &file->text, &file->wrong);
    buf_release(&content);
    return good;
}

/* ---- the document ---- */

static const char *keep(struct doc *doc, const char *value)
{
    return value == NULL ? NULL : arena_copy(doc->memory, value, strlen(value));
}

static void take_facts(const struct file *file, struct doc *doc)
{
    const struct office_facts *facts = &file->facts;
    struct origin *origin = &doc->origin;
    const char *date = facts->changed != NULL ? facts->changed : facts->created;
    origin->media_type = file->media_type;
    origin->charset = "utf-8";
    origin->modified = keep(doc, facts->changed);
    if (facts->title != NULL)
        origin->title = keep(doc, facts->title);
    origin->author = keep(doc, facts->author);
    origin->language = keep(doc, facts->language);
    if (origin->published == NULL && date != NULL) {
        origin->published = keep(doc, date);
        fill_note(doc, "The date is the one on which the file was last changed (%s).", date);
    }
    if (file->text.deleted > 0)
        fill_note(doc, "Tracked changes: %u deleted place%s left out.", file->text.deleted, file->text.deleted == 1 ? " was" : "s were");
    if (file->text.hidden > 0)
        fill_note(doc, "Hidden text was left out in %u place%s.", file->text.hidden, file->text.hidden == 1 ? "" : "s");
    if (file->broken != NULL)
        fill_note(doc, "%s", file->broken);
    else if (file->wrong != NULL)
        fill_note(doc, "The document breaks off: %.100s; the text before that was read.", file->wrong);
}

/* The first paragraph, when its style or the properties say that it is the headline. */
static size_t headline_of(const struct file *file)
{
    const struct office_text *text = &file->text;
    const char *title = file->facts.title;
    if (text->headline > 0)
        return text->headline;
    bool same = title != NULL && text->first == strlen(title) && memcmp(text->body.text.at, title, text->first) == 0;
    return same ? text->first : 0;
}

static bool give(struct file *file, struct str bytes, bool good)
{
    struct doc *doc = unpack_begin(file->unpack);
    if (doc == NULL)
        return false;
    fill_sha256(doc, bytes);
    take_facts(file, doc);
    if (!good)
        return unpack_reject(file->unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the document.");
    const struct buf *body = &file->text.body.text;
    size_t length = headline_of(file), after = length;
    const char *headline = length == 0 ? NULL : arena_copy(doc->memory, body->at, length);
    while (headline != NULL && after < body->length && body->at[after] == '\n')
        after++;
    if (headline != NULL)
        doc->origin.title = compose_fact(doc->memory, (struct str){headline, length});
    return compose_document(file->unpack, doc, headline, (struct str){body->length > after ? body->at + after : "", body->length - after});
}

static bool read_text(struct file *file, struct str bytes)
{
    static const char *const mains[] = {"word/document.xml", "word/document2.xml", "word/document1.xml"};
    const char *found = NULL;
    for (size_t i = 0; i < sizeof mains / sizeof *mains && found == NULL; i++)
        if (zip_find(&file->zip, mains[i]) != NULL)
            found = mains[i];
    if (found == NULL && (zip_find(&file->zip, "content.xml") == NULL || compose_find(bytes, SAMPLE, odt_type) == NULL)) {
        bool sheet = zip_find(&file->zip, "xl/workbook.xml") != NULL || compose_find(bytes, SAMPLE, "opendocument.spreadsheet") != NULL;
        return unpack_reject(file->unpack, NULL, DIXIT_BAD_INPUT, "%s", sheet ? "Spreadsheets are not read; save it as CSV, with a column named \"text\"."
                                                                              : "This kind of office document is not read; save it as DOCX, ODT or PDF.");
    }
    file->media_type = found != NULL ? docx_type : odt_type;
    read_facts(file, found != NULL ? "docProps/core.xml" : "meta.xml");
    return give(file, bytes, found != NULL ? write_docx(file, found) : write_odt(file));
}

bool office_read(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    struct file file = {.unpack = unpack};
    (void)hint;
    if (!unpack_step(unpack, "XML in ZIP to text", "expat, zlib"))
        return false;
    bool good;
    arena_init(&file.memory, SCRATCH_LIMIT);
    office_text_init(&file.text);
    if (zip_open(&file.zip, bytes, -1, MAX_PARTS, &file.memory))
        good = read_text(&file, bytes);
    else
        good = unpack_reject(unpack, NULL, DIXIT_BAD_INPUT, "The office document is broken: %s", file.zip.wrong);
    office_text_release(&file.text);
    arena_release(&file.memory);
    return good;
}

bool office_read_old(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    (void)bytes, (void)hint;
    return unpack_reject(unpack, NULL, DIXIT_BAD_INPUT,
                         "This is an older office file (.doc, .xls, .ppt, .msg) or one with a password, which is not read; save it as DOCX, ODT, PDF or, a mail, as EML.");
}

bool office_is(struct str bytes)
{
    static const char *const firsts[] = {"[Content_Types].xml", "_rels/.rels", "docProps/", "word/", "xl/", "ppt/", "mimetypeapplication/vnd.oasis.opendocument."};
    if (!compose_begins(bytes, "PK\x03\x04") || bytes.length < 30)
        return false;
    struct str name = {bytes.at + 30, bytes.length - 30};
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
        if (compose_begins(name, firsts[i]))
            return true;
    return false;
}
