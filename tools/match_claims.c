/* SPDX-License-Identifier: Apache-2.0 */
/* match-claims CLAIMS.jsonl [--numbers]: which of these claims each text of the standard input repeats (src/ledger/matcher.h).
 *
 * CLAIMS: {"id", "title", "words"} a line; the input: {"id", "text"} a line. Prints for each text its id, and "claim score" of each candidate, best first,
 * all parted by tabs; with --numbers a line for each candidate instead: text, claim, and the numbers that the scorer judges by. */
#include "base/buf.h"
#include "ledger/matcher.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct str member(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? (struct str){json_string_value(value), json_string_length(value)} : (struct str){"", 0};
}

static bool add_claim(void *matcher, const json_t *claim)
{
    return matcher_add(matcher, member(claim, "id"), member(claim, "title"), member(claim, "words"));
}

static bool numbers;

static bool find(void *of, const json_t *text)
{
    static struct matches matches;
    struct matcher *matcher = of;
    if (!matcher_find(matcher, member(text, "text"), &matches))
        return false;
    struct str id = member(text, "id");
    if (!numbers)
        printf("%.*s", (int)id.length, id.at);
    for (uint32_t i = 0; i < matches.count; i++) {
        const struct match *match = &matches.at[i];
        struct str claim = matcher->claims.at[match->claim].id;
        if (!numbers) {
            printf("\t%.*s %.4f", (int)claim.length, claim.at, (double)match->score);
            continue;
        }
        printf("%.*s\t%.*s", (int)id.length, id.at, (int)claim.length, claim.at);
        for (uint32_t k = 0; k < MATCH_NUMBERS; k++)
            printf("\t%.5g", (double)match->numbers[k]);
        printf("\n");
    }
    if (!numbers)
        printf("\n");
    return true;
}

static bool each_line(int file, struct dixit_error *error, bool (*act)(void *, const json_t *), void *on)
{
    struct buf input;
    buf_init(&input, 0);
    bool good = buf_read_all(&input, file, SIZE_MAX / 2) == 1 || error_set(error, DIXIT_SYSTEM, 0, "%s", strerror(errno));
    for (size_t at = 0; good && at < input.length;) {
        const char *end = memchr(input.at + at, '\n', input.length - at);
        size_t length = end == NULL ? input.length - at : (size_t)(end - input.at) - at;
        json_error_t bad;
        json_t *root = length == 0 ? NULL : json_loadb(input.at + at, length, 0, &bad);
        good = length == 0 || (root == NULL ? error_set(error, DIXIT_BAD_INPUT, at, "%s", bad.text) : act(on, root));
        json_decref(root);
        at += length + 1;
    }
    buf_release(&input);
    return good;
}

int main(int argc, char **argv)
{
    struct dixit_error error = {0};
    struct arena memory, scratch;
    struct stories stories;
    struct matcher matcher;
    numbers = argc > 2 && strcmp(argv[2], "--numbers") == 0;
    if (argc < 2 || argc > 2 + numbers) {
        fprintf(stderr, "match-claims: CLAIMS.jsonl [--numbers] <TEXTS.jsonl\n");
        return 2;
    }
    int file = open(argv[1], O_RDONLY | O_CLOEXEC);
    arena_init(&memory, 0);
    arena_init(&scratch, 0);
    bool good = file >= 0 || error_set(&error, DIXIT_SYSTEM, 0, "%s: %s", argv[1], strerror(errno));
    good = good && stories_init(&stories, &memory, &scratch, &error) && matcher_init(&matcher, &stories) &&
           each_line(file, &error, add_claim, &matcher) && matcher_close(&matcher) && each_line(STDIN_FILENO, &error, find, &matcher);
    if (file >= 0)
        close(file);
    arena_release(&memory);
    arena_release(&scratch);
    if (!good)
        fprintf(stderr, "match-claims: %s\n", error.text);
    return good ? 0 : 1;
}
