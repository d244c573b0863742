/* SPDX-License-Identifier: Apache-2.0 */
#include "view/cite.h"

#include <inttypes.h>
#include <string.h>

#include "view/account.h"
#include "view/safe.h"
#include "view/show.h"

struct span cite_span(const struct doc *doc, uint32_t kind, uint32_t index)
{
    if (kind == 1)
        return doc->own.at[index];
    const struct attribution *a = &doc->attributions.at[index];
    struct span all = a->content.at[0];
    for (uint32_t i = 1; i < a->content.count; i++) {
        all.start = a->content.at[i].start < all.start ? a->content.at[i].start : all.start;
        all.end = a->content.at[i].end > all.end ? a->content.at[i].end : all.end;
    }
    return all;
}

const char *cite_state(uint8_t state)
{
    switch ((enum passage_state)state) {
    case PASSAGE_CHECKED: return "checked by a person";
    case PASSAGE_CORRECTED: return "corrected by a person";
    case PASSAGE_NOT_SAID: return "not said here, says a person";
    case PASSAGE_MACHINE: break;
    }
    return "as the program read it";
}

static bool add_speaker(struct buf *out, const struct doc *doc, uint32_t index)
{
    struct account account;
    struct arena memory;
    arena_init(&memory, 0);
    bool good = account_init(&account, doc, NULL, &memory);
    const struct attribution *a = &doc->attributions.at[index];
    if (good) {
        struct str who = a->actor != NONE ? account_actor(&account, a->actor) : account_words(&account, a->source);
        buf_add(out, who.length > 0 ? who.at : "(nobody named)", who.length > 0 ? who.length : 14);
        if (a->parent != NONE) {
            struct str chain = account_chain(&account, index);
            buf_add_text(out, " (");
            buf_add(out, chain.at, chain.length);
            buf_add_char(out, ')');
        }
    }
    good = good && !account_failed(&account);
    account_release(&account);
    arena_release(&memory);
    return good;
}

static void add_fact(struct buf *out, const char *text)
{
    if (text == NULL)
        return;
    safe_add(out, (struct str){text, strlen(text)}, true);
    buf_add_text(out, ", ");
}

bool cite_add(struct buf *out, const struct kept *kept, uint32_t kind, uint32_t index)
{
    const struct doc *doc = &kept->doc;
    const struct span own = kind == 1 ? doc->own.at[index] : (struct span){0, 0};
    bool good = true;
    if (kind == 0)
        good = add_speaker(out, doc, index);
    else
        buf_add_text(out, "In the outlet’s own voice");
    buf_add_text(out, ": “");
    if (kind == 0)
        show_words(doc, doc->attributions.at[index].content, out);
    else
        safe_add(out, (struct str){doc->text.at + own.start, own.end - own.start}, true);
    buf_add_text(out, "”. ");
    add_fact(out, doc->origin.outlet);
    add_fact(out, doc->origin.title);
    add_fact(out, doc->origin.published);
    add_fact(out, doc->origin.url != NULL ? doc->origin.url : doc->origin.file);
    buf_add_format(out, "version %" PRId64 ", SHA-256 of the text %s; %s.", kept->number, kept->sha256, cite_state(kind == 0 ? kept->states[index] : kept->own_states[index]));
    return good && !out->failed;
}
