/* SPDX-License-Identifier: Apache-2.0 */
/* Actors on annotated spans, for training and for measuring them alone.
 *
 *   actors-gold GOLD.jsonl READINGS.jsonl [--model FILE] [--vectors FILE] [--dump FILE] [--teach] [--trace] > SYSTEM.jsonl
 *
 * GOLD has attributions as the annotation guide has them; READINGS has the same documents with "names" and "sentences" as `dixit read
 * --json` writes them. Attributions with their parents are taken from GOLD, names and sentences from READINGS, and the stage `actors` is run.
 * A line of GOLD with "pronoun" is one of tools/gap.py texts: its attributions are taken from READINGS, and the one look-up is the pronoun's.
 * SYSTEM is what tools/score.py reads. With --model the encoder reads the words, so that the model's own head
 * coref is used where it has one; --vectors writes the encoder's vectors of all words. --dump writes each look-up for train/actors.py; with --teach every look-up is answered from GOLD;
 * --trace prints each, and then the actors, on stderr. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "claims/actors.h"
#include "claims/label.h"
#include "model/model.h"
#include "text/pieces.h"
#include "text/utf8.h"
#include "text/words.h"

struct tool {
    FILE *dump, *vectors;
    struct model *model;
    struct vocabulary vocabulary;
    bool teach, trace;
    uint32_t document;
    json_t **gold; /* of each attribution: the gold's */
    json_t *pronoun, *names; /* of a line of GAP: the pronoun and the names that it means, spans; NULL */
    struct utf8_index index;
    struct doc *doc;
};

/* ---- from JSON ---- */

static struct span span_of(const struct tool *tool, json_t *pair)
{
    return (struct span){utf8_index_byte(&tool->index, (uint32_t)json_integer_value(json_array_get(pair, 0))),
                         utf8_index_byte(&tool->index, (uint32_t)json_integer_value(json_array_get(pair, 1)))};
}

static struct spans spans_of(const struct tool *tool, json_t *array)
{
    struct spans spans = {0};
    size_t i;
    json_t *pair;
    if (json_is_object(array))
        array = json_object_get(array, "spans");
    json_array_foreach(array, i, pair)
        list_push(tool->doc->memory, &spans, span_of(tool, pair));
    return spans;
}

static long cue_start(json_t *a)
{
    return (long)json_integer_value(json_array_get(json_array_get(json_object_get(a, "cue"), 0), 0));
}

static int by_cue(const void *a, const void *b)
{
    long x = cue_start(*(json_t *const *)a), y = cue_start(*(json_t *const *)b);
    return x < y ? -1 : x > y;
}

static uint32_t find_id(const struct tool *tool, json_t *id, uint32_t count)
{
    for (uint32_t i = 0; json_is_string(id) && i < count; i++)
        if (strcmp(json_string_value(json_object_get(tool->gold[i], "id")), json_string_value(id)) == 0)
            return i;
    return NONE;
}

static void take_attributions(struct tool *tool, json_t *array)
{
    uint32_t count = (uint32_t)json_array_size(array);
    tool->gold = arena_array(tool->doc->memory, count + 1, sizeof *tool->gold);
    for (uint32_t i = 0; i < count; i++)
        tool->gold[i] = json_array_get(array, i);
    qsort(tool->gold, count, sizeof *tool->gold, by_cue);
    for (uint32_t i = 0; i < count; i++) {
        json_t *a = tool->gold[i];
        struct spans cue = spans_of(tool, json_object_get(a, "cue"));
        struct attribution made = {.source = spans_of(tool, json_object_get(a, "source")), .content = spans_of(tool, json_object_get(a, "content")),
                                   .addressee = spans_of(tool, json_object_get(a, "addressee")), .against = spans_of(tool, json_object_get(a, "against")),
                                   .parent = find_id(tool, json_object_get(a, "parent"), count)};
        made.cue = cue.count > 0 ? (struct span){cue.at[0].start, cue.at[cue.count - 1].end} : (struct span){0, 0};
        list_push(tool->doc->memory, &tool->doc->attributions, made);
    }
}

static void take_names(struct tool *tool, json_t *array)
{
    size_t i;
    json_t *name;
    json_array_foreach(array, i, name)
    {
        const char *kind = json_string_value(json_object_get(name, "kind"));
        for (int k = 0; k < DIXIT_NAME_KINDS; k++)
            if (kind != NULL && strcmp(kind, dixit_name_kind_name((enum dixit_name_kind)k)) == 0)
                list_push(tool->doc->memory, &tool->doc->names, (struct name){span_of(tool, json_object_get(name, "span")), (uint8_t)k});
    }
}

