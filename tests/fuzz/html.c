/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a page: what comes out is valid UTF-8 of one body, its facts are single lines, and the same bytes give the same again. */
#include <assert.h>
#include <string.h>

#include "intake/html.h"
#include "intake/sniff.h"
#include "text/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_fact(const char *fact)
{
    if (fact == NULL)
        return;
    size_t length = strlen(fact);
    assert(length > 0 && utf8_valid(fact, length) == length && strchr(fact, '\n') == NULL);
}

static void check_page(const struct html_page *page)
{
    const struct html_facts *facts = &page->facts;
    assert(utf8_valid(page->text.at, page->text.length) == page->text.length);
    assert(page->body <= page->text.length);
    const char *const all[] = {facts->title, facts->headline, facts->author, facts->outlet, facts->published, facts->modified,
                               facts->language, facts->url};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        check_fact(all[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = {(const char *)data, size};
    struct arena memory, again_memory;
    struct html_page page, again;
    arena_init(&memory, (size_t)1 << 28);
    arena_init(&again_memory, (size_t)1 << 28);
    (void)sniff(bytes);
    if (html_parse(bytes, NULL, &memory, &page)) {
        check_page(&page);
        assert(html_parse(bytes, NULL, &again_memory, &again));
        assert(page.text.length == again.text.length && memcmp(page.text.at, again.text.at, page.text.length) == 0);
    }
    arena_release(&again_memory);
    arena_release(&memory);
    return 0;
}
