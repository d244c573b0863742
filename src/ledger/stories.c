/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/stories.h"

#include <math.h>
#include <string.h>

#include "ledger/credits.h"
#include "ledger/passages.h"
#include "ledger/terms.h"

const char *position_name(enum position position)
{
    static const char *const names[] = {"carries", "disputes", "doubts"};
    return names[position];
}

bool stories_init(struct stories *stories, struct arena *memory, struct arena *scratch, struct dixit_error *error)
{
    *stories = (struct stories){.memory = memory, .scratch = scratch, .error = error};
    return true;
}

static bool copy_text(struct stories *stories, struct str *to, const char *at, size_t length)
{
    to->length = at == NULL ? 0 : length;
    to->at = arena_copy(stories->memory, at == NULL ? "" : at, to->length);
    return to->at != NULL;
}

static bool copy_cstr(struct stories *stories, struct str *to, const char *text)
{
    return copy_text(stories, to, text, text == NULL ? 0 : strlen(text));
}

bool stories_add(struct stories *stories, struct job *job)
{
    const struct doc *doc = job->doc;
    struct story story = {0};
    bool good = copy_text(stories, &story.text, doc->text.at, doc->text.length) && copy_cstr(stories, &story.id, doc->origin.id) &&
                copy_cstr(stories, &story.outlet, doc->origin.outlet) && copy_cstr(stories, &story.published, doc->origin.published) &&
                copy_cstr(stories, &story.url, doc->origin.url) && terms_cut(stories, doc, &story) && passages_find(stories, doc, &story) &&
                credits_find(stories, doc, &story) && list_push(stories->memory, &stories->list, story);
    return good || error_set(stories->error, DIXIT_NO_MEMORY, stories->list.count, "There was no memory to compare document %u with the others.",
                             stories->list.count + 1);
}

/* log2 of 1 ≤ x < 2 by ten terms of atanh, with sums in this order only. */
static double log2_of_one_to_two(double x)
{
    double t = (x - 1) / (x + 1), square = t * t, power = t, sum = 0;
    for (int i = 1; i < 20; i += 2) {
        sum += power / i;
        power *= square;
    }
    return 2 * sum * 1.4426950408889634;
}

float stories_rarity(uint32_t of, uint32_t in)
{
    int exponent;
    double x = ((double)of + 1) / ((double)in + 0.5);
    if (x <= 1)
        return 0;
    x = frexp(x, &exponent) * 2;
    return (float)((double)(exponent - 1) + log2_of_one_to_two(x));
}

uint32_t stories_world(const struct stories *stories)
{
    return stories->list.count > STORIES_WORLD ? stories->list.count : STORIES_WORLD;
}

uint32_t stories_earlier(const struct stories *stories, uint32_t a, uint32_t b)
{
    struct str x = stories->list.at[a].published, y = stories->list.at[b].published;
    if (x.length == 0 || y.length == 0)
        return x.length > 0 ? a : y.length > 0 ? b : a < b ? a : b;
    size_t n = x.length < y.length ? x.length : y.length;
    int order = memcmp(x.at, y.at, n); /* ISO 8601 sorts by its bytes */
    return order < 0 ? a : order > 0 ? b : a < b ? a : b;
}

uint32_t story_token_at(const struct story *story, uint32_t byte)
{
    uint32_t low = 0, high = story->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (story->tokens[middle].start < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