/* Sentences end where READINGS says and at line ends. */
static void take_sentences(struct tool *tool, json_t *array)
{
    struct doc *doc = tool->doc;
    uint32_t first = 0;
    size_t at = 0;
    for (uint32_t w = 0; w < doc->words.count; w++) {
        uint32_t end = UINT32_MAX;
        while (at < json_array_size(array) && (end = span_of(tool, json_array_get(array, at)).end) < doc->words.at[w].at.end)
            at++;
        if (at == json_array_size(array))
            end = UINT32_MAX;
        if (w + 1 < doc->words.count && end != doc->words.at[w].at.end && !(doc->words.at[w + 1].flags & WORD_LINE_START))
            continue;
        list_push(doc->memory, &doc->sentences, (struct sentence){{doc->words.at[first].at.start, doc->words.at[w].at.end}, first, w});
        first = w + 1;
    }
}

/* ---- the answer ---- */

/* A name without article, marks and case, as the scorer compares it. */
static void plain(struct str name, char *to, size_t room)
{
    size_t n = 0;
    for (size_t i = 0; i < name.length && n + 1 < room; i++) {
        char c = name.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 || (c == ' ' && n > 0))
            to[n++] = c;
    }
    while (n > 0 && to[n - 1] == ' ')
        n--;
    to[n] = 0;
    if (strncmp(to, "the ", 4) == 0)
        memmove(to, to + 4, n - 3);
}

static bool same_name(struct str a, const char *b, bool loosely)
{
    char x[400], y[400];
    plain(a, x, sizeof x);
    plain((struct str){b, strlen(b)}, y, sizeof y);
    if (strcmp(x, y) == 0)
        return x[0] != 0;
    const char *last_x = strrchr(x, ' '), *last_y = strrchr(y, ' ');
    return loosely && last_x != NULL && last_y != NULL && strcmp(last_x, last_y) == 0 && x[0] == y[0];
}

static struct str choice_name(const struct cast *cast, const struct query *query, const struct choice *choice)
{
    if (choice->kind == CHOICE_FIGURE)
        return cast->figures.at[choice->figure].name;
    return choice->kind == CHOICE_ITSELF ? cast_text(cast, query->phrase.first, query->phrase.last) : (struct str){"", 0};
}

static uint32_t right_choice(const struct cast *cast, const struct query *query, const struct choice *choices, uint32_t count, const char *gold)
{
    for (int loosely = 0; loosely < 2; loosely++)
        for (uint32_t i = count; i-- > 1;)
            if (same_name(choice_name(cast, query, &choices[i]), gold, loosely != 0))
                return i;
    return 0;
}

static bool meets_name(const struct tool *tool, const struct cast *cast, uint32_t figure)
{
    size_t i;
    json_t *pair;
    json_array_foreach(tool->names, i, pair)
        for (uint32_t m = 0; m < cast->mentions.count; m++) {
            struct span at = {tool->doc->words.at[cast->mentions.at[m].first].at.start, tool->doc->words.at[cast->mentions.at[m].last].at.end};
            if (cast->mentions.at[m].figure == figure && span_meets(at, span_of(tool, pair)))
                return true;
        }
    return false;
}

static void dump(const struct tool *tool, const struct query *query, const struct choice *choices, uint32_t count, uint32_t right, bool known)
{
    int32_t head[7] = {(int32_t)tool->document, query->phrase.form, (int32_t)right, (int32_t)count, known, (int32_t)query->phrase.first, (int32_t)query->phrase.last};
    if (tool->dump == NULL)
        return;
    fwrite(head, sizeof head, 1, tool->dump);
    for (uint32_t i = 0; i < count; i++) {
        bool figure = choices[i].kind == CHOICE_FIGURE;
        int32_t words[4] = {(int32_t)choices[i].mention.first, (int32_t)choices[i].mention.last, (int32_t)choices[i].name.first, (int32_t)choices[i].name.last};
        for (int k = 0; k < 4 && !figure; k++)
            words[k] = -1;
        fwrite(words, sizeof words, 1, tool->dump);
        fwrite(choices[i].features, sizeof choices[i].features, 1, tool->dump);
    }
}

/* ---- the encoder's vectors ---- */

