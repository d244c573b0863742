/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/reaction_views.h"
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

enum { STEM = 5, CONTENT_WORDS = 120, ROUND = 25, LINE_STEPS = 4000, PARTY_WORDS = 32 };

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

static uint32_t stem_of(const struct doc *doc, uint32_t word)
{
    struct span at = doc->words.at[word].at;
    return reaction_word_key(doc->text.at + at.start, at.end - at.start < STEM ? at.end - at.start : STEM);
}

/* Sorts stems, drops doubles, copies at most `room`; returns how many. */
static uint32_t settle(uint32_t *found, uint32_t count, uint32_t *to, uint32_t room)
{
    uint32_t kept = 0;
    qsort(found, count, sizeof *found, by_number);
    for (uint32_t i = 0; i < count && kept < room; i++)
        if (i == 0 || found[i] != found[i - 1])
            to[kept++] = found[i];
    return kept;
}

/* Reads the words of the content: classes, negations, stems, numbers. Bounded by CONTENT_WORDS a view. */
static void read_content(const struct reaction_words *words, struct view *view)
{
    const struct doc *doc = words->doc;
    uint32_t found[CONTENT_WORDS], count = 0, numbers = 0;
    for (uint32_t i = view->first; i <= view->last && i - view->first < CONTENT_WORDS; i++) {
        struct span at = doc->words.at[i].at;
        view->classes |= words->classes[i];
        view->negations += (words->classes[i] & CLASS_NOT) != 0;
        if (i > view->first && at.end - at.start == 1 && (doc->text.at[at.start] | 32) == 't' && doc->words.at[i - 1].letters == 0 &&
            (doc->words.at[i].flags & WORD_SPACE_BEFORE) == 0)
            view->negations++;
        if (doc->words.at[i].letters == 0 || (words->classes[i] & CLASS_STOP))
            continue;
        if (doc->words.at[i].letters == 5 && numbers < VIEW_NUMBERS - 1)
            view->numbers[numbers++] = words->keys[i];
        found[count++] = stem_of(doc, i);
    }
    view->numbers[numbers] = 0;
    view->stem_count = (uint8_t)settle(found, count, view->stems, VIEW_STEMS);
}

/* Adds the stems of the words in a span that are not stop words. */
static uint32_t add_span(const struct reaction_words *words, struct span at, uint32_t *found, uint32_t count)
{
    const struct doc *doc = words->doc;
    for (uint32_t i = text_word_at(doc, at.start); i < doc->words.count && doc->words.at[i].at.start < at.end && count < PARTY_WORDS; i++)
        if (doc->words.at[i].letters != 0 && !(words->classes[i] & CLASS_STOP))
            found[count++] = stem_of(doc, i);
    return count;
}

/* Reads the words of the source and the cue. */
static void read_party(const struct reaction_words *words, struct view *view)
{
    const struct attribution *a = &words->doc->attributions.at[view->attribution];
    uint32_t found[PARTY_WORDS], count = 0;
    for (uint32_t k = 0; k < a->source.count; k++)
        count = add_span(words, a->source.at[k], found, count);
    count = add_span(words, a->cue, found, count);
    view->party_count = (uint8_t)settle(found, count, view->party, VIEW_PARTY);
}

/* Adds the stems of the capitalised or long words of an actor's name, which may not stand in the text. */
static uint32_t add_actor(const struct doc *doc, uint32_t actor, uint32_t *found, uint32_t count)
{
    struct str name = actor < doc->actors.count ? doc->actors.at[actor].name : (struct str){"", 0};
    for (size_t i = 0; i < name.length && count < PARTY_WORDS;) {
        size_t end = i;
        while (end < name.length && name.at[end] != ' ')
            end++;
        if (end - i > 3 || (end > i + 1 && name.at[i] >= 'A' && name.at[i] <= 'Z'))
            found[count++] = reaction_word_key(name.at + i, end - i < STEM ? end - i : STEM);
        i = end + 1;
    }
    return count;
}

