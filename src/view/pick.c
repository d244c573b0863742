/* SPDX-License-Identifier: Apache-2.0 */
#include "view/pick.h"

#include <string.h>

#include "text/fold.h"
#include "base/labels.h"

/* What a name that was asked for means in one document. */
struct wanted {
    struct buf name;  /* folded */
    uint8_t *matches; /* of each actor */
};

struct picker {
    const struct pick *pick;
    const struct doc *doc;
    struct buf words; /* scratch */
    struct wanted source, about, against;
    uint32_t *statuses; /* of each attribution, one bit each */
};

bool pick_is_set(const struct pick *pick)
{
    return pick != NULL && (pick->source != NULL || pick->about != NULL || pick->against != NULL || pick->stances != 0 || pick->statuses != 0);
}

bool pick_is_name(const char *name)
{
    struct buf folded;
    buf_init(&folded, 0);
    fold_words((struct str){name, strlen(name)}, &folded);
    bool good = !fold_is_empty(&folded);
    buf_release(&folded);
    return good;
}

static void fold_span(struct picker *picker, struct span span)
{
    fold_words((struct str){picker->doc->text.at + span.start, span.end - span.start}, &picker->words);
}

/* By its name, its code, or any words that stand for it in the text. Part of a name will do for a person ("Berg") and a group, but not
 * for the others: "Ostra" is not "Radio Ostra". */
static bool actor_matches(struct picker *picker, const struct actor *actor, const struct wanted *wanted)
{
    fold_words(actor->name, &picker->words);
    if (fold_equal(&picker->words, &wanted->name))
        return true;
    if ((actor->kind == DIXIT_ACTOR_PERSON || actor->kind == DIXIT_ACTOR_GROUP) && fold_holds(&picker->words, &wanted->name))
        return true;
    fold_words((struct str){actor->code, strnlen(actor->code, sizeof actor->code)}, &picker->words);
    if (fold_equal(&picker->words, &wanted->name))
        return true;
    for (uint32_t i = 0; i < actor->mentions.count && !fold_is_pronoun(&wanted->name); i++) {
        fold_span(picker, actor->mentions.at[i]);
        if (fold_equal(&picker->words, &wanted->name))
            return true;
    }
    return false;
}

static bool wanted_init(struct picker *picker, struct wanted *wanted, const char *name, struct arena *memory)
{
    const struct doc *doc = picker->doc;
    if (name == NULL)
        return true;
    fold_words((struct str){name, strlen(name)}, &wanted->name);
    wanted->matches = arena_array(memory, (size_t)doc->actors.count + 1, 1);
    if (wanted->matches == NULL || wanted->name.failed)
        return false;
    for (uint32_t i = 0; i < doc->actors.count; i++)
        wanted->matches[i] = actor_matches(picker, &doc->actors.at[i], wanted);
    for (uint32_t i = 0; i < doc->actors.count; i++) { /* who speaks together with others speaks too */
        const struct actor *actor = &doc->actors.at[i];
        for (uint32_t k = 0; actor->kind == DIXIT_ACTOR_SEVERAL && k < actor->members.count; k++)
            wanted->matches[i] |= wanted->matches[actor->members.at[k]];
    }
    return !picker->words.failed;
}

/* Where nobody is resolved the words themselves must be the name. */
static bool is_source(struct picker *picker, const struct attribution *a)
{
    if (a->actor != NONE)
        return picker->source.matches[a->actor] != 0;
    if (a->source.count == 0)
        return false;
    fold_span(picker, a->source.at[0]);
    return fold_equal(&picker->words, &picker->source.name);
}

/* With everything around it by the same source, unless second-hand words are wanted too. */
static bool fits_source(struct picker *picker, const struct attribution *a)
{
    if (!is_source(picker, a))
        return false;
    for (uint32_t i = a->parent; !picker->pick->second_hand && i != NONE; i = picker->doc->attributions.at[i].parent)
        if (!is_source(picker, &picker->doc->attributions.at[i]))
            return false;
    return true;
}

static bool any_holds(struct picker *picker, const struct spans *spans, const struct wanted *wanted)
{
    for (uint32_t i = 0; i < spans->count; i++) {
        fold_span(picker, spans->at[i]);
        if (fold_holds(&picker->words, &wanted->name))
            return true;
    }
    return false;
}

static bool fits_about(struct picker *picker, const struct attribution *a)
{
    for (uint32_t i = 0; i < a->about.count; i++)
        if (picker->about.matches[a->about.at[i]])
            return true;
    return any_holds(picker, &a->content, &picker->about);
}