/* Of each word its number, a scale and whole numbers within ±127; windows come in order, as one thread reads. */
static void watch_words(void *context, uint32_t first, const float *vectors, uint32_t count)
{
    struct tool *tool = context;
    uint32_t width = tool->model->config.width;
    int8_t rounded[MODEL_WIDTH_MOST];
    for (uint32_t i = 0; i < count && tool->vectors != NULL; i++) {
        const float *v = vectors + (size_t)i * width;
        float most = 1e-6f;
        for (uint32_t k = 0; k < width; k++)
            most = v[k] > most ? v[k] : -v[k] > most ? -v[k] : most;
        for (uint32_t k = 0; k < width; k++)
            rounded[k] = (int8_t)(v[k] * 127.0f / most + (v[k] < 0 ? -0.5f : 0.5f));
        int32_t head[2] = {(int32_t)tool->document, (int32_t)(first + i)};
        float scale = most / 127.0f;
        fwrite(head, sizeof head, 1, tool->vectors);
        fwrite(&scale, sizeof scale, 1, tool->vectors);
        fwrite(rounded, width, 1, tool->vectors);
    }
}

/* Reads the words with the model; what it finds besides their vectors is put away. */
static bool encode(struct tool *tool, struct job *job)
{
    job->model = tool->model;
    job->vocabulary = &tool->vocabulary;
    job->watch_words = watch_words;
    job->watch_context = tool;
    if (!text_split_pieces(job) || !claims_label(job))
        return false;
    list_drop(job->doc->memory, &job->doc->attributions);
    list_drop(job->doc->memory, &job->doc->labels);
    return true;
}

/* A look-up in a text of GAP. */
static uint32_t watch_pronoun(struct tool *tool, const struct cast *cast, const struct query *query, const struct choice *choices, uint32_t count, uint32_t picked)
{
    struct span at = tool->doc->words.at[query->phrase.first].at;
    if (!span_meets(at, span_of(tool, tool->pronoun)) || json_array_size(tool->names) == 0 || query->phrase.form > PHRASE_SHE)
        return picked;
    uint32_t right = 0;
    for (uint32_t i = 1; i < count && right == 0; i++)
        if (choices[i].kind == CHOICE_FIGURE && meets_name(tool, cast, choices[i].figure))
            right = i;
    dump(tool, query, choices, count, right, true);
    return picked;
}

static uint32_t watch(void *context, const struct cast *cast, const struct query *query, const struct choice *choices, uint32_t count, uint32_t picked)
{
    struct tool *tool = context;
    if (tool->pronoun != NULL)
        return watch_pronoun(tool, cast, query, choices, count, picked);
    if (query->attribution == NONE || !query->source)
        return picked;
    const char *gold = json_string_value(json_object_get(json_object_get(tool->gold[query->attribution], "source"), "actor"));
    uint32_t right = gold == NULL ? 0 : right_choice(cast, query, choices, count, gold);
    dump(tool, query, choices, count, right, gold != NULL);
    if (tool->trace) {
        struct str words = cast_text(cast, query->phrase.first, query->phrase.last), name = choice_name(cast, query, &choices[picked]);
        fprintf(stderr, "%u %d%s | %.*s | gold %s %s | picked %.*s\n", tool->document, query->phrase.form, query->phrase.definite ? " definite" : "", (int)words.length, words.at,
                gold == NULL ? "-" : gold, right == 0 ? "unreachable" : choices[right].kind == CHOICE_ITSELF ? "itself" : "figure", (int)name.length, name.at);
    }
    return tool->teach && right != 0 ? right : picked;
}

static void write_system(const struct tool *tool, json_t *gold)
{
    const struct doc *doc = tool->doc;
    json_t *out = json_object(), *actors = json_array(), *attributions = json_array();
    char id[16];
    for (uint32_t i = 0; i < doc->actors.count; i++) {
        snprintf(id, sizeof id, "A%u", i + 1);
        json_t *mentions = json_array();
        for (uint32_t m = 0; m < doc->actors.at[i].mentions.count; m++) {
            struct span at = doc->actors.at[i].mentions.at[m];
            json_array_append_new(mentions, json_pack("[i,i]", (int)utf8_index_points(&tool->index, at.start), (int)utf8_index_points(&tool->index, at.end)));
        }
        json_array_append_new(actors, json_pack("{s:s, s:s%, s:o}", "id", id, "name", doc->actors.at[i].name.at, doc->actors.at[i].name.length, "mentions", mentions));
    }
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        json_t *a = json_deep_copy(tool->gold[i]), *source = json_object_get(a, "source");
        snprintf(id, sizeof id, "A%u", doc->attributions.at[i].actor + 1);
        if (doc->attributions.at[i].actor == NONE)
            json_object_del(source, "actor");
        else
            json_object_set_new(source, "actor", json_string(id));
        json_array_append_new(attributions, a);
    }
    json_object_set(out, "id", json_object_get(gold, "id"));
    json_object_set(out, "text", json_object_get(gold, "text"));
    json_object_set_new(out, "actors", actors);
    json_object_set_new(out, "attributions", attributions);
    json_dumpf(out, stdout, JSON_COMPACT);
    putchar('\n');
    json_decref(out);
}

