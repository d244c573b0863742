/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reaction_who.h"

#include "text/words.h"

#include <stdlib.h>
#include <string.h>

enum { SUBJECT_WORDS = 30, NAME_WORDS = 8, NEAR = 2 };

/* An actor; each of those who speak together. */
static void add_actor(const struct doc *doc, uint32_t actor, struct who *who)
{
    const struct actor *a = actor < doc->actors.count ? &doc->actors.at[actor] : NULL;
    if (a != NULL && a->members.count > 1) {
        for (uint32_t i = 0; i < a->members.count && who->count < REACTION_MEMBERS; i++)
            who->actors[who->count++] = a->members.at[i];
    } else if (a != NULL && who->count < REACTION_MEMBERS) {
        who->actors[who->count++] = actor;
    }
}

/* Leaves out an article at the start. */
static struct span without_article(const struct doc *doc, struct span at)
{
    static const char *const articles[] = {"the ", "a ", "an "};
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t n = 0;
        while (articles[i][n] != '\0' && at.start + n < at.end && (doc->text.at[at.start + n] | 32) == articles[i][n])
            n++;
        if (articles[i][n] == '\0')
            return (struct span){at.start + n, at.end};
    }
    return at;
}

/* Is the word of the text that begins at a byte one of these, each between spaces? */
static bool is_one_of(const struct doc *doc, uint32_t at, uint32_t end, const char *list)
{
    for (const char *word = list + 1; *word != '\0'; word += strcspn(word, " ") + 1) {
        size_t length = strcspn(word, " "), same = 0;
        while (same < length && at + same < end && (doc->text.at[at + same] | 32) == word[same])
            same++;
        if (same == length && (at + length == end || doc->text.at[at + length] == ' '))
            return true;
    }
    return false;
}

/* The head noun phrase of a source: without how many they are, and without the clause that follows. */
static struct span head_words(const struct doc *doc, struct span at)
{
    static const char counts[] = " several some many most other both all two three four five six seven eight nine ten at least more than one dozens hundreds of ";
    static const char clauses[] = " who which that whose whom published ";
    struct span head = without_article(doc, at);
    while (is_one_of(doc, head.start, head.end, counts)) {
        uint32_t next = head.start;
        while (next < head.end && doc->text.at[next] != ' ')
            next++;
        if (next + 1 >= head.end)
            break;
        head = without_article(doc, (struct span){next + 1, head.end});
    }
    for (uint32_t i = head.start + 1; i < head.end; i++) {
        bool comma = doc->text.at[i] == ',' && i + 1 < head.end && doc->text.at[i + 1] == ' ';
        if (comma || (doc->text.at[i] == ' ' && is_one_of(doc, i + 1, head.end, clauses)))
            head.end = i;
    }
    return head;
}

void reaction_who_attribution(const struct doc *doc, uint32_t attribution, struct who *who)
{
    const struct attribution *a = &doc->attributions.at[attribution];
    *who = (struct who){0};
    add_actor(doc, a->actor, who);
    if (who->count == 0 && a->source.count > 0)
        who->words = head_words(doc, a->source.at[0]);
}

/* ---- phrases ---- */

static int by_start(const void *a, const void *b)
{
    const struct mention *x = a, *y = b;
    if (x->at.start != y->at.start)
        return x->at.start < y->at.start ? -1 : 1;
    if (x->at.end != y->at.end)
        return x->at.end > y->at.end ? -1 : 1;
    return x->actor < y->actor ? -1 : x->actor > y->actor;
}

bool reaction_mentions_list(const struct doc *doc, struct arena *arena, struct mentions *out)
{
    for (uint32_t i = 0; i < doc->actors.count; i++)
        for (uint32_t k = 0; k < doc->actors.at[i].mentions.count; k++)
            if (!list_push(arena, out, (struct mention){doc->actors.at[i].mentions.at[k], i}))
                return false;
    if (out->count > 1)
        qsort(out->at, out->count, sizeof *out->at, by_start);
    return true;
}

/* Do only a comma, an article, "and", "or" or "nor" stand between two bytes? */
static bool joined(const struct reaction_words *words, uint32_t from, uint32_t to)
{
    const struct doc *doc = words->doc;
    for (uint32_t i = text_word_at(doc, from); i < doc->words.count && doc->words.at[i].at.start < to; i++) {
        uint32_t key = words->keys[i];
        if (doc->text.at[doc->words.at[i].at.start] != ',' && key != reaction_word_key("and", 3) && key != reaction_word_key("or", 2) &&
            key != reaction_word_key("nor", 3) && key != reaction_word_key("the", 3))
            return false;
    }
    return true;
}

/* The first actor mentioned in the span, and those joined to it; but those who stand right before the end of the span if there are any
 * ("As the Ferry reports, Holt did not answer"). */
static void find_actors(const struct reaction_words *words, const struct mentions *mentions, struct span in, struct who *who)
{
    const struct doc *doc = words->doc;
    uint32_t low = 0, high = mentions->count, end = 0, word = text_word_at(doc, in.end);
    uint32_t near = word > NEAR ? doc->words.at[word - NEAR].at.start : 0; /* a mention that ends after this stands right before the end */
    bool settled = false;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (mentions->at[middle].at.start < in.start)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < mentions->count && mentions->at[low].at.start < in.end; low++) {
        struct mention m = mentions->at[low];
        struct who group = {0};
        if (m.at.end > in.end || m.at.start < end)
            continue;
        do { /* one group of those who are joined */
            add_actor(doc, m.actor, &group);
            end = m.at.end;
            while (low + 1 < mentions->count && mentions->at[low + 1].at.start < end)
                low++;
            if (low + 1 >= mentions->count || mentions->at[low + 1].at.end > in.end || !joined(words, end, mentions->at[low + 1].at.start))
                break;
            m = mentions->at[++low];
        } while (group.count < REACTION_MEMBERS);
        if (!settled || end > near) {
            *who = group;
            settled = true;
        }
    }
}

