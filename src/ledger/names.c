/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/names.h"

#include <string.h>

#include "base/labels.h"
#include "base/sha256.h"
#include "text/fold.h"

enum {
    MOST_PARTS = 5,     /* words of a name whose runs are written */
    MOST_MENTIONS = 8,  /* other words that stand for an actor */
    MOST_WORDS = 6,     /* of such a mention */
    MOST_DEPTH = 8,     /* of several who are several */
};

/* " zb anna berg ze" from words that stand as "anna berg". */
static void add_name(struct buf *out, const char *words, size_t length)
{
    buf_add_text(out, "zb ");
    buf_add(out, words, length);
    buf_add_text(out, " ze ");
}

/* Is the name there already, from byte `from` on? */
static bool is_there(const struct buf *out, size_t from, const char *words, size_t length)
{
    for (size_t at = from; at + length + 6 <= out->length; at++)
        if (memcmp(out->at + at, "zb ", 3) == 0 && memcmp(out->at + at + 3, words, length) == 0 && memcmp(out->at + at + 3 + length, " ze", 3) == 0)
            return true;
    return false;
}

static void add_once(struct buf *out, size_t from, const char *words, size_t length)
{
    if (length > 0 && !out->failed && !is_there(out, from, words, length))
        add_name(out, words, length);
}

/* Every run of the folded words " anna maria berg ". */
static void add_runs(struct buf *out, size_t from, const struct buf *folded)
{
    size_t starts[MOST_PARTS + 1];
    uint32_t count = 0;
    for (size_t i = 0; i < folded->length && count <= MOST_PARTS; i++)
        if (folded->at[i] == ' ')
            starts[count++] = i + 1;
    for (uint32_t a = 0; a + 1 < count; a++)
        for (uint32_t b = a + 1; b < count; b++)
            add_once(out, from, folded->at + starts[a], starts[b] - 1 - starts[a]);
}

static size_t count_words(const struct buf *folded)
{
    size_t spaces = 0;
    for (size_t i = 0; i < folded->length; i++)
        spaces += folded->at[i] == ' ';
    return spaces > 0 ? spaces - 1 : 0;
}

static void fold_span(struct names *names, struct span span)
{
    fold_words((struct str){names->doc->text.at + span.start, span.end - span.start}, &names->folded);
}

static void add_folded(struct names *names, struct buf *out, size_t from)
{
    if (!names->folded.failed && !fold_is_empty(&names->folded))
        add_once(out, from, names->folded.at + 1, names->folded.length - 2);
}

static void add_actor(struct names *names, const struct actor *actor)
{
    struct buf *out = &names->text;
    size_t from = out->length;
    fold_words(actor->name, &names->folded);
    add_folded(names, out, from);
    if (actor->kind == DIXIT_ACTOR_PERSON || actor->kind == DIXIT_ACTOR_GROUP)
        add_runs(out, from, &names->folded);
    fold_words((struct str){actor->code, strnlen(actor->code, sizeof actor->code)}, &names->folded);
    add_folded(names, out, from);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < actor->mentions.count && kept < MOST_MENTIONS; i++) {
        struct span at = actor->mentions.at[i];
        if (at.end - at.start > 120)
            continue;
        fold_span(names, at);
        if (fold_is_pronoun(&names->folded) || count_words(&names->folded) > MOST_WORDS)
            continue;
        size_t before = out->length;
        add_folded(names, out, from);
        kept += out->length > before;
    }
}

bool names_init(struct names *names, const struct doc *doc, struct arena *memory)
{
    *names = (struct names){.doc = doc};
    buf_init(&names->text, 0);
    buf_init(&names->folded, 0);
    names->actors = arena_array(memory, doc->actors.count, sizeof *names->actors);
    if (names->actors == NULL)
        return false;
    for (uint32_t i = 0; i < doc->actors.count; i++) {
        names->actors[i].start = (uint32_t)names->text.length;
        add_actor(names, &doc->actors.at[i]);
        names->actors[i].end = (uint32_t)names->text.length;
    }
    return !names->text.failed && !names->folded.failed;
}

void names_release(struct names *names)
{
    buf_release(&names->text);
    buf_release(&names->folded);
}

