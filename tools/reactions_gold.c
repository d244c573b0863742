/* SPDX-License-Identifier: Apache-2.0 */
/* reactions-gold: how good are the stages "reactions" and "status", given an annotator's attributions and actors?
 *
 *   reactions-gold < GOLD.jsonl > SYSTEM.jsonl      then tools/score.py GOLD.jsonl SYSTEM.jsonl
 *   reactions-gold --features < GOLD.jsonl          what train/reactions.py learns from
 *
 * With --features one line each, parts between tabs:
 *   K  story  attribution  actor, or the source's words  its kind as annotated (0 none, 1 … kinds + 1)  features
 *   R  story  reaction  kind  attribution or -  by  g as annotated, f a phrase as found, n and o an attribution that is none, n much like one  targets as annotated
 *   P  story  reaction  attribution  1 when annotated as its target  features  numbers */
#include "base/stream.h"
#include "claims/reaction_numbers.h"
#include "claims/reaction_phrases.h"
#include "claims/reactions.h"
#include "claims/status.h"
#include "gold.h"
#include "text/utf8.h"
#include "text/words.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void add_features(struct buf *out, const struct features *f)
{
    for (uint32_t i = 0; i < f->count; i++)
        buf_add_format(out, "%c%x", i == 0 ? '\t' : ' ', f->at[i]);
}

static void add_pairs(struct buf *out, const struct gold *gold, const struct views *views, const struct view *by, uint32_t number,
                      const struct gold_reaction *reaction, uint8_t kind)
{
    struct features f;
    struct field field;
    reaction_field_make(&field, views, by, kind);
    for (uint32_t i = field.from; i < field.to; i++) {
        bool wanted = false;
        if (!field.may[i - field.from])
            continue;
        for (uint32_t k = 0; reaction != NULL && k < reaction->to.count; k++)
            wanted = wanted || reaction->to.at[k] == i;
        reaction_features_pair(&field, i, &f);
        buf_add_format(out, "P\t%s\t%u\t%u\t%d", gold->id, number, i, wanted);
        add_features(out, &f);
        int16_t numbers[PAIR_NUMBERS] = {0};
        reaction_pair_numbers(&field, i, numbers);
        for (uint32_t k = 0; k < PAIR_NUMBERS; k++)
            buf_add_format(out, "%c%d", k == 0 ? '\t' : ' ', numbers[k]);
        buf_add_char(out, '\n');
    }
}

static void add_reaction(struct buf *out, const struct gold *gold, uint32_t number, const struct gold_reaction *r, char how)
{
    buf_add_format(out, "R\t%s\t%u\t%u\t%d\t%s\t%c\t", gold->id, number, r->kind, r->attribution == NONE ? -1 : (int)r->attribution,
                   r->by == NULL ? "" : r->by, how);
    for (uint32_t k = 0; k < r->to.count; k++)
        buf_add_format(out, "%s%u", k == 0 ? "" : " ", r->to.at[k]);
    buf_add_char(out, '\n');
}

/* How an attribution that is no reaction looks: n much like one, o not; 0 when it is one. */
static char likeness(const struct doc *doc, const struct views *views, const struct gold *gold, uint32_t attribution)
{
    for (uint32_t k = 0; k < gold->reactions.count; k++)
        if (gold->reactions.at[k].attribution == attribution)
            return 0;
    uint8_t stance = doc->attributions.at[attribution].stance;
    const struct view *v = &views->at[attribution];
    if (stance == DIXIT_DENY || stance == DIXIT_REJECT || stance == DIXIT_CONFIRM || stance == DIXIT_SUPPORT || stance == DIXIT_DOUBT)
        return 'n';
    return (v->classes & (CLASS_UNTRUE | CLASS_DENY)) != 0 || (v->child != NONE && v->negations > 0) ? 'n' : 'o';
}

