/* SPDX-License-Identifier: Apache-2.0 */
/* Links, and what comes back in them. */
#include "serve/site.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/names.h"
#include "view/show_html.h"

uint64_t site_number(const char *text, uint64_t otherwise)
{
    char *end;
    unsigned long long number = strtoull(text, &end, 10);
    return *text < '0' || *text > '9' || *end != '\0' || number > (1U << 30) ? otherwise : number;
}

void site_add_encoded(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            buf_add_char(out, (char)c);
        else
            buf_add_format(out, "%%%02x", c);
    }
}

void site_add_actor(struct buf *out, struct str name)
{
    buf_add_text(out, "<a href=\"/actor?name=");
    site_add_encoded(out, name);
    buf_add_text(out, "\" dir=\"auto\">");
    html_add(out, name, true);
    buf_add_text(out, "</a>");
}

static bool has_key(struct str name)
{
    struct buf key;
    buf_init(&key, 0);
    names_key(name, &key);
    bool has = key.length > 0;
    buf_release(&key);
    return has;
}

static void add_actors(struct buf *out, const struct doc *doc, const bool *wanted, const char *label)
{
    bool any = false;
    for (uint32_t i = 0; i < doc->actors.count; i++) {
        const struct actor *actor = &doc->actors.at[i];
        if (!wanted[i] || actor->kind == DIXIT_ACTOR_SEVERAL || !has_key(actor->name))
            continue;
        if (any)
            buf_add_text(out, " · ");
        else
            buf_add_format(out, "<p class=\"facts\">%s: ", label);
        site_add_actor(out, actor->name);
        any = true;
    }
    buf_add_text(out, any ? "</p>\n" : "");
}

/* An actor, and those it speaks together with. */
static void want(const struct doc *doc, bool *wanted, uint32_t actor)
{
    if (actor >= doc->actors.count)
        return;
    wanted[actor] = true;
    for (uint32_t i = 0; i < doc->actors.at[actor].members.count; i++)
        if (doc->actors.at[actor].members.at[i] < doc->actors.count)
            wanted[doc->actors.at[actor].members.at[i]] = true;
}

bool site_add_concerned(struct buf *out, const struct doc *doc, uint32_t first, uint32_t count, const char *label)
{
    bool *wanted = arena_array(doc->memory, doc->actors.count + 1, sizeof *wanted);
    for (uint32_t i = first; wanted != NULL && i < first + count; i++) {
        want(doc, wanted, doc->attributions.at[i].actor);
        want(doc, wanted, doc->attributions.at[i].against_actor);
    }
    if (wanted != NULL)
        add_actors(out, doc, wanted, label);
    return wanted != NULL;
}

const char *site_state(uint8_t state)
{
    switch ((enum passage_state)state) {
    case PASSAGE_CHECKED: return "checked by a person";
    case PASSAGE_CORRECTED: return "corrected by a person";
    case PASSAGE_NOT_SAID: return "not said here, says a person";
    case PASSAGE_MACHINE: break;
    }
    return "as the program read it";
}
