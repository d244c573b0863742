/* SPDX-License-Identifier: Apache-2.0 */
/* reactions-read: what train/reactions.py learns from of the program's own readings.
 *
 *   reactions-read MODEL PREFIX < STORIES.jsonl > READINGS.jsonl
 *
 * Reads each story ("id", "text") up to the stage "actors" and prints it as tools/score.py takes it, with the attributions' places as ids. Files:
 *   PREFIX.rows     one line for each attribution and each phrase, parts between tabs:
 *                   story  place, or -1 for a phrase  kind of a phrase, or that the stance suggests  who reacts, names between |  scores (reacts)  features
 *   PREFIX.pairs    of each pair that may be: u32 line of PREFIX.rows from 0, u32 place of the target, i16 numbers[PAIR_NUMBERS]; little-endian
 *   PREFIX.vectors  of each attribution f32 [width]: mean vector of the words of its content; zeros where there is none */
#include "base/stream.h"
#include "claims/reaction_numbers.h"
#include "claims/reaction_who.h"
#include "gold.h"
#include "model/model.h"
#include "read.h"
#include "text/pieces.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct tool {
    FILE *rows, *pairs, *vectors;
    uint32_t row;
};

static void write_who(FILE *out, const struct doc *doc, const struct who *who)
{
    for (uint32_t i = 0; i < who->count; i++) {
        struct str name = doc->actors.at[who->actors[i]].name;
        fprintf(out, "%s%.*s", i == 0 ? "" : "|", (int)name.length, name.at);
    }
    for (uint32_t i = who->words.start; i < who->words.end; i++)
        fputc((unsigned char)doc->text.at[i] <= ' ' ? ' ' : doc->text.at[i], out);
}

static void write_pairs(struct tool *tool, const struct views *views, const struct view *by, uint8_t kind)
{
    struct field field;
    reaction_field_make(&field, views, by, kind);
    for (uint32_t i = field.from; i < field.to; i++) {
        int16_t numbers[PAIR_NUMBERS] = {0};
        uint32_t place[2] = {tool->row, i};
        if (!field.may[i - field.from])
            continue;
        reaction_pair_numbers(&field, i, numbers);
        fwrite(place, sizeof place, 1, tool->pairs);
        fwrite(numbers, sizeof numbers, 1, tool->pairs);
    }
    tool->row++;
}

static void write_attribution(struct tool *tool, const struct gold *gold, const struct views *views, uint32_t i, uint32_t width)
{
    static const float zeros[MODEL_WIDTH_MOST] = {0};
    const struct doc *doc = views->words->doc;
    const struct attribution *a = &doc->attributions.at[i];
    struct features f;
    struct who who;
    uint8_t kind = reaction_kind_guess(views, i);
    reaction_features_kind(views, i, &f);
    reaction_who_attribution(doc, i, &who);
    fprintf(tool->rows, "%s\t%u\t%u\t", gold->id, i, kind);
    write_who(tool->rows, doc, &who);
    for (uint32_t k = 0; k <= DIXIT_REACTION_KINDS; k++)
        fprintf(tool->rows, "%c%.4f", k == 0 ? '\t' : ' ', (double)a->reacts[k]);
    for (uint32_t k = 0; k < f.count; k++)
        fprintf(tool->rows, "%c%x", k == 0 ? '\t' : ' ', f.at[k]);
    fputc('\n', tool->rows);
    fwrite(a->mean == NULL ? zeros : a->mean, sizeof(float), width, tool->vectors);
    write_pairs(tool, views, &views->at[i], kind);
}

static bool write_story(struct tool *tool, struct job *job, const struct gold *gold)
{
    const struct doc *doc = job->doc;
    struct reaction_words words;
    struct views views;
    struct phrases phrases = {0};
    struct mentions mentions = {0};
    if (!reaction_words_make(job, &words) || !reaction_views_make(job, &words, &views) || !reaction_phrases_find(job, &words, &phrases) ||
        !reaction_mentions_list(doc, job->scratch, &mentions))
        return false;
    for (uint32_t i = 0; i < doc->attributions.count; i++)
        write_attribution(tool, gold, &views, i, job->model->config.width);
    for (uint32_t k = 0; k < phrases.count && doc->attributions.count > 0; k++) {
        struct view_room room;
        struct view by = reaction_view_phrase(&views, phrases.at[k].first, phrases.at[k].last, &room);
        struct who who = reaction_who_phrase(&views, &mentions, &phrases.at[k], &by);
        fprintf(tool->rows, "%s\t-1\t%u\t", gold->id, phrases.at[k].kind);
        write_who(tool->rows, doc, &who);
        fprintf(tool->rows, "\t%u %u\t\n", doc->words.at[phrases.at[k].first].at.start, doc->words.at[phrases.at[k].last].at.end);
        write_pairs(tool, &views, &by, phrases.at[k].kind);
    }
    return true;
}