static bool fits_against(struct picker *picker, const struct attribution *a)
{
    if (a->against_actor != NONE)
        return picker->against.matches[a->against_actor] != 0;
    return any_holds(picker, &a->against, &picker->against);
}

static bool fits(struct picker *picker, uint32_t index)
{
    const struct pick *pick = picker->pick;
    const struct attribution *a = &picker->doc->attributions.at[index];
    return (pick->stances == 0 || (pick->stances >> a->stance & 1) != 0) && (pick->statuses == 0 || (pick->statuses & picker->statuses[index]) != 0) &&
           (pick->source == NULL || fits_source(picker, a)) && (pick->about == NULL || fits_about(picker, a)) &&
           (pick->against == NULL || fits_against(picker, a));
}

static bool picker_init(struct picker *picker, struct arena *memory)
{
    const struct doc *doc = picker->doc;
    picker->statuses = arena_array(memory, doc->attributions.count, sizeof *picker->statuses);
    if (picker->statuses == NULL)
        return false;
    for (uint32_t i = 0; i < doc->statuses.count; i++)
        picker->statuses[doc->statuses.at[i].attribution] |= 1U << doc->statuses.at[i].is;
    return wanted_init(picker, &picker->source, picker->pick->source, memory) && wanted_init(picker, &picker->about, picker->pick->about, memory) &&
           wanted_init(picker, &picker->against, picker->pick->against, memory);
}

static bool pick_some(const struct pick *pick, const struct doc *doc, uint8_t *rows, struct arena *memory)
{
    struct picker picker = {.pick = pick, .doc = doc};
    buf_init(&picker.words, 0);
    buf_init(&picker.source.name, 0);
    buf_init(&picker.about.name, 0);
    buf_init(&picker.against.name, 0);
    bool good = picker_init(&picker, memory);
    for (uint32_t i = 0; good && i < doc->attributions.count; i++) {
        if (!fits(&picker, i))
            continue;
        rows[i] = PICK_YES;
        for (uint32_t k = doc->attributions.at[i].parent; k != NONE && rows[k] == PICK_NO; k = doc->attributions.at[k].parent)
            rows[k] = PICK_ABOVE;
    }
    good = good && !picker.words.failed;
    buf_release(&picker.words);
    buf_release(&picker.source.name);
    buf_release(&picker.about.name);
    buf_release(&picker.against.name);
    return good;
}

uint8_t *pick_rows(const struct pick *pick, const struct doc *doc, struct arena *memory)
{
    uint8_t *rows = arena_array(memory, (size_t)doc->attributions.count + 1, 1);
    if (rows == NULL)
        return NULL;
    if (!pick_is_set(pick))
        memset(rows, PICK_YES, doc->attributions.count);
    else if (!pick_some(pick, doc, rows, memory))
        return NULL;
    return rows;
}

/* ---- labels ---- */

static const char *stance_at(uint32_t i)
{
    return dixit_stance_name((enum dixit_stance)i);
}

static const char *status_at(uint32_t i)
{
    return label_of_status((enum dixit_status_kind)i);
}

static bool add_labels(const char *list, const char *(*label_at)(uint32_t), uint32_t count, uint32_t *set)
{
    for (;;) {
        size_t length = strcspn(list, ",");
        uint32_t found = count;
        for (uint32_t i = 0; i < count; i++)
            if (strlen(label_at(i)) == length && memcmp(label_at(i), list, length) == 0)
                found = i;
        if (found == count)
            return false;
        *set |= 1U << found;
        if (list[length] == '\0')
            return true;
        list += length + 1;
    }
}

static void list_labels(const char *(*label_at)(uint32_t), uint32_t count, struct buf *out)
{
    for (uint32_t i = 0; i < count; i++)
        buf_add_format(out, "%s%s", i > 0 ? ", " : "", label_at(i));
}

bool pick_add_stances(const char *list, uint32_t *set)
{
    return add_labels(list, stance_at, DIXIT_STANCES, set);
}

bool pick_add_statuses(const char *list, uint32_t *set)
{
    return add_labels(list, status_at, DIXIT_STATUS_KINDS, set);
}

void pick_list_stances(struct buf *out)
{
    list_labels(stance_at, DIXIT_STANCES, out);
}

void pick_list_statuses(struct buf *out)
{
    list_labels(status_at, DIXIT_STATUS_KINDS, out);
}
