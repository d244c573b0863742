/* SPDX-License-Identifier: Apache-2.0 */
#include "view/account.h"

#include <string.h>

#include "text/fold.h"
#include "view/safe.h"
#include "view/show.h"

enum { MOST_CHAIN = 12 }; /* speakers of a chain that stand after its first and a "…" */

bool account_init(struct account *account, const struct doc *doc, const struct pick *pick, struct arena *memory)
{
    *account = (struct account){.doc = doc, .memory = memory};
    buf_init(&account->a, 0);
    buf_init(&account->b, 0);
    uint32_t count = doc->attributions.count;
    account->picked = pick_rows(pick, doc, memory);
    account->rows = tree_rows(doc, memory);
    account->first_status = arena_array(memory, (size_t)count + 1, sizeof *account->first_status);
    if (account->picked == NULL || account->rows == NULL || account->first_status == NULL)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        account->first_status[i] = NONE;
        if (account->picked[account->rows[i].index] != PICK_NO)
            account->rows[account->count++] = account->rows[i];
    }
    for (uint32_t i = doc->statuses.count; i-- > 0;)
        account->first_status[doc->statuses.at[i].attribution] = i;
    return true;
}

void account_release(struct account *account)
{
    buf_release(&account->a);
    buf_release(&account->b);
}

bool account_failed(const struct account *account)
{
    return account->memory->failed || account->a.failed || account->b.failed;
}

struct arena_mark account_begin_row(const struct account *account, struct parts *parts)
{
    *parts = (struct parts){0};
    return arena_mark(account->memory);
}

void account_end_row(struct account *account, struct arena_mark mark, struct parts *parts)
{
    *parts = (struct parts){0};
    if (!account->memory->failed) /* what failed stays failed */
        arena_rewind(account->memory, mark);
}

uint32_t account_next_status(const struct account *account, uint32_t status)
{
    uint32_t next = status + 1;
    bool same = next < account->doc->statuses.count && account->doc->statuses.at[next].attribution == account->doc->statuses.at[status].attribution;
    return same ? next : NONE;
}

/* What `a` holds, in the arena. */
static struct str keep(struct account *account)
{
    const char *copy = account->a.failed ? NULL : arena_copy(account->memory, account->a.at, account->a.length);
    return copy != NULL ? (struct str){copy, account->a.length} : (struct str){"", 0};
}

struct str account_words(struct account *account, struct spans spans)
{
    buf_reset(&account->a);
    show_words(account->doc, spans, &account->a);
    return keep(account);
}

struct str account_actor(struct account *account, uint32_t actor)
{
    buf_reset(&account->a);
    safe_add(&account->a, account->doc->actors.at[actor].name, true);
    return keep(account);
}

static struct str text_of(const char *text)
{
    return (struct str){text, strlen(text)};
}

static void add(struct account *account, struct parts *parts, enum part_kind kind, bool tight, struct str words)
{
    (void)list_push(account->memory, parts, (struct part){kind, tight, words});
}

/* "(" + words + ")" and the like. */
static void add_between(struct account *account, struct parts *parts, enum part_kind kind, const char *before, struct str words, const char *after)
{
    buf_reset(&account->a);
    buf_add_text(&account->a, before);
    buf_add(&account->a, words.at, words.length);
    buf_add_text(&account->a, after);
    add(account, parts, kind, false, keep(account));
}

/* ---- the head ---- */

/* How the words of a source stand to the name of its actor. */
enum wording {
    SAME_NAME, /* they hold the name: they stand as they are */
    SHORTER,   /* a part of the name, or a pronoun: the name stands alone */
    OTHERWISE, /* the name, and the words in brackets */
};

static enum wording wording_of(struct account *account, struct str name, struct str words)
{
    fold_words(name, &account->a);
    fold_words(words, &account->b);
    if (fold_holds(&account->b, &account->a))
        return SAME_NAME;
    return fold_holds(&account->a, &account->b) || fold_is_pronoun(&account->b) ? SHORTER : OTHERWISE;
}

static bool ends_with_preposition(struct str words)
{
    static const char *const prepositions[] = {"to", "of", "from", "by", "for", "with", "in", "per"};
    size_t start = words.length;
    while (start > 0 && words.at[start - 1] != ' ')
        start--;
    for (size_t i = 0; i < sizeof prepositions / sizeof *prepositions; i++)
        if (strlen(prepositions[i]) == words.length - start && memcmp(prepositions[i], words.at + start, words.length - start) == 0)
            return true;
    return false;
}