/* Reads who speaks: the source's words and the actor's name. */
static void read_source(const struct reaction_words *words, struct view *view)
{
    const struct attribution *a = &words->doc->attributions.at[view->attribution];
    uint32_t found[PARTY_WORDS], count = 0;
    for (uint32_t k = 0; k < a->source.count; k++)
        count = add_span(words, a->source.at[k], found, count);
    count = add_actor(words->doc, a->actor, found, count);
    view->name_count = (uint8_t)settle(found, count, view->name, VIEW_NAME);
}

void reaction_view_name(struct view *view, const struct reaction_words *words, uint32_t actor, struct span at)
{
    uint32_t found[PARTY_WORDS], count = add_span(words, at, found, 0);
    count = add_actor(words->doc, actor, found, count);
    view->name_count = (uint8_t)settle(found, count, view->name, VIEW_NAME);
}

uint32_t reaction_view_named_in(const struct reaction_words *words, const struct view *a, const struct spans *spans)
{
    uint32_t found[PARTY_WORDS], count = 0, hits = 0;
    for (uint32_t k = 0; a->name_count > 0 && k < spans->count; k++)
        count = add_span(words, spans->at[k], found, count);
    for (uint32_t i = 0; i < a->name_count; i++)
        for (uint32_t k = 0; k < count; k++)
            if (found[k] == a->name[i]) {
                hits++;
                break;
            }
    return hits;
}

static uint32_t slot_of(const uint32_t *stems, uint32_t mask, uint32_t stem)
{
    uint32_t i = (stem ^ stem >> 15) & mask;
    while (stems[i] != 0 && stems[i] != stem)
        i = (i + 1) & mask;
    return i;
}

/* The table of stems while it is filled: it is kept at most half full. */
struct table {
    uint32_t *stems, *holders;
    uint32_t slots, used;
};

/* Moves to a table twice as large. False when the arena gave out. */
static bool widen(struct table *table, struct arena *arena)
{
    struct table old = *table;
    *table = (struct table){.slots = old.slots == 0 ? 1024 : old.slots * 2, .used = old.used};
    table->stems = arena_array(arena, table->slots, sizeof *table->stems);
    table->holders = arena_array(arena, table->slots, sizeof *table->holders);
    if (table->stems == NULL || table->holders == NULL)
        return false;
    for (uint32_t i = 0; i < old.slots; i++)
        if (old.stems[i] != 0) {
            uint32_t slot = slot_of(table->stems, table->slots - 1, old.stems[i]);
            table->stems[slot] = old.stems[i];
            table->holders[slot] = old.holders[i];
        }
    return true;
}

/* Counts how many attributions have each stem. */
static bool count_stems(struct views *views, struct arena *arena)
{
    struct table table = {0};
    for (uint32_t i = 0; i < views->count; i++)
        for (uint32_t k = 0; k < views->at[i].stem_count; k++) {
            if (2 * table.used >= table.slots && !widen(&table, arena))
                return false;
            uint32_t slot = slot_of(table.stems, table.slots - 1, views->at[i].stems[k]);
            table.used += table.stems[slot] == 0;
            table.stems[slot] = views->at[i].stems[k];
            table.holders[slot]++;
        }
    if (table.slots == 0 && !widen(&table, arena))
        return false;
    views->stems = table.stems;
    views->holders = table.holders;
    views->mask = table.slots - 1;
    return true;
}

static void weigh(const struct views *views, struct view *view)
{
    for (uint32_t k = 0; k < view->stem_count; k++) {
        uint32_t n = views->holders[slot_of(views->stems, views->mask, view->stems[k])];
        view->weights[k] = (uint8_t)(n <= 2 ? 12 : n >= 24 ? 1 : 24 / n);
    }
}

