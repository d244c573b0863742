/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reaction_features.h"

#include "claims/reaction_put.h"

enum { CONTEXT = 60, CONTENT_WORDS = 40 };

static void put_cue(const struct views *views, const struct view *v, uint32_t act, struct features *out)
{
    const struct reaction_words *words = views->words;
    uint32_t whole = 7;
    for (uint32_t i = v->cue_first; i <= v->cue_last && i < v->cue_first + 8; i++) {
        put(out, "cue word", words->keys[i]);
        whole = whole * 31 + words->keys[i];
        for (uint32_t c = words->classes[i], bit = 0; c != 0; c >>= 1, bit++)
            if (c & 1U)
                put(out, "cue class", bit);
    }
    put(out, "cue", whole);
    put(out, "act", act);
    if (v->cue_first > 0) {
        put(out, "before cue", words->keys[v->cue_first - 1]);
        put(out, "act, before cue in class", act * 64 + ((words->classes[v->cue_first - 1] & CLASS_CONTRAST) != 0));
    }
}

/* A pattern at the start of the content: the classes of its first three words. */
static void put_start(const struct views *views, const struct view *v, uint32_t act, struct features *out)
{
    const struct reaction_words *words = views->words;
    static const char *const names[] = {"first word", "second word", "third word", "fourth word"};
    static const char *const class_names[] = {"first class", "second class", "third class", "fourth class"};
    uint32_t limit = v->last + 1 - v->first;
    for (uint32_t i = 0; i < 4 && i < limit; i++) {
        put(out, names[i], words->keys[v->first + i]);
        for (uint32_t c = words->classes[v->first + i], bit = 0; c != 0; c >>= 1, bit++)
            if (c & 1U) {
                put(out, class_names[i], bit);
                put(out, "early class, act", bit * 64 + act);
            }
    }
    put(out, "length", bucket(limit));
}

static void put_content(const struct views *views, const struct view *v, uint32_t act, struct features *out)
{
    const struct reaction_words *words = views->words;
    if (v->first > v->last) {
        put(out, "no content", 0);
        return;
    }
    put_start(views, v, act, out);
    for (uint32_t i = v->first; i <= v->last && i < v->first + CONTENT_WORDS; i++) {
        put(out, "content word", words->keys[i]);
        if (i < v->last && (words->classes[i] & (CLASS_NOT | CLASS_POINTER)))
            put(out, "after a small word", words->keys[i] * 31 + words->keys[i + 1]);
    }
    for (uint32_t c = v->classes, bit = 0; c != 0; c >>= 1, bit++)
        if (c & 1U) {
            put(out, "content class", bit);
            put(out, "content class, act", bit * 64 + act);
        }
    put(out, "negations", bucket(v->negations));
    put(out, "negations, act", bucket(v->negations) * 64 + act);
}

/* What was said before, by others, that this could answer. */
static void put_context(const struct views *views, uint32_t attribution, uint32_t act, struct features *out)
{
    const struct doc *doc = views->words->doc;
    const struct view *v = &views->at[attribution];
    uint32_t from = attribution > CONTEXT ? attribution - CONTEXT : 0, best = 0, numbers = 0, charged = 0, named = 0,
             most = 0, nearest = NONE;
    for (uint32_t i = from; i < attribution; i++) {
        const struct attribution *a = &doc->attributions.at[i];
        if (same_actor(&views->at[i], v))
            continue;
        uint32_t shared = reaction_view_shared(&views->at[i], v), group = group_of(a), overlap = reaction_view_overlap(v, &views->at[i]);
        best = shared > best ? shared : best;
        if (overlap > most) {
            most = overlap;
            nearest = i;
        }
        if (shared >= 2 && numbers_differ(&views->at[i], v))
            numbers = 1;
        if (about_actor(a, v->actor)) {
            named = 1;
            charged = charged || (group >= 1 && group <= 3);
        }
    }
    put(out, "best shared", bucket(best));
    put(out, "best shared, act", bucket(best) * 64 + act);
    put(out, "charged before, act", charged * 64 + act);
    put(out, "charged before, negations", charged * 64 + bucket(v->negations));
    put(out, "named before", named);
    put(out, "numbers differ", numbers);
    put(out, "shared, negations", bucket(best) * 64 + bucket(v->negations));
    put(out, "place", bucket(attribution));
    put(out, "overlap", bucket(most / 4));
    put(out, "overlap, act", bucket(most / 4) * 64 + act);
    if (nearest != NONE) {
        const struct attribution *a = &doc->attributions.at[nearest];
        uint32_t opposite = (views->at[nearest].negations > 0) != (v->negations > 0);
        put(out, "overlapping act, act", act_of(a) * 64 + act);
        put(out, "overlap, opposite", bucket(most / 4) * 4 + opposite * 2 + about_actor(a, v->actor));
        put(out, "opposite, act", (opposite * 2U + (most > 12)) * 64U + act);
        put(out, "overlapping group, untrue", group_of(a) * 2U + ((v->classes & CLASS_UNTRUE) != 0));
    }
}

