/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/diff.h"

#include <string.h>

#include "base/buf.h"
#include "text/fold.h"

/* One side: the folded words of each attribution's content. */
struct side {
    const struct doc *doc;
    struct str *words; /* " the old road " */
    uint32_t *pair;    /* the other side's attribution */
};

const char *diff_kind_name(enum diff_kind kind)
{
    static const char *const names[DIFF_KINDS] = {"added", "removed", "reworded", "softened", "hardened", "stance", "speaker", "status"};
    return (unsigned)kind < DIFF_KINDS ? names[kind] : NULL;
}

/* How little distance a stance keeps: 0 doubts it, 4 stands for it. */
static int firmness(uint8_t stance)
{
    static const int8_t firm[DIXIT_STANCES] = {
        [DIXIT_STATE] = 3, [DIXIT_ARGUE] = 2, [DIXIT_ALLEGE] = 1, [DIXIT_SHOW] = 4, [DIXIT_THINK] = 1, [DIXIT_DOUBT] = 0, [DIXIT_QUESTION] = 0, [DIXIT_CONFIRM] = 4,
        [DIXIT_DENY] = 3, [DIXIT_REJECT] = 3, [DIXIT_CRITICISE] = 2, [DIXIT_SUPPORT] = 2, [DIXIT_ACCUSE] = 3, [DIXIT_WARN] = 2, [DIXIT_THREATEN] = 3, [DIXIT_URGE] = 2,
        [DIXIT_DECIDE] = 3, [DIXIT_PLEDGE] = 3, [DIXIT_PREDICT] = 1};
    return stance < DIXIT_STANCES ? firm[stance] : 2;
}

static bool side_init(struct side *side, const struct doc *doc, struct arena *memory)
{
    struct buf folded, all;
    buf_init(&folded, 0);
    buf_init(&all, 0);
    side->doc = doc;
    side->words = arena_array(memory, doc->attributions.count, sizeof *side->words);
    side->pair = arena_array(memory, doc->attributions.count, sizeof *side->pair);
    bool good = side->words != NULL && side->pair != NULL;
    for (uint32_t i = 0; good && i < doc->attributions.count; i++) {
        const struct attribution *a = &doc->attributions.at[i];
        side->pair[i] = NONE;
        buf_reset(&all);
        for (uint32_t k = 0; k < a->content.count; k++) {
            buf_add(&all, doc->text.at + a->content.at[k].start, a->content.at[k].end - a->content.at[k].start);
            buf_add_char(&all, ' ');
        }
        fold_words((struct str){all.at, all.length}, &folded);
        side->words[i] = (struct str){arena_copy(memory, folded.at, folded.length), folded.length};
        good = side->words[i].at != NULL && !folded.failed;
    }
    buf_release(&folded);
    buf_release(&all);
    return good;
}

/* The word that begins at byte `at` (a space): with the spaces around it. */
static struct str word_at(struct str words, size_t at)
{
    const char *end = at + 1 < words.length ? memchr(words.at + at + 1, ' ', words.length - at - 1) : NULL;
    return (struct str){words.at + at, end != NULL ? (size_t)(end - (words.at + at)) + 1 : 0};
}

static bool holds(struct str words, struct str word)
{
    const char *at = words.at, *end = words.at + words.length;
    while (at < end && (size_t)(end - at) >= word.length && (at = memchr(at, ' ', (size_t)(end - at) - word.length + 1)) != NULL) {
        if (memcmp(at, word.at, word.length) == 0)
            return true;
        at++;
    }
    return false;
}

/* Per thousand: words of either that are in both. */
static uint32_t common(struct str a, struct str b)
{
    uint32_t shared = 0, total = 0;
    for (int pass = 0; pass < 2; pass++) {
        struct str from = pass == 0 ? a : b, in = pass == 0 ? b : a;
        for (struct str word = word_at(from, 0); word.length > 2; word = word_at(from, (size_t)(word.at - from.at) + word.length - 1)) {
            total++;
            shared += holds(in, word);
        }
    }
    return total > 0 ? shared * 1000 / total : 0;
}

