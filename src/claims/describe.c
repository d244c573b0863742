/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/mentions.h"

static const char stops[] =
    " the a an his her their its our my this that these those of for in on at by with from to and or but as who which whose when while "
    "is was were are be been has have had said says say told tells will would could may can not also ";

static bool person_noun(char class)
{
    return class == 'p' || class == 'm' || class == 'f' || class == 's';
}

/* A word that describes: adds it, and what it says of gender. */
static void add_trait(const struct cast *cast, struct figure *figure, uint32_t word)
{
    bool plural;
    char class = cast_noun(cast, word, &plural);
    cast_describe(cast, figure, word);
    if (figure->kind == DIXIT_ACTOR_PERSON && !figure->sure_gender && !plural) {
        bool woman = class == 'f' || cast_is(cast, word, "spokeswoman") || cast_is(cast, word, "chairwoman");
        bool man = class == 'm' || cast_is(cast, word, "spokesman");
        if (woman || man) {
            figure->gender = woman ? GENDER_FEMALE : GENDER_MALE;
            figure->sure_gender = true;
        }
    }
}

static bool joined(const struct cast *cast, uint32_t word)
{
    return cast_is(cast, word, "-") || cast_is(cast, word, "'") || cast_is(cast, word, "’") || cast_is(cast, word, ".");
}

static void belong(struct cast *cast, struct figure *figure, uint32_t word)
{
    uint32_t mention = cast->name_at[word];
    if (mention == NONE || figure->belongs != NONE)
        return;
    uint32_t other = cast->mentions.at[mention].figure;
    if (&cast->figures.at[other] != figure && cast->figures.at[other].kind != DIXIT_ACTOR_PERSON)
        figure->belongs = other;
}

/* "Delta chief executive" before the name; `word` is the last of it. `loose`: the role need not be its last word. */
static void describe_left(struct cast *cast, struct figure *figure, uint32_t word, bool loose)
{
    uint32_t sentence = cast_sentence(cast, word);
    bool plural, role = false;
    for (uint32_t steps = 0; steps < 9; steps++, word--) {
        if (cast_sentence(cast, word) != sentence)
            return;
        if (!joined(cast, word)) {
            if (!cast_lettered(cast, word) || (cast_in(cast, word, stops) && !(loose && cast_is(cast, word, "of"))))
                return;
            char class = cast_noun(cast, word, &plural);
            role = role || (class != 0 && !plural && (figure->kind == DIXIT_ACTOR_PERSON) == person_noun(class));
            if (!role && !loose && steps > 0)
                return;
            if (role || class != 0)
                add_trait(cast, figure, word);
            belong(cast, figure, word);
        }
        if (word == 0)
            return;
    }
}

/* ", chief executive of Wippit" after the name; `word` is the first of it. */
static void describe_right(struct cast *cast, struct figure *figure, uint32_t word)
{
    const struct doc *doc = cast->doc;
    uint32_t sentence = cast_sentence(cast, word);
    bool plural, role = false, past = false;
    for (uint32_t steps = 0; steps < 14 && word < doc->words.count && cast_sentence(cast, word) == sentence; steps++, word++) {
        if (joined(cast, word))
            continue;
        if (!cast_lettered(cast, word) || cast_in(cast, word, " who which whose said says and told is was "))
            return;
        if (doc->words.at[word].letters == 5 && steps == 0) {
            cast_describe(cast, figure, word);
            return;
        }
        char class = cast_noun(cast, word, &plural);
        if (cast_in(cast, word, stops)) {
            if (steps > 0 && !role)
                return;
            past = past || steps > 0;
            continue;
        }
        if (steps == 0 && cast->name_at[word] != NONE && cast->figures.at[cast->mentions.at[cast->name_at[word]].figure].kind == DIXIT_ACTOR_PERSON)
            return;
        bool fits = class != 0 && !plural && (figure->kind == DIXIT_ACTOR_PERSON) == person_noun(class);
        role = role || fits;
        if (!past)
            add_trait(cast, figure, word);
        if (role || cast->name_at[word] != NONE)
            belong(cast, figure, word);
        if (past && figure->belongs != NONE)
            return;
    }
}

static void describe(struct cast *cast, const struct mention *mention)
{
    struct figure *figure = &cast->figures.at[mention->figure];
    uint32_t words = cast->doc->words.count, next = mention->last + 1;
    if (figure->kind == DIXIT_ACTOR_STATE || figure->place || figure->trait_count == CAST_TRAITS)
        return;
    if (mention->first > 0 && cast_sentence(cast, mention->first - 1) == cast_sentence(cast, mention->first)) {
        uint32_t before = mention->first - 1;
        if (cast_lettered(cast, before) || cast_is(cast, before, "."))
            describe_left(cast, figure, before, false);
        else if (figure->kind == DIXIT_ACTOR_PERSON && before > 0 && cast_is(cast, before, ","))
            describe_left(cast, figure, before - 1, true);
    }
    if (next + 2 < words && cast_is(cast, next, "(") && cast_is(cast, next + 2, ")"))
        next += 3;
    if (figure->kind == DIXIT_ACTOR_PERSON && next + 1 < words && cast_in(cast, next, " of from at for ")) { /* "Lund from the harbour board" */
        uint32_t body = next + 1 + cast_is(cast, next + 1, "the");
        if (body < words && cast_capital(cast, body) && cast_sentence(cast, body) == cast_sentence(cast, mention->first))
            belong(cast, figure, body);
    }
    if (next + 1 < words && cast_sentence(cast, next + 1) == cast_sentence(cast, mention->first) &&
        (cast_is(cast, next, ",") || cast_in(cast, next, " is was ") || cast_is(cast, next, "(")))
        describe_right(cast, figure, next + 1);
}

void claims_describe_names(struct cast *cast)
{
    for (uint32_t i = 0; i < cast->mentions.count; i++)
        describe(cast, &cast->mentions.at[i]);
}

/* ---- plural nouns ---- */

/* The first word of the noun phrase that ends in a plural noun: states, names and nouns before it. */
static uint32_t group_start(const struct cast *cast, uint32_t head)
{
    uint32_t first = head;
    bool plural;
    for (uint32_t steps = 0; steps < 3 && first > 0 && cast_sentence(cast, first - 1) == cast_sentence(cast, head); steps++) {
        uint32_t word = first - 1;
        bool adds = cast_lettered(cast, word) && !cast_in(cast, word, stops) &&
                    (cast_state(cast, word, word, "a") != NULL || cast_noun(cast, word, &plural) != 0 || cast->name_at[word] != NONE);
        if (!adds)
            break;
        first = word;
    }
    return first;
}

bool claims_find_groups(struct cast *cast)
{
    const struct doc *doc = cast->doc;
    for (uint32_t w = 0; w < doc->words.count; w++) {
        bool plural;
        if (doc->words.at[w].letters != 1 || cast->name_at[w] != NONE)
            continue;
        char class = cast_noun(cast, w, &plural);
        if (!plural || !(person_noun(class) || class == 'u'))
            continue;
        uint32_t first = group_start(cast, w), known = cast->figures.count;
        uint32_t figure = cast_add_group(cast, first, w, DIXIT_ACTOR_GROUP);
        if (figure == NONE)
            return false;
        cast->figures.at[figure].plural = true;
        if (figure == known)
            cast->figures.at[figure].latent = true;
        if (cast->figures.at[figure].trait_count == 0)
            for (uint32_t k = first; k <= w; k++)
                cast_describe(cast, &cast->figures.at[figure], k);
        struct mention mention = {first, w, figure};
        if (!list_push(cast->scratch, &cast->groups, mention))
            return false;
    }
    return true;
}