/* Who, and how it is put. "Anna Berg (according to)" where the cue leads up to its source: the words in their order would not read. */
static void add_speaker(struct account *account, const struct attribution *a, struct parts *parts)
{
    struct str cue = account_words(account, (struct spans){.at = (struct span[]){a->cue}, .count = 1});
    struct str words = account_words(account, a->source), name = a->actor != NONE ? account_actor(account, a->actor) : words;
    enum wording wording = words.length == 0 ? SHORTER : a->actor == NONE ? SAME_NAME : wording_of(account, name, words);
    bool leads_up = a->source.count > 0 && a->cue.end <= a->source.at[0].start && ends_with_preposition(cue);
    if (name.length == 0)
        add(account, parts, PART_NOBODY, false, text_of("(nobody named)"));
    else
        add(account, parts, PART_WHO, false, wording == SAME_NAME ? words : name);
    if (leads_up) {
        buf_reset(&account->b);
        buf_add(&account->b, cue.at, cue.length);
        if (wording == OTHERWISE) {
            buf_add_char(&account->b, ' ');
            buf_add(&account->b, words.at, words.length);
        }
        add_between(account, parts, PART_AS, "(", (struct str){account->b.at, account->b.length}, ")");
        return;
    }
    if (wording == OTHERWISE)
        add_between(account, parts, PART_AS, "(", words, ")");
    add(account, parts, PART_CUE, false, cue);
}

static bool lies_in_content(const struct attribution *a, struct span span)
{
    for (uint32_t i = 0; i < a->content.count; i++)
        if (span_holds(a->content.at[i], span))
            return true;
    return false;
}

static void add_to_label(struct account *account, struct str words)
{
    if (account->b.length > 1)
        buf_add_text(&account->b, ", ");
    buf_add(&account->b, words.at, words.length);
}

static void add_party_to_label(struct account *account, const char *role, struct str words)
{
    if (words.length == 0)
        return;
    add_to_label(account, text_of(role));
    buf_add(&account->b, words.at, words.length);
}

/* Whom a role means: the actor where the words are a pronoun or missing, else the words. */
static struct str party_of(struct account *account, struct spans spans, uint32_t actor)
{
    struct str words = account_words(account, spans);
    if (actor == NONE)
        return words;
    fold_words(words, &account->a);
    return words.length == 0 || fold_is_pronoun(&account->a) ? account_actor(account, actor) : words;
}

/* "[urge, to the League]": the stance where it says more than "state", and whom that the words before it do not show. */
static void add_label(struct account *account, const struct attribution *a, bool addressee_shown, struct parts *parts)
{
    struct str against = a->against_actor != NONE ? account_actor(account, a->against_actor) : account_words(account, a->against);
    struct str addressee = {"", 0};
    if (!addressee_shown)
        addressee = party_of(account, a->addressee, a->addressee_actor);
    buf_reset(&account->b);
    buf_add_char(&account->b, '[');
    if (a->stance < DIXIT_STANCES && a->stance != DIXIT_STATE)
        add_to_label(account, text_of(dixit_stance_name((enum dixit_stance)a->stance)));
    if (a->negated)
        add_to_label(account, text_of("negated"));
    add_party_to_label(account, "to ", addressee);
    add_party_to_label(account, "against ", against);
    if (account->b.length <= 1)
        return;
    add_between(account, parts, PART_LABEL, "", (struct str){account->b.at, account->b.length}, "]");
}

void account_head(struct account *account, uint32_t attribution, struct parts *parts)
{
    const struct attribution *a = &account->doc->attributions.at[attribution];
    bool has_addressee = a->addressee.count > 0 || a->addressee_actor != NONE;
    parts->count = 0;
    add_speaker(account, a, parts);
    bool after_cue = a->addressee.count > 0 && a->addressee.at[0].start >= a->cue.end && parts->at != NULL && parts->at[parts->count - 1].kind == PART_CUE;
    bool inside = a->addressee.count > 0 && lies_in_content(a, a->addressee.at[0]);
    if (has_addressee && after_cue && !inside)
        add(account, parts, PART_PARTY, false, party_of(account, a->addressee, a->addressee_actor));
    add_label(account, a, !has_addressee || after_cue, parts);
}