static bool same_words(struct str a, struct str b)
{
    return a.length == b.length && memcmp(a.at, b.at, a.length) == 0;
}

static void pair_up(struct side *before, struct side *after, uint32_t least)
{
    for (uint32_t i = 0; i < after->doc->attributions.count; i++) {
        uint32_t best = NONE, score = least;
        for (uint32_t k = 0; after->pair[i] == NONE && k < before->doc->attributions.count; k++) {
            if (before->pair[k] != NONE)
                continue;
            uint32_t now = same_words(before->words[k], after->words[i]) ? 1001 : least > 1000 ? 0 : common(before->words[k], after->words[i]);
            if (now >= score && (best == NONE || now > score)) {
                score = now;
                best = k;
            }
        }
        if (best != NONE) {
            after->pair[i] = best;
            before->pair[best] = i;
        }
    }
}

static struct str source_of(const struct doc *doc, const struct attribution *a)
{
    if (a->actor != NONE && a->actor < doc->actors.count)
        return doc->actors.at[a->actor].name;
    if (a->source.count == 0)
        return (struct str){"", 0};
    return (struct str){doc->text.at + a->source.at[0].start, a->source.at[0].end - a->source.at[0].start};
}

static bool same_source(const struct doc *before, const struct attribution *b, const struct doc *after, const struct attribution *a)
{
    struct buf x, y;
    buf_init(&x, 0);
    buf_init(&y, 0);
    fold_words(source_of(before, b), &x);
    fold_words(source_of(after, a), &y);
    bool same = x.length == y.length && memcmp(x.at, y.at, x.length) == 0;
    buf_release(&x);
    buf_release(&y);
    return same;
}

static uint32_t statuses_of(const struct doc *doc, uint32_t attribution)
{
    uint32_t set = 0;
    for (uint32_t i = 0; i < doc->statuses.count; i++)
        if (doc->statuses.at[i].attribution == attribution)
            set |= 1U << doc->statuses.at[i].is;
    return set;
}

static void put(struct diff *diff, struct arena *memory, enum diff_kind kind, uint32_t before, uint32_t after)
{
    (void)list_push(memory, &diff->differences, (struct difference){kind, before, after});
}

static void compare_pair(struct diff *diff, struct arena *memory, const struct side *before, const struct side *after, uint32_t i)
{
    uint32_t k = after->pair[i], had = diff->differences.count;
    const struct attribution *b = &before->doc->attributions.at[k], *a = &after->doc->attributions.at[i];
    if (!same_words(before->words[k], after->words[i]))
        put(diff, memory, DIFF_REWORDED, k, i);
    if (b->stance != a->stance || b->negated != a->negated) {
        int from = firmness(b->stance), to = firmness(a->stance);
        put(diff, memory, b->negated != a->negated || from == to ? DIFF_STANCE : to < from ? DIFF_SOFTENED : DIFF_HARDENED, k, i);
    }
    if (!same_source(before->doc, b, after->doc, a))
        put(diff, memory, DIFF_SPEAKER, k, i);
    if (statuses_of(before->doc, k) != statuses_of(after->doc, i))
        put(diff, memory, DIFF_STATUS, k, i);
    diff->same += diff->differences.count == had;
}

bool diff_make(const struct doc *before, const struct doc *after, struct arena *memory, struct diff *diff)
{
    struct side old, now;
    *diff = (struct diff){0};
    if (!side_init(&old, before, memory) || !side_init(&now, after, memory))
        return false;
    pair_up(&old, &now, 1001);
    pair_up(&old, &now, 501);
    for (uint32_t i = 0; i < after->attributions.count; i++)
        if (now.pair[i] != NONE)
            compare_pair(diff, memory, &old, &now, i);
        else
            put(diff, memory, DIFF_ADDED, NONE, i);
    for (uint32_t k = 0; k < before->attributions.count; k++)
        if (old.pair[k] == NONE)
            put(diff, memory, DIFF_REMOVED, k, NONE);
    return !memory->failed;
}