/* The reading's attributions get their places as ids. */
static bool number(struct doc *doc, struct gold *gold)
{
    gold->ids = arena_array(doc->memory, doc->attributions.count, sizeof *gold->ids);
    for (uint32_t i = 0; gold->ids != NULL && i < doc->attributions.count; i++) {
        char text[16];
        int length = snprintf(text, sizeof text, "%u", i);
        gold->ids[i] = arena_copy(doc->memory, text, (size_t)length);
    }
    return gold->ids != NULL || doc->attributions.count == 0;
}

static bool read_story(struct tool *tool, struct job *job, const struct buf *line, struct buf *out)
{
    struct doc *doc = job->doc, told = {.memory = doc->memory};
    struct gold gold = {0};
    struct job first = *job;
    first.doc = &told;
    if (!gold_read(&first, line->at, line->length, &gold))
        return false;
    doc->text = told.text;
    doc->body = told.body;
    return read_document(job, "actors") && number(doc, &gold) && write_story(tool, job, &gold) && gold_write(job, &gold, out);
}

static FILE *create(const char *prefix, const char *suffix)
{
    char path[1024];
    snprintf(path, sizeof path, "%s%s", prefix, suffix);
    return fopen(path, "wb");
}

static bool read_stories(struct tool *tool, const struct model *model, struct arena *memory, struct dixit_error *error)
{
    struct stream input;
    struct vocabulary vocabulary;
    struct arena arena, scratch;
    struct buf line, out;
    struct str pieces = model_vocabulary(model);
    bool ok = text_vocabulary_init(&vocabulary, pieces.at, pieces.length, memory, error) && stream_open(&input, "-");
    if (!ok)
        return false;
    buf_init(&line, 0);
    buf_init(&out, 0);
    arena_init(&arena, 0);
    arena_init(&scratch, 0);
    while (ok && stream_read_line(&input, &line, (size_t)1 << 31) == STREAM_WHOLE) {
        struct arena_mark mark = arena_mark(&arena), scratch_mark = arena_mark(&scratch);
        struct doc doc = {.memory = &arena};
        struct job job = {.doc = &doc, .scratch = &scratch, .model = model, .vocabulary = &vocabulary, .error = error, .means = true};
        ok = read_story(tool, &job, &line, &out) && buf_write_all(1, out.at, out.length);
        buf_reset(&out);
        arena_rewind(&arena, mark);
        arena_rewind(&scratch, scratch_mark);
    }
    arena_release(&scratch);
    arena_release(&arena);
    buf_release(&out);
    buf_release(&line);
    stream_close(&input);
    return ok;
}

int main(int argc, char **argv)
{
    struct dixit_error error = {0};
    struct arena memory;
    if (argc != 3) {
        fputs("usage: reactions-read MODEL PREFIX < STORIES.jsonl > READINGS.jsonl\n", stderr);
        return 2;
    }
    struct model *model = model_open(argv[1], &error);
    struct tool tool = {create(argv[2], ".rows"), create(argv[2], ".pairs"), create(argv[2], ".vectors"), 0};
    arena_init(&memory, 0);
    bool ok = model != NULL && tool.rows != NULL && tool.pairs != NULL && tool.vectors != NULL && read_stories(&tool, model, &memory, &error);
    FILE *files[] = {tool.rows, tool.pairs, tool.vectors};
    for (int i = 0; i < 3; i++)
        ok = files[i] != NULL && fclose(files[i]) == 0 && ok;
    if (!ok)
        fprintf(stderr, "reactions-read: %s\n", error.status != DIXIT_OK ? error.text : strerror(errno));
    arena_release(&memory);
    if (model != NULL)
        model_close(model);
    return ok ? 0 : 1;
}
