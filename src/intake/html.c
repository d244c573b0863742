/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html.h"

#include <string.h>

#include "intake/fill.h"
#include "intake/html_main.h"
#include "intake/html_text.h"

enum { SCRATCH_LIMIT = 768 << 20, LEAST_LINKED = 400 };

/* The headline, an empty line, the body. */
static bool write_text(const struct html_tree *tree, struct arena *memory, struct html_page *page)
{
    struct buf text;
    buf_init(&text, 0);
    if (page->facts.headline != NULL) {
        buf_add_text(&text, page->facts.headline);
        buf_add(&text, "\n\n", 2);
    }
    size_t body = text.length;
    bool good = html_main_write(tree, &page->facts, memory, &text, &page->all);
    const char *linked = page->facts.body;
    if (good && linked != NULL && strlen(linked) >= LEAST_LINKED && (text.length - body) * 2 < strlen(linked)) {
        struct html_text writer;
        page->linked = true;
        page->all = false;
        text.length = body;
        html_text_init(&writer, &text);
        html_text_markup(&writer, linked);
        good = !text.failed;
    }
    if (good && text.length == body && body > 0) /* nothing below it: no empty line */
        body = text.length -= 2;
    if (good)
        page->text = (struct str){arena_copy(memory, text.at, text.length), text.length};
    page->body = (uint32_t)body;
    buf_release(&text);
    return good && page->text.at != NULL;
}

bool html_parse(struct str bytes, const char *charset, struct arena *memory, struct html_page *page)
{
    struct buf decoded;
    struct html_tree tree;
    *page = (struct html_page){.cut = bytes.length > HTML_MAX_BYTES};
    if (page->cut)
        bytes.length = HTML_MAX_BYTES;
    buf_init(&decoded, 0);
    bool good = charset_decode(bytes, charset, &decoded, &page->charset) &&
                html_tree_build((struct str){decoded.length > 0 ? decoded.at : "", decoded.length}, memory, &tree);
    good = good && html_facts_find(&tree, memory, &page->facts) && write_text(&tree, memory, page);
    if (good) {
        page->bare = tree.bare;
        page->left_out = tree.too_deep + tree.too_many + tree.attributes;
    }
    buf_release(&decoded);
    return good;
}

static const char *keep(struct doc *doc, const char *value)
{
    return value == NULL ? NULL : arena_copy(doc->memory, value, strlen(value));
}

/* What the page says of itself goes before what is known from outside. */
static void take(struct doc *doc, const char **fact, const char *value)
{
    if (value != NULL)
        *fact = keep(doc, value);
}

static void take_facts(struct doc *doc, const struct html_page *page)
{
    struct origin *origin = &doc->origin;
    origin->media_type = "text/html";
    origin->charset = keep(doc, page->charset.name);
    take(doc, &origin->title, page->facts.title);
    take(doc, &origin->author, page->facts.author);
    take(doc, &origin->outlet, page->facts.outlet);
    take(doc, &origin->published, page->facts.published);
    take(doc, &origin->modified, page->facts.modified);
    take(doc, &origin->language, page->facts.language);
    take(doc, &origin->url, page->facts.url);
}

static void take_notes(struct doc *doc, const struct html_page *page, bool cut)
{
    const struct charset *charset = &page->charset;
    if (charset->misdeclared)
        fill_note(doc, "The page says UTF-8 and is not; it was read as %s.", charset->name);
    if (charset->wrong > 0)
        fill_note(doc, "%zu place%s no character in %s; each became U+FFFD.", charset->wrong, charset->wrong == 1 ? " is" : "s are", charset->name);
    if (cut || page->cut)
        fill_note(doc, "The page goes on; the rest was not read.");
    if (page->left_out > 0)
        fill_note(doc, "%u tags and attributes beyond the limits of a page were left out; their text stands.", page->left_out);
    if (page->bare)
        fill_note(doc, "The page's tree passed the memory limit; it was read without its formatting tags.");
    if (page->linked)
        fill_note(doc, "The page shows less than half of its story; the text is that of its JSON-LD.");
    if (page->all)
        fill_note(doc, "No story could be told from the rest of the page; this is all its text.");
}

bool html_read(struct doc *doc, struct str bytes, const char *charset, bool cut, uint64_t max_bytes, struct dixit_error *error)
{
    struct arena scratch;
    struct html_page page;
    arena_init(&scratch, SCRATCH_LIMIT);
    fill_sha256(doc, bytes);
    bool good = html_parse(bytes, charset, &scratch, &page);
    if (!good) {
        error_set(error, DIXIT_TOO_LARGE, 0, "There is not enough memory for the page.");
    } else {
        take_facts(doc, &page);
        good = fill_text(doc, page.text, false, max_bytes, error);
    }
    if (good) {
        uint32_t length = (uint32_t)doc->text.length;
        doc->body = (struct span){page.body < length ? page.body : length, length};
        take_notes(doc, &page, cut);
        good = !doc->memory->failed || fill_refused(doc, error);
    }
    arena_release(&scratch);
    return good;
}