static uint32_t sentence_of(const struct doc *doc, uint32_t word)
{
    uint32_t low = 0, high = doc->sentences.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (doc->sentences.at[middle].last < word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct view view_of(const struct reaction_words *words, uint32_t attribution)
{
    const struct doc *doc = words->doc;
    const struct attribution *a = &doc->attributions.at[attribution];
    struct view view = {.attribution = attribution, .place = attribution, .actor = a->actor, .child = NONE, .first = 1, .last = 0};
    view.cue_first = text_word_at(doc, a->cue.start);
    if (view.cue_first == doc->words.count)
        view.cue_first--; /* a cue holds words; this is for a caller's mistake */
    view.cue_last = view.cue_first;
    while (view.cue_last + 1 < doc->words.count && doc->words.at[view.cue_last + 1].at.start < a->cue.end)
        view.cue_last++;
    for (uint32_t i = view.cue_first; i <= view.cue_last && i < doc->words.count; i++)
        view.cue_classes |= words->classes[i];
    uint32_t longest = 0;
    for (uint32_t i = 0; i < a->content.count; i++) {
        struct span at = a->content.at[i];
        if (at.end - at.start <= longest)
            continue;
        longest = at.end - at.start;
        view.first = text_word_at(doc, at.start);
        uint32_t after = text_word_at(doc, at.end - 1);
        view.last = after < doc->words.count ? after : doc->words.count - 1;
    }
    view.sentence = sentence_of(doc, view.cue_first);
    return view;
}

/* The view with its lists in the room that is given. */
static void use_room(struct view *view, struct view_room *room)
{
    view->stems = room->stems;
    view->party = room->party;
    view->name = room->name;
    view->numbers = room->numbers;
    view->weights = room->weights;
}

static uint32_t *move(uint32_t *to, uint32_t **list, uint32_t count)
{
    memcpy(to, *list, count * sizeof *to);
    *list = to;
    return to + count;
}

/* Moves the lists of a view to a block that just holds them; weights come later. False when the arena gave out. */
static bool pack(struct view *view, struct arena *arena)
{
    uint32_t numbers = 1;
    while (view->numbers[numbers - 1] != 0)
        numbers++;
    uint32_t *to = arena_alloc(arena, ((size_t)view->stem_count + view->party_count + view->name_count + numbers) * sizeof *to + view->stem_count);
    if (to == NULL)
        return false;
    to = move(to, &view->stems, view->stem_count);
    to = move(to, &view->party, view->party_count);
    to = move(to, &view->name, view->name_count);
    to = move(to, &view->numbers, numbers);
    view->weights = (uint8_t *)to;
    return true;
}

bool reaction_views_make(struct job *job, const struct reaction_words *words, struct views *views)
{
    const struct doc *doc = job->doc;
    uint32_t line = 0, word = 0;
    *views = (struct views){.words = words, .count = doc->attributions.count};
    views->at = arena_array(job->scratch, doc->attributions.count, sizeof *views->at);
    if (views->at == NULL)
        return error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while reactions were found");
    for (uint32_t i = 0; i < views->count; i++) {
        struct view *view = &views->at[i];
        struct view_room room;
        *view = view_of(words, i);
        use_room(view, &room);
        for (; word < view->cue_first && word + 1 < doc->words.count; word++)
            line += (doc->words.at[word + 1].flags & WORD_LINE_START) != 0;
        view->line = line;
        read_content(words, view);
        read_party(words, view);
        read_source(words, view);
        if (!pack(view, job->scratch))
            return error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while reactions were found");
    }
    if (!count_stems(views, job->scratch))
        return error_set(job->error, DIXIT_TOO_LARGE, 0, "the limit on memory was reached while reactions were found");
    for (uint32_t i = 0; i < views->count; i++)
        weigh(views, &views->at[i]);
    for (uint32_t i = views->count; i-- > 0;) {
        uint32_t parent = doc->attributions.at[i].parent;
        if (parent < views->count)
            views->at[parent].child = i;
    }
    return true;
}

/* The first attribution whose cue begins at a byte or after it. */
static uint32_t place_of(const struct doc *doc, uint32_t byte)
{
    uint32_t low = 0, high = doc->attributions.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (doc->attributions.at[middle].cue.start < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct view reaction_view_phrase(const struct views *views, uint32_t first, uint32_t last, struct view_room *room)
{
    const struct reaction_words *words = views->words;
    const struct doc *doc = words->doc;
    struct view view = {.attribution = NONE, .actor = NONE, .child = NONE, .cue_first = first, .cue_last = last, .first = first, .last = last};
    use_room(&view, room);
    view.sentence = sentence_of(doc, first);
    view.place = place_of(doc, doc->words.at[first].at.start);
    if (view.sentence < doc->sentences.count) {
        struct sentence s = doc->sentences.at[view.sentence];
        view.first = s.first + ROUND < first ? first - ROUND : s.first;
        view.last = s.last > last + ROUND ? last + ROUND : s.last;
    }
    if (view.place > 0) { /* the line, counted on from the attribution before */
        view.line = views->at[view.place - 1].line;
        for (uint32_t i = views->at[view.place - 1].cue_first + 1, steps = 0; i <= first && steps < LINE_STEPS; i++, steps++)
            view.line += (doc->words.at[i].flags & WORD_LINE_START) != 0;
    }
    for (uint32_t i = first; i <= last; i++)
        view.cue_classes |= words->classes[i];
    read_content(words, &view);
    weigh(views, &view);
    return view;
}

struct view reaction_view_words(const struct views *views, uint32_t first, uint32_t last, struct view_room *room)
{
    struct view view = {.attribution = NONE, .actor = NONE, .child = NONE, .cue_first = first, .cue_last = last, .first = first, .last = last};
    use_room(&view, room);
    read_content(views->words, &view);
    weigh(views, &view);
    return view;
}

/* How many numbers two sorted lists share. */
static uint32_t in_both(const uint32_t *a, uint32_t a_count, const uint32_t *b, uint32_t b_count)
{
    uint32_t shared = 0;
    for (uint32_t i = 0, k = 0; i < a_count && k < b_count;) {
        uint32_t x = a[i], y = b[k];
        shared += x == y;
        i += x <= y;
        k += y <= x;
    }
    return shared;
}

uint32_t reaction_view_shared(const struct view *a, const struct view *b)
{
    return in_both(a->stems, a->stem_count, b->stems, b->stem_count);
}

uint32_t reaction_view_named(const struct view *a, const struct view *b)
{
    return in_both(a->name, a->name_count, b->stems, b->stem_count);
}

uint32_t reaction_view_same_name(const struct view *a, const struct view *b)
{
    return in_both(a->name, a->name_count, b->name, b->name_count);
}

uint32_t reaction_view_overlap(const struct view *a, const struct view *b)
{
    uint32_t sum = 0;
    for (uint32_t i = 0, k = 0; i < a->stem_count && k < b->stem_count;) {
        if (a->stems[i] == b->stems[k])
            sum += a->weights[i];
        if (a->stems[i] <= b->stems[k])
            i++;
        else
            k++;
    }
    return sum;
}

uint32_t reaction_view_names(const struct view *a, const struct view *b)
{
    return in_both(a->stems, a->stem_count, b->party, b->party_count);
}

bool reaction_actor_in(const struct doc *doc, uint32_t actor, uint32_t first, uint32_t last)
{
    if (actor >= doc->actors.count || first > last || last >= doc->words.count)
        return false;
    struct span all = {doc->words.at[first].at.start, doc->words.at[last].at.end};
    const struct spans *mentions = &doc->actors.at[actor].mentions;
    uint32_t low = 0, high = mentions->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (mentions->at[middle].start < all.start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < mentions->count && mentions->at[low].end <= all.end;
}
