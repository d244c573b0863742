/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of `dixit trace --json` (docs/formats/trace.md). */
#include "ledger/trace.h"

#include <stdio.h>

#include "base/json.h"
#include "text/utf8.h"

static void put_str(struct json *json, const char *key, struct str text)
{
    json_key(json, key);
    if (text.length == 0)
        json_none(json);
    else
        json_text(json, text.at, text.length);
}

static void put_words(struct json *json, const char *key, const struct story *story, struct span span)
{
    json_key(json, key);
    json_text(json, story->text.at + span.start, span.end - span.start);
}

static bool put_appearance(struct stories *stories, struct json *json, const struct member *member)
{
    const struct story *story = &stories->list.at[member->story];
    const struct passage *passage = &story->passages.at[member->passage];
    struct arena_mark mark = arena_mark(stories->scratch);
    struct utf8_index index;
    char id[16];
    if (!utf8_index_build(&index, story->text, stories->scratch))
        return false;
    json_open_object(json);
    put_str(json, "document", story->id);
    snprintf(id, sizeof id, "%u", passage->attribution + 1);
    json_key(json, "attribution");
    json_cstr(json, passage->attribution == NONE ? NULL : id);
    json_key(json, "content");
    json_open_array(json);
    json_open_array(json);
    json_int(json, utf8_index_points(&index, passage->at.start));
    json_int(json, utf8_index_points(&index, passage->at.end));
    json_close_array(json);
    json_close_array(json);
    put_words(json, "words", story, passage->at);
    json_key(json, "position");
    json_cstr(json, position_name((enum position)member->position));
    json_key(json, "source");
    json_open_array(json);
    for (uint32_t i = 0; i < passage->n_sources; i++)
        json_text(json, passage->sources[i].name.at, passage->sources[i].name.length);
    if (passage->attribution == NONE && story->outlet.length > 0)
        json_text(json, story->outlet.at, story->outlet.length);
    json_close_array(json);
    put_str(json, "outlet", story->outlet);
    put_str(json, "published", story->published);
    json_key(json, "score");
    json_hundredths(json, (double)member->score);
    json_close_object(json);
    arena_rewind(stories->scratch, mark);
    return true;
}

static void put_arrow(const struct stories *stories, struct json *json, const struct arrow *arrow)
{
    json_open_object(json);
    put_str(json, "from", arrow->from == NONE ? arrow->outlet : stories->list.at[arrow->from].id);
    json_key(json, "known");
    json_bool(json, arrow->from != NONE);
    put_str(json, "to", stories->list.at[arrow->to].id);
    json_key(json, "kind");
    json_cstr(json, arrow_kind_name((enum arrow_kind)arrow->kind));
    put_words(json, "words", &stories->list.at[arrow->to], arrow->words);
    json_close_object(json);
}

static void put_trail(const struct stories *stories, struct json *json, const struct trail *trail)
{
    json_key(json, "independent");
    json_open_array(json);
    for (uint32_t i = 0; i < trail->origins.count; i++)
        json_text(json, trail->origins.at[i].name.at, trail->origins.at[i].name.length);
    json_close_array(json);
    put_str(json, "earliest", trail->earliest == NONE ? (struct str){NULL, 0} : stories->list.at[trail->earliest].id);
    json_key(json, "arrows");
    json_open_array(json);
    for (uint32_t i = 0; i < trail->arrows.count; i++)
        put_arrow(stories, json, &trail->arrows.at[i]);
    json_close_array(json);
}

bool trace_write_claim(struct stories *stories, uint64_t number, const char *state, const struct claim *claim, const struct trail *trail, struct buf *out)
{
    struct json json;
    char id[32];
    bool good = true;
    json_init(&json, out);
    json_open_object(&json);
    snprintf(id, sizeof id, "C%llu", (unsigned long long)number);
    json_key(&json, "claim");
    json_cstr(&json, id);
    json_key(&json, "state");
    json_cstr(&json, state);
    json_key(&json, "score");
    json_hundredths(&json, (double)claim->score);
    json_key(&json, "appearances");
    json_open_array(&json);
    for (uint32_t i = 0; good && i < claim->members.count; i++)
        good = put_appearance(stories, &json, &claim->members.at[i]);
    json_close_array(&json);
    put_trail(stories, &json, trail);
    json_close_object(&json);
    buf_add_char(out, '\n');
    return good && !out->failed;
}

void trace_write_documents(const struct stories *stories, const struct copies *copies, struct buf *out)
{
    struct json json;
    json_init(&json, out);
    json_open_object(&json);
    json_key(&json, "documents");
    json_open_object(&json);
    json_key(&json, "copies");
    json_open_array(&json);
    for (uint32_t i = 0; i < stories->list.count; i++) {
        bool open = false;
        for (uint32_t k = i + 1; copies->family[i] == i && k < stories->list.count; k++) {
            if (copies->family[k] != i)
                continue;
            if (!open) {
                json_open_array(&json);
                json_text(&json, stories->list.at[i].id.at, stories->list.at[i].id.length);
            }
            open = true;
            json_text(&json, stories->list.at[k].id.at, stories->list.at[k].id.length);
        }
        if (open)
            json_close_array(&json);
    }
    json_close_array(&json);
    json_key(&json, "credits");
    json_open_array(&json);
    for (uint32_t i = 0; i < stories->list.count; i++)
        for (uint32_t k = 0; k < stories->list.at[i].credits.count; k++) {
            const struct credit *credit = &stories->list.at[i].credits.at[k];
            if (!credit->holds)
                continue;
            json_open_object(&json);
            put_str(&json, "document", stories->list.at[i].id);
            put_str(&json, "outlet", credit->outlet);
            put_words(&json, "words", &stories->list.at[i], credit->at);
            json_close_object(&json);
        }
    json_close_array(&json);
    json_close_object(&json);
    json_close_object(&json);
    buf_add_char(out, '\n');
}