static bool run(struct tool *tool, json_t *gold, json_t *reading)
{
    struct arena memory, scratch;
    struct dixit_error error = {0};
    arena_init(&memory, 0);
    arena_init(&scratch, 0);
    struct doc doc = {.memory = &memory};
    struct job job = {.doc = &doc, .scratch = &scratch, .error = &error};
    tool->doc = &doc;
    const char *text = json_string_value(json_object_get(gold, "text"));
    doc.text = (struct str){text, strlen(text)};
    doc.body = (struct span){0, (uint32_t)doc.text.length};
    bool fine = utf8_index_build(&tool->index, doc.text, &memory) && text_split_words(&job) && (tool->model == NULL || encode(tool, &job));
    if (fine) {
        tool->pronoun = json_object_get(gold, "pronoun");
        tool->names = json_object_get(gold, "names");
        take_attributions(tool, json_object_get(tool->pronoun != NULL ? reading : gold, "attributions"));
        take_names(tool, json_object_get(reading, "names"));
        take_sentences(tool, json_object_get(reading, "sentences"));
        struct actors_watch watcher = {watch, tool};
        fine = claims_find_actors_watched(&job, &watcher);
    }
    if (fine && tool->trace) {
        struct buf shown;
        buf_init(&shown, 0);
        claims_show_actors(&job, &shown);
        fputs(buf_terminate(&shown), stderr);
        buf_release(&shown);
    }
    if (fine)
        write_system(tool, gold);
    else
        fprintf(stderr, "actors-gold: %s\n", error.text);
    arena_release(&memory);
    arena_release(&scratch);
    return fine;
}

static json_t *next_line(FILE *file, char **line, size_t *room)
{
    return getline(line, room, file) < 0 ? NULL : json_loads(*line, 0, NULL);
}

static bool open_model(struct tool *tool, const char *path)
{
    static struct arena memory;
    struct dixit_error error = {0};
    arena_init(&memory, 0);
    tool->model = model_open(path, &error);
    struct str pieces = tool->model == NULL ? (struct str){NULL, 0} : model_vocabulary(tool->model);
    bool fine = tool->model != NULL && text_vocabulary_init(&tool->vocabulary, pieces.at, pieces.length, &memory, &error);
    if (!fine)
        fprintf(stderr, "actors-gold: %s\n", error.text);
    return fine;
}

int main(int count, char **arguments)
{
    struct tool tool = {0};
    if (count < 3) {
        fputs("usage: actors-gold GOLD.jsonl READINGS.jsonl [--dump FILE] [--teach]\n", stderr);
        return 2;
    }
    for (int i = 3; i < count; i++) {
        if (strcmp(arguments[i], "--teach") == 0)
            tool.teach = true;
        else if (strcmp(arguments[i], "--trace") == 0)
            tool.trace = true;
        else if (strcmp(arguments[i], "--dump") == 0 && i + 1 < count)
            tool.dump = fopen(arguments[++i], "wb");
        else if (strcmp(arguments[i], "--vectors") == 0 && i + 1 < count)
            tool.vectors = fopen(arguments[++i], "wb");
        else if (strcmp(arguments[i], "--model") == 0 && i + 1 < count && !open_model(&tool, arguments[++i]))
            return 1;
    }
    FILE *gold_file = fopen(arguments[1], "r"), *reading_file = fopen(arguments[2], "r");
    if (gold_file == NULL || reading_file == NULL) {
        fputs("actors-gold: a file could not be opened\n", stderr);
        return 1;
    }
    char *line = NULL;
    size_t room = 0;
    bool fine = true;
    json_t *gold, *reading;
    while (fine && (gold = next_line(gold_file, &line, &room)) != NULL && (reading = next_line(reading_file, &line, &room)) != NULL) {
        fine = json_equal(json_object_get(gold, "id"), json_object_get(reading, "id")) && run(&tool, gold, reading);
        tool.document++;
        json_decref(gold);
        json_decref(reading);
    }
    free(line);
    fclose(gold_file);
    fclose(reading_file);
    if (tool.dump != NULL)
        fclose(tool.dump);
    if (tool.vectors != NULL)
        fclose(tool.vectors);
    model_close(tool.model);
    return fine ? 0 : 1;
}
