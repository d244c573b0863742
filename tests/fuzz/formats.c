/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as any format that intake reads: the first byte says which. Each document that comes out is valid UTF-8, its body and pages lie in it, its facts are single
 * lines, and the same bytes give the same again. */
#include <assert.h>
#include <string.h>

#include "base/sha256.h"
#include "intake/charset.h"
#include "intake/docx.h"
#include "intake/odt.h"
#include "intake/unpack.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
    struct str printed; /* in place of what pdftotext prints */
    struct sha256 hash;
    uint32_t documents;
};

static void check_fact(const char *fact)
{
    if (fact == NULL)
        return;
    size_t length = strlen(fact);
    assert(length > 0 && utf8_valid(fact, length) == length && strchr(fact, '\n') == NULL);
}

static bool check_document(void *context, const struct doc *doc, const struct dixit_error *error)
{
    struct seen *seen = context;
    const struct origin *origin = &doc->origin;
    const char *const facts[] = {origin->title, origin->author, origin->outlet, origin->published, origin->url, origin->language};
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        check_fact(facts[i]);
    if (error->status == DIXIT_OK) {
        assert(doc->text.length > 0 && utf8_valid(doc->text.at, doc->text.length) == doc->text.length);
        assert(doc->body.start <= doc->body.end && doc->body.end <= doc->text.length);
        for (uint32_t i = 0; i < doc->pages.count; i++)
            assert(doc->pages.at[i] <= doc->text.length && (i == 0 || doc->pages.at[i] >= doc->pages.at[i - 1]));
        for (uint32_t i = 0; i < doc->notes.count; i++)
            assert(doc->notes.at[i].at.start <= doc->notes.at[i].at.end && doc->notes.at[i].at.end <= doc->text.length);
        sha256_add(&seen->hash, doc->text.at, doc->text.length);
    }
    return ++seen->documents < 1000;
}

static bool print(void *context, enum unpack_tool tool, struct str bytes, struct buf *out, const char **why)
{
    (void)tool, (void)bytes, (void)why;
    buf_add(out, ((struct seen *)context)->printed.at, ((struct seen *)context)->printed.length);
    return true;
}

/* What makes each format known by its first bytes, put before the rest. */
static const char *const starts[] = {"<?xml version=\"1.0\"?><rss><channel><item><title>", "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><content type=\"xhtml\">",
                                     "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{\"title\": \"", "MIME-Version: 1.0\nFrom: a@b.example\n",
                                     "From a Sun Jan  4 09:30:00 2026\nMIME-Version: 1.0\nFrom: a@b.example\n", "text,title\n", "---\ntitle: x\n---\n", "%PDF-1.4\n",
                                     "<alto><Layout><Page>", "<html><meta name=\"ocr-system\"><div class=\"ocr_page\">", ""};

static void take_apart(struct str bytes, struct seen *seen)
{
    struct unpack_limits limits = {.max_bytes = 1 << 16, .max_entries = 1000};
    struct unpack_sink sink = {.context = seen, .document = check_document, .run = print};
    struct source source;
    sha256_init(&seen->hash);
    source_init_bytes(&source, &bytes);
    (void)unpack_file(&limits, &sink, &source, -1, "fuzz", NULL, NULL);
    source_release(&source);
}

/* The XML inside office documents, which a fuzzer does not find its way to through a ZIP. */
static void write_office(struct str xml, bool odt)
{
    struct arena memory;
    struct office_text text;
    const char *wrong;
    arena_init(&memory, (size_t)1 << 26);
    office_text_init(&text);
    bool good = odt ? odt_write(xml, &memory, &text, &wrong) : docx_write(xml, xml, xml, &memory, &text, &wrong);
    const struct buf *body = &text.body.text;
    assert(!good || utf8_valid(body->at, body->length) == body->length);
    assert(!good || (text.headline <= body->length && text.first <= body->length));
    office_text_release(&text);
    arena_release(&memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool prepared;
    struct seen first = {.documents = 0}, again = {.documents = 0};
    struct buf bytes;
    uint8_t one[32], two[32];
    if (!prepared)
        charset_prepare(); /* else iconv loads its tables for each document */
    prepared = true;
    if (size == 0)
        return 0;
    const char *start = starts[data[0] % (sizeof starts / sizeof *starts)];
    struct str rest = {(const char *)data + 1, size - 1};
    buf_init(&bytes, 0);
    buf_add_text(&bytes, start);
    buf_add(&bytes, rest.at, rest.length);
    first.printed = again.printed = rest;
    take_apart((struct str){bytes.length > 0 ? bytes.at : "", bytes.length}, &first);
    take_apart((struct str){bytes.length > 0 ? bytes.at : "", bytes.length}, &again);
    sha256_finish(&first.hash, one);
    sha256_finish(&again.hash, two);
    assert(first.documents == again.documents && memcmp(one, two, sizeof one) == 0);
    buf_release(&bytes);
    if (rest.length > 0 && rest.at[0] == '<') {
        write_office(rest, false);
        write_office(rest, true);
    }
    return 0;
}
