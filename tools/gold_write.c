/* SPDX-License-Identifier: Apache-2.0 */
/* Apart from gold.c, which reads with jansson: this writes with base/json.h. */
#include "gold.h"

#include "base/json.h"
#include <stdio.h>
#include "text/utf8.h"

static const char *const kinds[DIXIT_REACTION_KINDS] = {"deny", "confirm", "unverified", "no_response", "contradict"};
static const char *const stances[DIXIT_STANCES] = {"state", "argue", "allege", "show", "think", "doubt", "question", "confirm", "deny", "reject",
    "criticise", "support", "accuse", "warn", "threaten", "urge", "decide", "pledge", "predict"};
static const char *const quotes[] = {"indirect", "mixed", "direct"};
static const char *const statuses[DIXIT_STATUS_KINDS] = {"disputed", "opposed", "backed", "confirmed", "unverified", "unanswered"};

static void add_span(struct json *json, const struct utf8_index *index, struct span at)
{
    json_open_array(json);
    json_int(json, utf8_index_points(index, at.start));
    json_int(json, utf8_index_points(index, at.end));
    json_close_array(json);
}

static void add_spans(struct json *json, const struct utf8_index *index, const char *key, struct spans spans)
{
    json_key(json, key);
    json_open_array(json);
    for (uint32_t i = 0; i < spans.count; i++)
        add_span(json, index, spans.at[i]);
    json_close_array(json);
}

static void add_actor(struct json *json, const char *key, uint32_t actor)
{
    char id[16];
    json_key(json, key);
    if (actor == NONE) {
        json_none(json);
        return;
    }
    snprintf(id, sizeof id, "A%u", actor + 1);
    json_cstr(json, id);
}

static void add_attribution(struct json *json, const struct utf8_index *index, const struct doc *doc, const struct gold *gold, uint32_t i)
{
    const struct attribution *a = &doc->attributions.at[i];
    json_open_object(json);
    json_key(json, "id");
    json_cstr(json, gold->ids[i]);
    json_key(json, "parent");
    json_cstr(json, a->parent == NONE ? NULL : gold->ids[a->parent]);
    json_key(json, "source");
    json_open_object(json);
    add_spans(json, index, "spans", a->source);
    add_actor(json, "actor", a->actor);
    json_close_object(json);
    struct span cue = a->cue;
    add_spans(json, index, "cue", (struct spans){&cue, 1, 1});
    add_spans(json, index, "content", a->content);
    json_key(json, "stance");
    json_cstr(json, a->stance < DIXIT_STANCES ? stances[a->stance] : NULL);
    json_key(json, "negated");
    json_bool(json, a->negated);
    json_key(json, "quote");
    json_cstr(json, quotes[a->quote]);
    json_key(json, "status");
    json_open_array(json);
    for (uint32_t k = 0; k < doc->statuses.count; k++)
        if (doc->statuses.at[k].attribution == i)
            json_cstr(json, statuses[doc->statuses.at[k].is]);
    json_close_array(json);
    json_close_object(json);
}

static void add_reaction(struct json *json, const struct utf8_index *index, const struct doc *doc, const struct gold *gold, uint32_t i)
{
    const struct reaction *r = &doc->reactions.at[i];
    char id[16];
    snprintf(id, sizeof id, "r%u", i + 1);
    json_open_object(json);
    json_key(json, "id");
    json_cstr(json, id);
    json_key(json, "kind");
    json_cstr(json, kinds[r->kind]);
    if (r->by == NONE && r->by_words.start < r->by_words.end) {
        json_key(json, "by");
        json_text(json, doc->text.at + r->by_words.start, r->by_words.end - r->by_words.start);
    } else {
        add_actor(json, "by", r->by);
    }
    struct span at = r->at;
    add_spans(json, index, "span", (struct spans){&at, 1, 1});
    json_key(json, "attribution");
    json_cstr(json, r->attribution == NONE ? NULL : gold->ids[r->attribution]);
    json_key(json, "to");
    json_open_array(json);
    for (uint32_t k = 0; k < r->to.count; k++)
        json_cstr(json, gold->ids[r->to.at[k]]);
    json_close_array(json);
    json_close_object(json);
}

static void add_actors(struct json *json, const struct utf8_index *index, const struct doc *doc)
{
    char id[16];
    json_key(json, "actors");
    json_open_array(json);
    for (uint32_t i = 0; i < doc->actors.count; i++) {
        snprintf(id, sizeof id, "A%u", i + 1);
        json_open_object(json);
        json_key(json, "id");
        json_cstr(json, id);
        json_key(json, "name");
        json_text(json, doc->actors.at[i].name.at, doc->actors.at[i].name.length);
        add_spans(json, index, "mentions", doc->actors.at[i].mentions);
        json_close_object(json);
    }
    json_close_array(json);
}

bool gold_write(struct job *job, const struct gold *gold, struct buf *out)
{
    const struct doc *doc = job->doc;
    struct utf8_index index;
    struct json json;
    if (!utf8_index_build(&index, doc->text, job->scratch))
        return false;
    json_init(&json, out);
    json_open_object(&json);
    json_key(&json, "id");
    json_cstr(&json, gold->id);
    json_key(&json, "text");
    json_text(&json, doc->text.at, doc->text.length);
    add_actors(&json, &index, doc);
    json_key(&json, "attributions");
    json_open_array(&json);
    for (uint32_t i = 0; i < doc->attributions.count; i++)
        add_attribution(&json, &index, doc, gold, i);
    json_close_array(&json);
    json_key(&json, "reactions");
    json_open_array(&json);
    for (uint32_t i = 0; i < doc->reactions.count; i++)
        add_reaction(&json, &index, doc, gold, i);
    json_close_array(&json);
    json_close_object(&json);
    buf_add_char(out, '\n');
    return !out->failed;
}
