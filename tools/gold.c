/* SPDX-License-Identifier: Apache-2.0 */
#include "gold.h"

#include "claims/sentences.h"
#include "text/utf8.h"
#include "text/words.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const stances[DIXIT_STANCES] = {"state", "argue", "allege", "show", "think", "doubt", "question", "confirm", "deny", "reject",
    "criticise", "support", "accuse", "warn", "threaten", "urge", "decide", "pledge", "predict"};
static const char *const quotes[] = {"indirect", "mixed", "direct"};
static const char *const kinds[DIXIT_REACTION_KINDS] = {"deny", "confirm", "unverified", "no_response", "contradict"};

struct reader {
    struct job *job;
    struct utf8_index index;
    struct gold *gold;
};

static uint8_t word_of(const char *const *words, uint8_t count, const json_t *value)
{
    const char *text = json_string_value(value);
    for (uint8_t i = 0; text != NULL && i < count; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    return count;
}

static const char *keep(struct reader *reader, const json_t *value)
{
    return json_is_string(value) ? arena_copy(reader->job->doc->memory, json_string_value(value), json_string_length(value)) : NULL;
}

/* Appends the spans of [[start, end], …], code points, to the list as bytes. */
static bool take_spans(struct reader *reader, const json_t *value, struct spans *to)
{
    if (json_is_object(value))
        value = json_object_get(value, "spans");
    size_t i;
    json_t *pair;
    json_array_foreach(value, i, pair) {
        json_int_t start = json_integer_value(json_array_get(pair, 0)), end = json_integer_value(json_array_get(pair, 1));
        if (start < 0 || end <= start || end > UINT32_MAX)
            continue;
        struct span s = {utf8_index_byte(&reader->index, (uint32_t)start), utf8_index_byte(&reader->index, (uint32_t)end)};
        if (!list_push(reader->job->doc->memory, to, s))
            return false;
    }
    return true;
}

static uint32_t find_id(const struct reader *reader, const json_t *id)
{
    const char *text = json_string_value(id);
    for (uint32_t i = 0; text != NULL && i < reader->job->doc->attributions.count; i++)
        if (strcmp(reader->gold->ids[i], text) == 0)
            return i;
    return NONE;
}

struct row {
    const json_t *value;
    json_int_t start, end;
};

static int by_cue(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->end < y->end ? -1 : x->end > y->end;
}

static bool take_attribution(struct reader *reader, const json_t *value)
{
    struct doc *doc = reader->job->doc;
    struct attribution a = {.parent = NONE, .actor = NONE, .addressee_actor = NONE, .against_actor = NONE, .confidence = 1.0F};
    struct spans cue = {0};
    bool ok = take_spans(reader, json_object_get(value, "cue"), &cue) && take_spans(reader, json_object_get(value, "source"), &a.source) &&
              take_spans(reader, json_object_get(value, "content"), &a.content) &&
              take_spans(reader, json_object_get(value, "addressee"), &a.addressee) &&
              take_spans(reader, json_object_get(value, "against"), &a.against);
    if (!ok)
        return false;
    if (cue.count > 0)
        a.cue = (struct span){cue.at[0].start, cue.at[cue.count - 1].end};
    a.stance = word_of(stances, DIXIT_STANCES, json_object_get(value, "stance"));
    a.negated = json_is_true(json_object_get(value, "negated"));
    a.quote = (uint8_t)(word_of(quotes, 3, json_object_get(value, "quote")) % 3);
    uint32_t i = doc->attributions.count;
    reader->gold->ids[i] = keep(reader, json_object_get(value, "id"));
    reader->gold->actors[i] = keep(reader, json_object_get(json_object_get(value, "source"), "actor"));
    return list_push(doc->memory, &doc->attributions, a) && reader->gold->ids[i] != NULL;
}

static bool take_attributions(struct reader *reader, const json_t *list)
{
    struct doc *doc = reader->job->doc;
    size_t count = json_array_size(list);
    struct row *rows = arena_array(reader->job->scratch, count + 1, sizeof *rows);
    reader->gold->ids = arena_array(doc->memory, count + 1, sizeof *reader->gold->ids);
    reader->gold->actors = arena_array(doc->memory, count + 1, sizeof *reader->gold->actors);
    if (rows == NULL || reader->gold->ids == NULL || reader->gold->actors == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_array_get(list, i), *cue = json_array_get(json_object_get(value, "cue"), 0);
        rows[i] = (struct row){value, json_integer_value(json_array_get(cue, 0)), json_integer_value(json_array_get(cue, 1))};
    }
    qsort(rows, count, sizeof *rows, by_cue);
    for (size_t i = 0; i < count; i++)
        if (!take_attribution(reader, rows[i].value))
            return false;
    for (size_t i = 0; i < count; i++) {
        uint32_t parent = find_id(reader, json_object_get(rows[i].value, "parent"));
        doc->attributions.at[i].parent = parent == i ? NONE : parent;
    }
    return true;
}

static bool take_reactions(struct reader *reader, const json_t *list)
{
    struct arena *memory = reader->job->doc->memory;
    size_t i, k;
    json_t *value, *id;
    json_array_foreach(list, i, value) {
        struct gold_reaction r = {.kind = word_of(kinds, DIXIT_REACTION_KINDS, json_object_get(value, "kind")),
                                  .by = keep(reader, json_object_get(value, "by")),
                                  .attribution = find_id(reader, json_object_get(value, "attribution"))};
        struct spans at = {0};
        if (!take_spans(reader, json_object_get(value, "span"), &at))
            return false;
        if (at.count > 0)
            r.at = (struct span){at.at[0].start, at.at[at.count - 1].end};
        json_array_foreach(json_object_get(value, "to"), k, id) {
            uint32_t target = find_id(reader, id);
            if (target != NONE && !list_push(memory, &r.to, target))
                return false;
        }
        if (!list_push(memory, &reader->gold->reactions, r))
            return false;
    }
    return true;
}

static bool is_mark(const struct doc *doc, uint32_t word, const char *marks)
{
    struct span at = doc->words.at[word].at;
    return at.end - at.start == 1 && strchr(marks, doc->text.at[at.start]) != NULL;
}

/* Whether a full stop belongs to an abbreviation: after a single letter or a title. */
static bool is_short(const struct doc *doc, uint32_t word)
{
    static const char *const titles[] = {"mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "col", "sgt", "st", "prof", "rev", "jr", "lt", "capt", "hon"};
    struct span at = doc->words.at[word].at;
    if (at.end - at.start == 1)
        return doc->words.at[word].letters == 6;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        size_t n = strlen(titles[i]);
        bool same = n == at.end - at.start;
        for (size_t k = 0; same && k < n; k++)
            same = (doc->text.at[at.start + k] | 32) == titles[i][k];
        if (same)
            return true;
    }
    return false;
}

/* Labels that know sentence ends only: . ! ? and the closing marks after them, before a word that is not in lower case. */
static bool mark_sentences(struct doc *doc)
{
    for (uint32_t i = 0; i < doc->words.count; i++)
        if (!list_push(doc->memory, &doc->labels, (struct label){0, 0}))
            return false;
    for (uint32_t i = 1; i + 1 < doc->words.count; i++) {
        if (!is_mark(doc, i, ".!?") || (is_mark(doc, i, ".") && is_short(doc, i - 1)))
            continue;
        uint32_t last = i;
        while (last + 2 < doc->words.count && !(doc->words.at[last + 1].flags & WORD_SPACE_BEFORE) &&
               ((doc->words.at[last + 1].flags & WORD_CLOSES) || is_mark(doc, last + 1, ")]")))
            last++;
        const struct word *next = &doc->words.at[last + 1];
        if ((next->flags & WORD_SPACE_BEFORE) && next->letters != 1)
            doc->labels.at[last].sentence_end = 1;
    }
    return true;
}

bool gold_read(struct job *job, const char *line, size_t length, struct gold *gold)
{
    struct doc *doc = job->doc;
    json_error_t bad;
    json_t *root = json_loadb(line, length, JSON_ALLOW_NUL, &bad);
    const json_t *text = json_object_get(root, "text");
    struct reader reader = {.job = job, .gold = gold};
    bool ok = json_is_string(text);
    if (!ok)
        error_set(job->error, DIXIT_BAD_INPUT, 0, "%s", root == NULL ? bad.text : "There is no \"text\".");
    ok = ok && text_clean_utf8(doc, json_string_value(text), json_string_length(text), job->error) &&
         utf8_index_build(&reader.index, doc->text, job->scratch);
    if (ok) {
        doc->body = (struct span){0, (uint32_t)doc->text.length};
        gold->id = keep(&reader, json_object_get(root, "id"));
        doc->origin.id = gold->id;
    }
    ok = ok && text_split_words(job) && mark_sentences(doc) && claims_find_sentences(job) &&
         take_attributions(&reader, json_object_get(root, "attributions")) && take_reactions(&reader, json_object_get(root, "reactions"));
    json_decref(root);
    return ok || error_set(job->error, DIXIT_NO_MEMORY, 0, "there was no memory for the story");
}

/* ---- actors by the annotator's names ---- */

static bool word_edge(const struct doc *doc, uint32_t byte)
{
    if (byte == 0 || byte >= doc->text.length)
        return true;
    unsigned char c = (unsigned char)doc->text.at[byte];
    return !(c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'));
}

static bool add_places(struct doc *doc, struct actor *actor, struct str name)
{
    if (name.length < 3)
        return true;
    for (uint32_t i = 0; i + name.length <= doc->text.length; i++)
        if (memcmp(doc->text.at + i, name.at, name.length) == 0 && (i == 0 || word_edge(doc, i - 1)) &&
            word_edge(doc, i + (uint32_t)name.length) &&
            !list_push(doc->memory, &actor->mentions, (struct span){i, i + (uint32_t)name.length}))
            return false;
    return true;
}

static uint32_t actor_named(struct doc *doc, const char *name)
{
    if (name == NULL)
        return NONE;
    struct str text = {name, strlen(name)};
    for (uint32_t i = 0; i < doc->actors.count; i++)
        if (doc->actors.at[i].name.length == text.length && memcmp(doc->actors.at[i].name.at, name, text.length) == 0)
            return i;
    struct actor actor = {.name = text, .kind = DIXIT_ACTOR_PERSON};
    if (!list_push(doc->memory, &doc->actors, actor))
        return NONE;
    struct actor *made = &doc->actors.at[doc->actors.count - 1];
    add_places(doc, made, text);
    const char *last = strrchr(name, ' ');
    if (last != NULL && last[1] >= 'A' && last[1] <= 'Z')
        add_places(doc, made, (struct str){last + 1, strlen(last + 1)});
    return doc->actors.count - 1;
}

/* Names joined by commas and "and", each beginning with a capital letter, are several actors who speak together. */
static bool take_members(struct doc *doc, uint32_t actor)
{
    struct str name = doc->actors.at[actor].name;
    LIST(uint32_t) members = {0};
    bool joint = false;
    for (size_t start = 0, i = 0; i <= name.length; i++) {
        bool end = i == name.length, comma = !end && i + 1 < name.length && memcmp(name.at + i, ", ", 2) == 0;
        bool and = !end && i + 5 <= name.length && memcmp(name.at + i, " and ", 5) == 0;
        if (!end && !comma && !and)
            continue;
        if (i == start || name.at[start] < 'A' || name.at[start] > 'Z')
            return true;
        joint = joint || and;
        if (end && start == 0)
            return true;
        const char *part = arena_copy(doc->memory, name.at + start, i - start);
        uint32_t member = part == NULL ? NONE : actor_named(doc, part);
        if (member == NONE || !list_push(doc->memory, &members, member))
            return false;
        i += comma ? 1 : and ? 4 : 0;
        start = i + 1;
    }
    if (joint && members.count > 1) {
        doc->actors.at[actor].kind = DIXIT_ACTOR_SEVERAL;
        doc->actors.at[actor].members.at = members.at;
        doc->actors.at[actor].members.count = members.count;
        doc->actors.at[actor].members.room = members.room;
    }
    return true;
}

/* The actor with the longest mention inside the spans. */
static uint32_t actor_in(const struct doc *doc, struct spans spans)
{
    uint32_t best = NONE, longest = 0;
    for (uint32_t i = 0; i < doc->actors.count; i++)
        for (uint32_t m = 0; m < doc->actors.at[i].mentions.count; m++)
            for (uint32_t k = 0; k < spans.count; k++) {
                struct span at = doc->actors.at[i].mentions.at[m];
                if (span_holds(spans.at[k], at) && at.end - at.start > longest) {
                    longest = at.end - at.start;
                    best = i;
                }
            }
    return best;
}

static bool take_about(struct doc *doc, struct attribution *a)
{
    for (uint32_t i = 0; i < doc->actors.count; i++) {
        bool named = false;
        for (uint32_t m = 0; !named && m < doc->actors.at[i].mentions.count; m++)
            for (uint32_t k = 0; k < a->content.count; k++)
                named = named || span_holds(a->content.at[k], doc->actors.at[i].mentions.at[m]);
        if (named && !list_push(doc->memory, &a->about, i))
            return false;
    }
    return true;
}

static int by_start(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return x->start != y->start ? (x->start < y->start ? -1 : 1) : x->end < y->end ? -1 : x->end > y->end;
}

bool gold_take_actors(struct job *job, const struct gold *gold)
{
    struct doc *doc = job->doc;
    for (uint32_t i = 0; i < doc->attributions.count; i++)
        doc->attributions.at[i].actor = actor_named(doc, gold->actors[i]);
    for (uint32_t i = 0; i < gold->reactions.count; i++)
        actor_named(doc, gold->reactions.at[i].by);
    for (uint32_t i = 0, named = doc->actors.count; i < named; i++)
        if (!take_members(doc, i))
            return false;
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        struct attribution *a = &doc->attributions.at[i];
        for (uint32_t k = 0; a->actor != NONE && k < a->source.count; k++)
            if (!list_push(doc->memory, &doc->actors.at[a->actor].mentions, a->source.at[k]))
                return false;
    }
    for (uint32_t i = 0; i < doc->actors.count; i++)
        qsort(doc->actors.at[i].mentions.at, doc->actors.at[i].mentions.count, sizeof(struct span), by_start);
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        struct attribution *a = &doc->attributions.at[i];
        a->against_actor = actor_in(doc, a->against);
        a->addressee_actor = actor_in(doc, a->addressee);
        if (!take_about(doc, a))
            return false;
    }
    return !doc->memory->failed;
}
