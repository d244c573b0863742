/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/named.h"

#include <string.h>

static uint32_t lettered(const struct cast *cast, uint32_t first, uint32_t last)
{
    uint32_t count = 0;
    for (uint32_t w = first; first <= last && w <= last && w < first + 12; w++)
        count += cast_lettered(cast, w);
    return count;
}

/* Of the 116 that ranker.c lays out, those that say what a figure is; from 104 on, where look-ups have the grammar, how it was read. */
static void fill(const struct cast *cast, const struct query *query, struct choice *choice)
{
    const struct phrase *phrase = &query->phrase;
    float *f = choice->features;
    memset(f, 0, sizeof choice->features);
    f[104] = 1;
    f[17] = query->holder != NONE;
    f[28] = choice->kind == CHOICE_NOBODY;
    if (choice->kind == CHOICE_NOBODY)
        return;
    const struct figure *figure = &cast->figures.at[choice->figure];
    uint32_t mention = cast->name_at[phrase->head], words = lettered(cast, figure->first, figure->last);
    bool direct = mention != NONE && cast->mentions.at[mention].figure == choice->figure;
    f[20 + figure->kind] = 1;
    f[27] = figure->place;
    f[76] = figure->plural;
    f[77] = figure->named;
    f[60] = figure->count < 8 ? (float)figure->count / 8.0f : 1.0f;
    f[61] = figure->roles > 0;
    f[105] = direct;
    f[106] = cast_capital(cast, phrase->head);
    f[107] = direct && cast->mentions.at[mention].first == phrase->first && cast->mentions.at[mention].last == phrase->last;
    f[108] = words == 1;
    f[109] = words > 2;
    f[110] = figure->count == 0;
    f[111] = phrase->last - phrase->first > 2;
    f[112] = phrase->definite;
    f[113] = words == 1 && figure->kind == DIXIT_ACTOR_PERSON;
    f[114] = figure->first <= figure->last && cast->doc->words.at[figure->first].letters == 3;
    f[115] = choice->figure == query->speakers[0];
}

uint32_t claims_rank_named(const struct ranker *ranker, const struct cast *cast, const struct query *query, struct choice choices[NAMED_CHOICES])
{
    const struct phrase *phrase = &query->phrase;
    if (phrase->figure == NONE || phrase->first > phrase->last)
        return 0;
    const struct figure *figure = &cast->figures.at[phrase->figure];
    struct range words = {phrase->first, phrase->last};
    choices[0] = (struct choice){.figure = NONE, .kind = CHOICE_NOBODY};
    choices[1] = (struct choice){.figure = phrase->figure, .kind = CHOICE_FIGURE, .mention = words, .name = words};
    if (figure->first <= figure->last)
        choices[1].name = (struct range){figure->first, figure->last};
    for (uint32_t i = 0; i < NAMED_CHOICES; i++)
        fill(cast, query, &choices[i]);
    choices[1].score = 1; /* as it was read, where nothing says otherwise */
    claims_score_choices(ranker, cast, query, choices, NAMED_CHOICES);
    return NAMED_CHOICES;
}
