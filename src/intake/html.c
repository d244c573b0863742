/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html.h"

#include "intake/fill.h"
#include "intake/html_main.h"

bool html_parse(struct str bytes, const char *charset, struct arena *memory, struct html_page *page)
{
    struct buf decoded, text;
    struct html_tree tree;
    *page = (struct html_page){.cut = bytes.length > HTML_MAX_BYTES};
    if (page->cut)
        bytes.length = HTML_MAX_BYTES;
    buf_init(&decoded, 0);
    buf_init(&text, 0);
    bool good = charset_decode(bytes, charset, &decoded, &page->charset) &&
                html_tree_build((struct str){decoded.at, decoded.length}, memory, &tree) && html_facts_find(&tree, memory, &page->facts);
    if (good && page->facts.title != NULL) {
        buf_add_text(&text, page->facts.title);
        buf_add(&text, "\n\n", 2);
    }
    page->body = (uint32_t)text.length;
    good = good && html_main_write(&tree, page->facts.title, memory, &text, &page->all);
    if (good) {
        page->text = (struct str){arena_copy(memory, text.at, text.length), text.length};
        page->bare = tree.bare;
        page->left_out = tree.too_deep + tree.too_many + tree.attributes;
    }
    buf_release(&text);
    buf_release(&decoded);
    return good && page->text.at != NULL;
}