/* ---- content, answer, chain ---- */

static bool same_spans(const struct spans *a, const struct spans *b)
{
    bool same = a->count == b->count;
    for (uint32_t i = 0; same && i < a->count; i++)
        same = a->at[i].start == b->at[i].start && a->at[i].end == b->at[i].end;
    return same;
}

void account_content(struct account *account, uint32_t attribution, bool alone, struct parts *parts)
{
    const struct attribution *a = &account->doc->attributions.at[attribution];
    parts->count = 0;
    if (!alone && a->parent != NONE && same_spans(&a->content, &account->doc->attributions.at[a->parent].content))
        add(account, parts, PART_SAME, false, text_of("the same words"));
    else
        add(account, parts, PART_CONTENT, false, account_words(account, a->content));
}

static const char *sign_of(enum dixit_status_kind is)
{
    switch (is) {
    case DIXIT_DISPUTED: case DIXIT_OPPOSED: return "✗";
    case DIXIT_BACKED: case DIXIT_CONFIRMED: return "✓";
    case DIXIT_UNVERIFIED: return "?";
    case DIXIT_UNANSWERED: case DIXIT_STATUS_KINDS: break;
    }
    return "–";
}

static bool begins_with_mark(struct str words)
{
    return words.length >= 3 && memcmp(words.at, "“", 3) == 0;
}

void account_answer(struct account *account, const struct status *status, struct parts *parts)
{
    const struct reaction *reaction = &account->doc->reactions.at[status->reaction];
    parts->count = 0;
    add(account, parts, PART_SIGN, false, text_of(sign_of((enum dixit_status_kind)status->is)));
    struct str by = reaction->by != NONE ? account_actor(account, reaction->by) : account_words(account, (struct spans){.at = (struct span[]){reaction->by_words}, .count = 1});
    if (by.length == 0 && status->is != DIXIT_UNVERIFIED && status->is != DIXIT_UNANSWERED)
        by = text_of("this text"); /* the outlet itself says so */
    if (by.length > 0) {
        add(account, parts, PART_WHO, false, by);
        add(account, parts, PART_PLAIN, true, text_of(":"));
    }
    struct str words = account_words(account, (struct spans){.at = (struct span[]){reaction->at}, .count = 1});
    bool marked = begins_with_mark(words) && memcmp(words.at + words.length - 3, "”", 3) == 0;
    add_between(account, parts, PART_WORDS, marked ? "" : "“", words, marked ? "" : "”");
}

static struct str speaker_of(struct account *account, uint32_t attribution)
{
    const struct attribution *a = &account->doc->attributions.at[attribution];
    if (a->actor != NONE)
        return account_actor(account, a->actor);
    if (a->source.count == 0)
        return text_of("(nobody named)");
    struct str words = account_words(account, a->source);
    if (words.length > 1 && words.at[words.length - 1] == ',') /* it closes an apposition, which ends with the name here */
        words.length--;
    return words;
}

struct str account_chain(struct account *account, uint32_t attribution)
{
    LIST(struct str) speakers = {0};
    for (uint32_t i = attribution; i != NONE; i = account->doc->attributions.at[i].parent) {
        struct str speaker = speaker_of(account, i);
        const struct str *last = speakers.count > 0 ? &speakers.at[speakers.count - 1] : NULL;
        if (last == NULL || last->length != speaker.length || memcmp(last->at, speaker.at, speaker.length) != 0)
            (void)list_push(account->memory, &speakers, speaker); /* NOLINT(clang-analyzer-core.NullDereference): it sets `at` where it grows */
    }
    const char *outlet = account->doc->origin.outlet;
    buf_reset(&account->a);
    safe_add(&account->a, text_of(outlet != NULL ? outlet : "this text"), true);
    for (uint32_t i = speakers.count; i-- > 0;) {
        buf_add_text(&account->a, " › ");
        if (i >= MOST_CHAIN && i + 1 < speakers.count) {
            buf_add_text(&account->a, "…");
            i = MOST_CHAIN;
            continue;
        }
        buf_add(&account->a, speakers.at[i].at, speakers.at[i].length);
    }
    return keep(account);
}