static void put_kin(const struct views *views, uint32_t attribution, uint32_t act, struct features *out)
{
    const struct doc *doc = views->words->doc;
    const struct view *v = &views->at[attribution];
    const struct attribution *a = &doc->attributions.at[attribution];
    put(out, "nested", a->parent != NONE);
    if (a->parent != NONE) {
        const struct attribution *p = &doc->attributions.at[a->parent];
        put(out, "parent act", act_of(p));
        put(out, "parent is same actor", same_actor(&views->at[a->parent], v));
    }
    if (v->child != NONE) {
        const struct attribution *c = &doc->attributions.at[v->child];
        uint32_t cue = views->at[v->child].cue_first, gap = cue >= v->first ? cue - v->first : 99;
        put(out, "child group, act", group_of(c) * 64 + act);
        put(out, "child near the start, act", bucket(gap) * 64 + act);
        put(out, "child is a claim", (views->at[v->child].cue_classes & CLASS_CLAIM_NOUN) != 0);
        put(out, "child is same actor", same_actor(&views->at[v->child], v));
        put(out, "child's cue", views->words->keys[cue]);
    } else {
        put(out, "no child, act", act);
    }
    if (attribution > 0) {
        put(out, "act before", act_of(&doc->attributions.at[attribution - 1]));
        put(out, "group before, act", group_of(&doc->attributions.at[attribution - 1]) * 64 + act);
        put(out, "same actor before, act", same_actor(&views->at[attribution - 1], v) * 64U + act);
    }
    put(out, "quote", a->quote);
    put(out, "actor known", a->actor != NONE);
    put(out, "against", a->against.count > 0);
}

uint8_t reaction_kind_guess(const struct views *views, uint32_t attribution)
{
    const struct attribution *a = &views->words->doc->attributions.at[attribution];
    if (a->stance == DIXIT_CONFIRM || a->stance == DIXIT_SUPPORT)
        return a->negated ? DIXIT_REACTION_UNVERIFIED : DIXIT_REACTION_CONFIRM;
    if (a->stance == DIXIT_REJECT && (views->at[attribution].classes & CLASS_COMMENT) != 0)
        return DIXIT_REACTION_NO_RESPONSE;
    return DIXIT_REACTION_DENY;
}

void reaction_features_kind(const struct views *views, uint32_t attribution, struct features *out)
{
    const struct doc *doc = views->words->doc;
    const struct view *v = &views->at[attribution];
    uint32_t act = act_of(&doc->attributions.at[attribution]);
    out->count = 0;
    put(out, "always", 0);
    put_cue(views, v, act, out);
    put_kin(views, attribution, act, out);
    put_context(views, attribution, act, out);
    if (v->sentence < doc->sentences.count) {
        uint32_t first = doc->sentences.at[v->sentence].first;
        put(out, "sentence's first word", views->words->keys[first]);
        uint32_t contrast = 0;
        for (uint32_t i = first > 0 ? first - 1 : 0; i < first + 3 && i < v->cue_first; i++)
            contrast |= views->words->classes[i] & CLASS_CONTRAST;
        put(out, "contrast, act", (contrast != 0) * 64U + act);
    }
    put_content(views, v, act, out);
}