/* An actor, and those he speaks together with. */
static void put_actor(struct names *names, uint32_t index, struct buf *out, int depth)
{
    if (index >= names->doc->actors.count || depth > MOST_DEPTH)
        return;
    struct span at = names->actors[index];
    buf_add(out, names->text.at + at.start, at.end - at.start);
    const struct actor *actor = &names->doc->actors.at[index];
    for (uint32_t i = 0; actor->kind == DIXIT_ACTOR_SEVERAL && i < actor->members.count; i++)
        put_actor(names, actor->members.at[i], out, depth + 1);
}

static void put_spans(struct names *names, const struct spans *spans, bool runs, struct buf *out)
{
    for (uint32_t i = 0; i < spans->count; i++) {
        fold_span(names, spans->at[i]);
        if (runs && count_words(&names->folded) <= MOST_PARTS)
            add_runs(out, out->length, &names->folded);
        else
            add_folded(names, out, out->length);
    }
}

void names_add_source(struct names *names, const struct attribution *attribution, struct buf *out)
{
    if (attribution->actor != NONE)
        put_actor(names, attribution->actor, out, 0);
    else if (attribution->source.count > 0)
        put_spans(names, &(struct spans){attribution->source.at, 1, 1}, false, out);
}

void names_add_about(struct names *names, const struct attribution *attribution, struct buf *out)
{
    for (uint32_t i = 0; i < attribution->about.count; i++)
        put_actor(names, attribution->about.at[i], out, 0);
}

void names_add_against(struct names *names, const struct attribution *attribution, struct buf *out)
{
    if (attribution->against_actor != NONE)
        put_actor(names, attribution->against_actor, out, 0);
    else
        put_spans(names, &attribution->against, true, out);
}

/* Is it, with everything around it, by one source? */
static bool is_first_hand(const struct doc *doc, uint32_t index)
{
    uint32_t actor = doc->attributions.at[index].actor, steps = 0;
    for (uint32_t up = doc->attributions.at[index].parent; up != NONE && steps++ < doc->attributions.count; up = doc->attributions.at[up].parent)
        if (doc->attributions.at[up].actor != actor || actor == NONE)
            return false;
    return true;
}

void names_add_marks(struct names *names, uint32_t attribution, struct buf *out)
{
    const struct doc *doc = names->doc;
    if (attribution == NONE) {
        buf_add_text(out, "zkown ");
    } else {
        const char *stance = dixit_stance_name((enum dixit_stance)doc->attributions.at[attribution].stance);
        buf_add_format(out, "zkattribution %s%s%s", stance != NULL ? "zs" : "", stance != NULL ? stance : "", stance != NULL ? " " : "");
        if (!is_first_hand(doc, attribution))
            buf_add_text(out, "zn ");
        uint32_t had = 0;
        for (uint32_t i = 0; i < doc->statuses.count; i++)
            if (doc->statuses.at[i].attribution == attribution && (had >> doc->statuses.at[i].is & 1) == 0) {
                had |= 1U << doc->statuses.at[i].is;
                buf_add_format(out, "zt%s ", label_of_status((enum dixit_status_kind)doc->statuses.at[i].is));
            }
    }
    names_add_outlet(doc->origin.outlet, out);
}

void names_add_outlet(const char *outlet, struct buf *out)
{
    struct buf folded;
    buf_init(&folded, 0);
    if (outlet != NULL)
        fold_words((struct str){outlet, strlen(outlet)}, &folded);
    if (outlet != NULL && !folded.failed && !fold_is_empty(&folded)) {
        char hex[65];
        sha256_hex_of(folded.at, folded.length, hex);
        buf_add_format(out, "zo%.16s ", hex);
    }
    buf_release(&folded);
}

void names_key(struct str name, struct buf *out)
{
    fold_words(name, out);
    if (out->failed || out->length < 2) {
        out->length = 0;
        return;
    }
    out->length -= 2;
    memmove(out->at, out->at + 1, out->length);
}

void names_add_wanted(const char *name, struct buf *out)
{
    struct buf key;
    buf_init(&key, 0);
    names_key((struct str){name, strlen(name)}, &key);
    buf_add_text(out, "zb ");
    buf_add(out, key.at, key.length);
    buf_add_text(out, " ze ");
    buf_release(&key);
}