static bool is_word(const struct reaction_words *words, uint32_t at, const char *word)
{
    return words->keys[at] == reaction_word_key(word, strlen(word));
}

/* Words that nobody is called by: where a noun phrase ends. */
static bool ends_party(const struct reaction_words *words, uint32_t word)
{
    char c = words->doc->text.at[words->doc->words.at[word].at.start];
    if (words->doc->words.at[word].letters == 0)
        return c != '-' && c != '\'' && c != '.';
    return words->doc->words.at[word].letters == 1 && (words->classes[word] & (CLASS_STOP | CLASS_NOT | CLASS_CONTRAST)) != 0;
}

/* The head noun phrase that ends right before a word, or begins at one: up to NAME_WORDS of words that may belong to it. */
static struct span party_words(const struct reaction_words *words, uint32_t first, uint32_t end, bool backwards)
{
    const struct doc *doc = words->doc;
    while (first < end && (words->classes[end - 1] & CLASS_STOP))
        end--; /* "officials have" */
    while (first < end && (words->classes[first] & CLASS_STOP))
        first++;
    if (backwards) {
        uint32_t start = end;
        while (start > first && end - start < NAME_WORDS && (!ends_party(words, start - 1) || is_word(words, start - 1, "of") || is_word(words, start - 1, "for")))
            start--;
        first = start;
    } else {
        uint32_t stop = first;
        while (stop < end && stop - first < NAME_WORDS && !ends_party(words, stop))
            stop++;
        end = stop;
    }
    while (first < end && doc->words.at[end - 1].letters == 0)
        end--;
    if (first >= end)
        return (struct span){0, 0};
    return without_article(doc, (struct span){doc->words.at[first].at.start, doc->words.at[end - 1].at.end});
}

/* Does a noun go on where the mention ends ("U.S. officials"), so that somebody else is meant? */
static bool goes_on(const struct reaction_words *words, uint32_t byte, uint32_t end)
{
    uint32_t word = text_word_at(words->doc, byte);
    return word < end && words->doc->words.at[word].letters == 1 && !ends_party(words, word);
}

/* The words in which a phrase's reactor is looked for, and whether they end right before it. */
static bool party_place(const struct reaction_words *words, const struct phrase *phrase, struct sentence s, uint32_t *start, uint32_t *end)
{
    static const struct {
        const char *word;
        bool first;
    } after[] = {{"from", false}, {"contact", false}, {"reach", false}, {"neither", true}, {"no", true}};
    for (uint32_t i = 0; i < sizeof after / sizeof *after; i++) {
        uint32_t at = after[i].first ? phrase->first : phrase->last;
        if (!is_word(words, at, after[i].word))
            continue;
        *start = at + 1;
        *end = after[i].first ? phrase->last : s.last + 1 - *start > NAME_WORDS ? *start + NAME_WORDS : s.last + 1;
        return false;
    }
    *start = phrase->first - s.first > SUBJECT_WORDS ? phrase->first - SUBJECT_WORDS : s.first;
    *end = phrase->first;
    return true;
}

/* "could not verify": somebody tried and is named; "could not be verified": nobody is. */
static bool is_active(const struct reaction_words *words, const struct phrase *phrase)
{
    for (uint32_t i = phrase->first; i <= phrase->last; i++)
        if (is_word(words, i, "be") || is_word(words, i, "no") || is_word(words, i, "none") || is_word(words, i, "impossible"))
            return false;
    return is_word(words, phrase->last, "verify") || is_word(words, phrase->last, "confirm") || is_word(words, phrase->last, "corroborate") ||
           is_word(words, phrase->last, "authenticate");
}

static struct who who_of(const struct reaction_words *words, const struct mentions *mentions, const struct phrase *phrase, uint32_t sentence)
{
    const struct doc *doc = words->doc;
    struct who who = {0};
    bool tried = phrase->kind == DIXIT_REACTION_UNVERIFIED && is_active(words, phrase);
    if ((phrase->kind != DIXIT_REACTION_NO_RESPONSE && !tried) || sentence >= doc->sentences.count)
        return who;
    uint32_t start, end;
    bool subject = party_place(words, phrase, doc->sentences.at[sentence], &start, &end);
    if (start >= end)
        return who;
    struct span in = {doc->words.at[start].at.start, doc->words.at[end - 1].at.end};
    if (!subject && mentions->count > 0) { /* a name that is only the beginning of somebody */
        for (uint32_t i = 0; i < mentions->count; i++)
            if (mentions->at[i].at.start >= in.start && mentions->at[i].at.end <= in.end && goes_on(words, mentions->at[i].at.end, end)) {
                who.words = party_words(words, start, end, false);
                return who;
            }
    }
    find_actors(words, mentions, in, &who);
    if (who.count == 0 && !tried)
        who.words = party_words(words, start, end, subject);
    return who;
}

struct who reaction_who_phrase(const struct views *views, const struct mentions *mentions, const struct phrase *phrase, struct view *by)
{
    struct who who = who_of(views->words, mentions, phrase, by->sentence);
    if (who.count == 1)
        by->actor = who.actors[0];
    reaction_view_name(by, views->words, by->actor, who.words);
    return who;
}
