/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reaction_words.h"

#include <string.h>

#include "claims/reaction_words_list.h" /* made from data/reaction-words.txt */

enum { SLOTS = 4096 }; /* some 700 words */

static const char *const class_names[] = {
    "deny", "reject", "confirm", "support", "untrue", "not", "claimnoun", "plural", "requestnoun", "anaphor", "pointer", "verify", "comment",
    "want", "true", "accuse", "contrast", "truthadverb", "number", "stop", "checked", "check", "havedo", "claimlike", "untrueadj", "denypast",
    "saying",
};

struct slot {
    uint32_t key, classes;
};

uint32_t reaction_word_key(const char *at, size_t length)
{
    uint32_t key = 2166136261U;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)at[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c + 32);
        key = (key ^ c) * 16777619U;
    }
    return key | 1U; /* never 0 */
}

uint32_t reaction_class_named(const char *name, size_t length)
{
    for (uint32_t i = 0; i < sizeof class_names / sizeof *class_names; i++)
        if (strlen(class_names[i]) == length && memcmp(class_names[i], name, length) == 0)
            return 1U << i;
    return 0;
}

static struct slot *find_slot(struct slot *slots, uint32_t key)
{
    uint32_t i = (key ^ key >> 15) % SLOTS;
    while (slots[i].key != 0 && slots[i].key != key)
        i = (i + 1) % SLOTS;
    return &slots[i];
}

/* Adds the words of one line: the class, then its words, between single spaces. */
static void take_line(struct slot *slots, const char *line)
{
    size_t length = strcspn(line, " \n");
    uint32_t class = reaction_class_named(line, length);
    if (line[0] == '#' || class == 0)
        return;
    for (line += length; *line == ' '; line += length) {
        line++;
        length = strcspn(line, " \n");
        if (length == 0)
            continue;
        struct slot *slot = find_slot(slots, reaction_word_key(line, length));
        slot->key = reaction_word_key(line, length);
        slot->classes |= class;
    }
}

bool reaction_words_make(struct job *job, struct reaction_words *words)
{
    const struct doc *doc = job->doc;
    struct slot *slots = arena_array(job->scratch, SLOTS, sizeof *slots);
    *words = (struct reaction_words){doc, arena_array(job->scratch, doc->words.count, sizeof(uint32_t)),
                                     arena_array(job->scratch, doc->words.count, sizeof(uint32_t))};
    if (slots == NULL || words->keys == NULL || words->classes == NULL)
        return error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while reactions were found");
    for (size_t i = 0; i < sizeof reaction_words_list / sizeof *reaction_words_list; i++)
        take_line(slots, reaction_words_list[i]);
    for (uint32_t i = 0; i < doc->words.count; i++) {
        struct span at = doc->words.at[i].at;
        words->keys[i] = reaction_word_key(doc->text.at + at.start, at.end - at.start);
        words->classes[i] = find_slot(slots, words->keys[i])->classes;
        if (doc->words.at[i].letters == 5)
            words->classes[i] |= CLASS_NUMBER;
    }
    return true;
}
