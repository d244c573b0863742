/* SPDX-License-Identifier: Apache-2.0 */
/* How much memory a long document takes for each byte of its text, with the shipped model: what docs/scores.md says of 16 MB holds only
 * while these bounds do. Figures of the arenas, so that they are the same on every machine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intake/fill.h"
#include "model/model.h"
#include "read.h"
#include "text/pieces.h"

#if defined(__SANITIZE_ADDRESS__)
#define POISONED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED 1
#endif
#endif

enum {
    SIZE = 256 << 10,   /* of the text */
    DOCUMENT = 14,      /* bytes of memory for each of text: the document with all its layers but word vectors, which at most VECTOR_WORDS words have */
    SCRATCH = 8,       /* the same: what a stage but the encoder's works in */
    FIXED = 1 << 20,    /* whatever the length: blocks of tables and patterns */
    ENCODER = 24 << 20, /* the encoder's and the heads', whatever the length */
};

/* An example, again and again, up to SIZE bytes. To be freed. */
static char *make_text(const char *folder, size_t *size)
{
    char path[1024], *text = malloc(SIZE);
    assert_non_null(text);
    snprintf(path, sizeof path, "%s/examples/letter.txt", folder);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t length = fread(text, 1, SIZE / 2, file);
    fclose(file);
    assert_in_range(length, 1000, SIZE / 4);
    for (*size = length; *size + length <= SIZE; *size += length)
        memcpy(text + *size, text, length);
    return text;
}

/* The bytes of the vectors of a document. */
static size_t vectors_of(const struct doc *doc)
{
    return (doc->words.count < VECTOR_WORDS ? doc->words.count : VECTOR_WORDS) * sizeof *doc->vectors.at;
}

static void a_document_takes_a_bounded_number_of_bytes_for_each_of_its_text(void **state)
{
    (void)state;
#ifdef POISONED
    return; /* its zones between allocations count too; cmocka's skip() counts as failed in TAP */
#endif
    const char *folder = getenv("DIXIT_TEST_SOURCE");
    char path[1024];
    struct dixit_error error = {0};
    struct arena memory, scratch, wide, tables;
    arena_init(&memory, (size_t)SIZE * DOCUMENT + FIXED);
    arena_init(&scratch, (size_t)SIZE * SCRATCH + FIXED);
    arena_init(&wide, ENCODER);
    arena_init(&tables, 0);
    if (folder == NULL)
        folder = "..";
    snprintf(path, sizeof path, "%s/models/default.dixit", folder);
    struct model *model = model_open(path, &error);
    if (model == NULL)
        fail_msg("%s", error.text);
    struct vocabulary vocabulary;
    struct str pieces = model_vocabulary(model);
    assert_true(text_vocabulary_init(&vocabulary, pieces.at, pieces.length, &tables, &error));
    size_t size = 0;
    char *text = make_text(folder, &size);
    struct doc doc = {.memory = &memory};
    assert_true(fill_text(&doc, (struct str){text, size}, false, 0, &error));
    free(text);
    struct job job = {.doc = &doc, .model = model, .vocabulary = &vocabulary, .error = &error};
    for (uint32_t i = 0; i < read_stage_count; i++) {
        /* While it is known who speaks, the first words have vectors, whatever the length of the text. */
        if (strcmp(read_stages[i].name, "labels") == 0)
            memory.limit += vectors_of(&doc);
        if (strcmp(read_stages[i].name, "reactions") == 0)
            memory.limit -= vectors_of(&doc);
        job.scratch = strcmp(read_stages[i].name, "labels") == 0 ? &wide : &scratch;
        if (!read_stages[i].run(&job))
            fail_msg("%s: %s", read_stages[i].name, error.text);
    }
    assert_true(doc.attributions.count > SIZE / 400 && doc.actors.count > 0);
    model_close(model);
    arena_release(&memory);
    arena_release(&scratch);
    arena_release(&wide);
    arena_release(&tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_takes_a_bounded_number_of_bytes_for_each_of_its_text),
    };
    return cmocka_run_group_tests_name("memory_limits", tests, NULL, NULL);
}