/* What the trainer needs of one story. */
static bool write_features(struct job *job, const struct gold *gold, struct buf *out)
{
    const struct doc *doc = job->doc;
    struct reaction_words words;
    struct views views;
    struct phrases phrases = {0};
    struct features f;
    if (!reaction_words_make(job, &words) || !reaction_views_make(job, &words, &views) || !reaction_phrases_find(job, &words, &phrases))
        return false;
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        uint32_t kind = 0;
        for (uint32_t k = 0; k < gold->reactions.count; k++)
            if (gold->reactions.at[k].attribution == i)
                kind = gold->reactions.at[k].kind + 1U;
        reaction_features_kind(&views, i, &f);
        buf_add_format(out, "K\t%s\t%u\t%s", gold->id, i, gold->actors[i] == NULL ? "" : gold->actors[i]);
        if (gold->actors[i] == NULL && doc->attributions.at[i].source.count > 0)
            for (uint32_t c = doc->attributions.at[i].source.at[0].start; c < doc->attributions.at[i].source.at[0].end; c++)
                buf_add_char(out, (unsigned char)doc->text.at[c] < ' ' ? ' ' : doc->text.at[c]);
        buf_add_format(out, "\t%u", kind);
        add_features(out, &f);
        buf_add_char(out, '\n');
    }
    for (uint32_t k = 0; k < gold->reactions.count; k++) {
        const struct gold_reaction *r = &gold->reactions.at[k];
        uint32_t first = text_word_at(doc, r->at.start), last = text_word_at(doc, r->at.end - 1);
        struct view_room room;
        struct view by = r->attribution != NONE ? views.at[r->attribution] : reaction_view_phrase(&views, first, last, &room);
        add_reaction(out, gold, k, r, 'g');
        add_pairs(out, gold, &views, &by, k, r, r->attribution != NONE ? reaction_kind_guess(&views, r->attribution) : r->kind);
    }
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        char how = likeness(doc, &views, gold, i);
        if (how == 0)
            continue;
        struct gold_reaction r = {.attribution = i, .kind = reaction_kind_guess(&views, i)};
        add_reaction(out, gold, 2000 + i, &r, how);
        add_pairs(out, gold, &views, &views.at[i], 2000 + i, NULL, r.kind);
    }
    for (uint32_t k = 0; k < phrases.count; k++) {
        struct view_room room;
        struct view by = reaction_view_phrase(&views, phrases.at[k].first, phrases.at[k].last, &room);
        struct gold_reaction r = {.kind = phrases.at[k].kind, .attribution = NONE};
        add_reaction(out, gold, 1000 + k, &r, 'f');
        add_pairs(out, gold, &views, &by, 1000 + k, NULL, r.kind);
    }
    return !out->failed;
}

int main(int argc, char **argv)
{
    bool features = argc == 2 && strcmp(argv[1], "--features") == 0;
    struct stream input;
    struct buf line, out;
    struct arena memory, scratch;
    struct dixit_error error = {0};
    uint64_t number = 0;
    bool ok = (argc == 1 || features) && stream_open(&input, "-");
    if (!ok) {
        fputs("usage: reactions-gold [--features] < GOLD.jsonl\n", stderr);
        return 2;
    }
    buf_init(&line, 0);
    buf_init(&out, 0);
    arena_init(&memory, 0);
    arena_init(&scratch, 0);
    while (ok && stream_read_line(&input, &line, (size_t)1 << 31) == STREAM_WHOLE) {
        struct arena_mark mark = arena_mark(&memory), scratch_mark = arena_mark(&scratch);
        struct doc doc = {.memory = &memory};
        struct job job = {.doc = &doc, .scratch = &scratch, .error = &error};
        struct gold gold = {0};
        number++;
        ok = gold_read(&job, line.at, line.length, &gold) && gold_take_actors(&job, &gold) &&
             (features ? write_features(&job, &gold, &out) : claims_find_reactions(&job) && claims_derive_status(&job) && gold_write(&job, &gold, &out)) &&
             buf_write_all(1, out.at, out.length);
        buf_reset(&out);
        arena_rewind(&memory, mark);
        arena_rewind(&scratch, scratch_mark);
    }
    if (!ok)
        fprintf(stderr, "reactions-gold: line %llu: %s\n", (unsigned long long)number, error.status != DIXIT_OK ? error.text : strerror(errno));
    arena_release(&scratch);
    arena_release(&memory);
    buf_release(&out);
    buf_release(&line);
    stream_close(&input);
    return ok ? 0 : 1;
}
