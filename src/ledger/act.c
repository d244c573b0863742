/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/act.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/labels.h"
#include "ledger/change.h"
#include "ledger/kept.h"
#include "ledger/names.h"
#include "text/utf8.h"

enum { MOST_EVIDENCE = 16 };

static struct str str_of(const char *text)
{
    return (struct str){text, text != NULL ? strlen(text) : 0};
}

/* ---- corrections ---- */

static bool is_name(const char *name)
{
    struct buf key;
    buf_init(&key, 0);
    names_key(str_of(name), &key);
    bool is = key.length > 0;
    buf_release(&key);
    return is;
}

static bool is_stance(const char *stance)
{
    for (unsigned i = 0; i < DIXIT_STANCES; i++)
        if (strcmp(dixit_stance_name((enum dixit_stance)i), stance) == 0)
            return true;
    return false;
}

static bool take_answer(const char *answer, uint8_t *kind)
{
    for (unsigned i = 0; i < DIXIT_REACTION_KINDS; i++)
        if (strcmp(label_of_reaction((enum dixit_reaction_kind)i), answer) == 0) {
            *kind = (uint8_t)i;
            return true;
        }
    return false;
}

bool act_check_correction(const struct act_correction *c, struct dixit_error *error)
{
    uint8_t kind;
    if ((c->actor != NULL) + (c->stance != NULL) + (c->answered_by != NULL) + c->not_said + c->checked != 1)
        return error_set(error, DIXIT_USAGE, 0, "A correction says one thing: who says it, how it is put, that nobody says it here, that it was checked, or who answers it.");
    if ((c->actor != NULL && !is_name(c->actor)) || (c->answered_by != NULL && !is_name(c->answered_by)))
        return error_set(error, DIXIT_USAGE, 0, "Who says or answers it is a name.");
    if (c->stance != NULL && !is_stance(c->stance))
        return error_set(error, DIXIT_USAGE, 0, "\"%.40s\" is no stance.", c->stance);
    if (c->answered_by != NULL && c->at == NULL && (c->words == NULL || *c->words == '\0'))
        return error_set(error, DIXIT_USAGE, 0, "Say where the answer stands.");
    if (c->answer != NULL && !take_answer(c->answer, &kind))
        return error_set(error, DIXIT_USAGE, 0, "\"%.40s\" is no answer: they are deny, confirm, unverified, no_response and contradict.", c->answer);
    if ((c->why == NULL || *c->why == '\0') && !c->checked)
        return error_set(error, DIXIT_USAGE, 0, "Say why.");
    return true;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The byte after the words where they stand at `at`, each run of spaces and line ends being as good as another; 0 where they do not. */
static size_t match_words(struct str text, size_t at, struct str words)
{
    size_t i = 0;
    while (i < words.length) {
        bool space = is_space(words.at[i]);
        if (at == text.length || (space ? !is_space(text.at[at]) : text.at[at] != words.at[i]))
            return 0;
        do
            i++;
        while (space && i < words.length && is_space(words.at[i]));
        do
            at++;
        while (space && at < text.length && is_space(text.at[at]));
    }
    return at;
}

/* How often the words stand in the text; `span` gets the first place. */
static uint32_t find_words(const struct doc *doc, const char *wanted, struct span *span)
{
    struct str words = str_of(wanted);
    uint32_t count = 0;
    for (; words.length > 0 && is_space(words.at[0]); words.length--)
        words.at++;
    while (words.length > 0 && is_space(words.at[words.length - 1]))
        words.length--;
    for (size_t at = 0; words.length > 0 && at < doc->text.length; at++) {
        size_t end = doc->text.at[at] == words.at[0] ? match_words(doc->text, at, words) : 0;
        if (end > 0 && count++ == 0)
            *span = (struct span){(uint32_t)at, (uint32_t)end};
    }
    return count;
}

static bool find_answer(struct ledger *ledger, const struct doc *doc, const struct act_correction *wish, struct span *span)
{
    if (wish->at != NULL)
        return utf8_take_span(doc->text, wish->at, doc->memory, span) || ledger_refuse(ledger, DIXIT_BAD_INPUT, "Where the answer stands is characters of the text from and to, such as 120-160.");
    uint32_t count = find_words(doc, wish->words, span);
    return count == 1 || ledger_refuse(ledger, DIXIT_BAD_INPUT, count == 0 ? "The text does not have these words of an answer." : "The text has these words of an answer more than once: give more of them.");
}

static bool fill(struct ledger *ledger, const struct act_correction *wish, const struct kept *kept, const struct cited *cited, struct correction *c)
{
    struct span span = {0, 0};
    *c = (struct correction){.passage = cited->passage, .answer = DIXIT_REACTION_DENY};
    c->field = wish->not_said ? CORRECT_NOT_SAID : wish->checked ? CORRECT_CHECKED : wish->actor != NULL ? CORRECT_ACTOR : wish->stance != NULL ? CORRECT_STANCE : CORRECT_ANSWERED;
    c->value = str_of(wish->actor != NULL ? wish->actor : wish->stance != NULL ? wish->stance : wish->answered_by);
    c->why = str_of(wish->why != NULL && *wish->why != '\0' ? wish->why : NULL);
    if (cited->passage == 0)
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "A correction is of one attribution: name it as DOCUMENT#3.");
    if (wish->passage != 0 && wish->passage != cited->passage)
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "It was changed or read again since you looked at it: look again.");
    if (cited->kind == 1 && c->field != CORRECT_CHECKED && c->field != CORRECT_NOT_SAID)
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "A sentence in the outlet's own voice has no speaker, stance or answer.");
    if (c->field != CORRECT_ANSWERED)
        return true;
    if (wish->answer != NULL)
        (void)take_answer(wish->answer, &c->answer); /* act_check_correction has seen that it is one */
    if (!find_answer(ledger, &kept->doc, wish, &span))
        return false;
    c->first = span.start;
    c->last = span.end;
    return true;
}

static void say(struct person *person, const struct kept *kept, const struct cited *cited, const struct correction *c)
{
    const struct doc *doc = &kept->doc;
    const struct span *spans = cited->kind == 1 ? &doc->own.at[cited->number - 1] : doc->attributions.at[cited->number - 1].content.at;
    person_say(person, "document", str_of(doc->origin.id));
    person_say(person, "words", (struct str){doc->text.at + spans[0].start, spans[0].end - spans[0].start});
    person_say(person, "field", str_of(correction_field_name(c->field)));
    person_say(person, "value", c->value);
    person_say(person, "why", c->why);
    if (c->field != CORRECT_ANSWERED)
        return;
    person_say(person, "answer", str_of(label_of_reaction((enum dixit_reaction_kind)c->answer)));
    person_say(person, "at", (struct str){doc->text.at + c->first, c->last - c->first});
}

static bool correct(struct ledger *ledger, const char *target, const struct act_correction *wish, struct person *person, struct kept *kept)
{
    struct cited cited;
    struct correction c;
    if (!ledger_begin(ledger) || !ledger_find_cited(ledger, target, &cited) || !ledger_load_kept(ledger, cited.document, kept) || !fill(ledger, wish, kept, &cited, &c) ||
        !person_open(person, ledger, "correction"))
        return false;
    say(person, kept, &cited, &c);
    if (!person_sign(person, ledger))
        return false;
    c.person = person_name(person);
    c.signature = (struct str){person->signature.at, person->signature.length};
    ledger_change_begin(ledger, "correction.add");
    ledger_correct(ledger, &c, 0);
    return ledger_change_end(ledger) && ledger_commit(ledger);
}

bool act_correct(struct ledger *ledger, const char *target, const struct act_correction *correction, struct person *person)
{
    struct arena memory;
    struct dixit_error error = {0};
    if (!act_check_correction(correction, &error))
        return ledger_refuse(ledger, error.status, "%s", error.text);
    arena_init(&memory, 0);
    struct kept kept = {.doc = {.memory = &memory}};
    bool good = correct(ledger, target, correction, person, &kept);
    arena_release(&memory);
    return good;
}

/* ---- targets ---- */

/* The number of "C17" when the ledger has that claim; 0 when the name is none, −1 after an error. */
static int64_t find_claim(struct ledger *ledger, const char *name)
{
    char *end;
    if (name[0] != 'C' || name[1] < '1' || name[1] > '9')
        return 0;
    errno = 0;
    long long number = strtoll(name + 1, &end, 10);
    if (*end != '\0' || errno != 0)
        return 0;
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT 1 FROM claims WHERE id = ?1");
    ledger_bind_int(ledger, row, 1, number);
    if (ledger_step(ledger, row))
        return number;
    if (!ledger_failed(ledger))
        ledger_refuse(ledger, DIXIT_BAD_INPUT, "The ledger has no claim %.40s.", name);
    return -1;
}

bool act_find_target(struct ledger *ledger, const char *name, struct act_target *target)
{
    struct cited cited;
    *target = (struct act_target){.claim = find_claim(ledger, name)};
    if (target->claim != 0)
        return target->claim > 0;
    if (!ledger_find_cited(ledger, name, &cited))
        return false;
    target->document = cited.document;
    target->passage = cited.passage;
    return true;
}

/* ---- verdicts ---- */

/* The rows of evidence with these hashes. */
static bool find_evidence(struct ledger *ledger, const char *list, int64_t ids[MOST_EVIDENCE], uint32_t *count)
{
    while (list != NULL && *list != '\0') {
        size_t length = strcspn(list, ",");
        sqlite3_stmt *row = ledger_statement(ledger, "SELECT id FROM evidence WHERE sha256 = ?1 ORDER BY id LIMIT 1");
        ledger_bind_text(ledger, row, 1, (struct str){list, length});
        if (!ledger_step(ledger, row))
            return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "The ledger has no evidence with the SHA-256 %.*s.", (int)(length < 64 ? length : 64), list);
        if (*count == MOST_EVIDENCE)
            return ledger_refuse(ledger, DIXIT_TOO_LARGE, "A verdict can name %d pieces of evidence.", MOST_EVIDENCE);
        ids[(*count)++] = sqlite3_column_int64(row, 0);
        list += length + (list[length] == ',');
    }
    return true;
}

/* The verdict that is superseded must be of the same thing. */
static bool check_superseded(struct ledger *ledger, const struct verdict *verdict)
{
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT 1 FROM verdicts WHERE id = ?1 AND (claim = ?2 OR passage IS NOT NULL AND ?2 = 0)");
    ledger_bind_int(ledger, row, 1, verdict->supersedes);
    ledger_bind_int(ledger, row, 2, verdict->claim);
    if (verdict->supersedes == 0 || ledger_step(ledger, row))
        return true;
    return ledger_failed(ledger) ? false : ledger_refuse(ledger, DIXIT_BAD_INPUT, "There is no verdict %lld on it.", (long long)verdict->supersedes);
}

int64_t act_judge(struct ledger *ledger, const char *name, const struct act_verdict *wish, struct person *person)
{
    struct act_target target;
    int64_t evidence[MOST_EVIDENCE];
    struct verdict verdict = {.verdict = str_of(wish->verdict), .reasons = str_of(wish->why), .evidence = evidence, .supersedes = wish->supersedes};
    if (verdict.verdict.length == 0 || verdict.reasons.length == 0)
        return ledger_refuse(ledger, DIXIT_USAGE, "A verdict says what and why.");
    if (!ledger_begin(ledger) || !act_find_target(ledger, name, &target))
        return 0;
    if (target.claim == 0 && target.passage == 0)
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "A verdict is on a claim (C17) or an attribution (DOCUMENT#3).");
    verdict.claim = target.claim;
    verdict.passage = target.passage;
    if (!find_evidence(ledger, wish->evidence, evidence, &verdict.n_evidence) || !check_superseded(ledger, &verdict) || !person_open(person, ledger, "verdict"))
        return 0;
    person_say(person, "on", str_of(name));
    person_say(person, "verdict", verdict.verdict);
    person_say(person, "reasons", verdict.reasons);
    person_say(person, "evidence", str_of(wish->evidence));
    if (!person_sign(person, ledger))
        return 0;
    verdict.person = person_name(person);
    verdict.signature = (struct str){person->signature.at, person->signature.length};
    int64_t id = ledger_judge(ledger, &verdict);
    return ledger_commit(ledger) ? id : 0;
}

/* ---- evidence ---- */

int64_t act_attach_kept(struct ledger *ledger, const char *hex, int64_t claim, const char *person)
{
    struct buf path, origin, how, type;
    char again[65] = "";
    int64_t id = 0;
    buf_init(&path, 0);
    buf_init(&origin, 0);
    buf_init(&how, 0);
    buf_init(&type, 0);
    sqlite3_stmt *row = ledger_statement(ledger, "SELECT sha256, origin, how, media_type FROM evidence WHERE sha256 = ?1 ORDER BY id LIMIT 1");
    ledger_bind_text(ledger, row, 1, str_of(hex));
    if (ledger_step(ledger, row)) {
        evidence_path(ledger, hex, &path);
        buf_add(&origin, ledger_column(row, 1).at, ledger_column(row, 1).length);
        buf_add(&how, ledger_column(row, 2).at, ledger_column(row, 2).length);
        buf_add(&type, ledger_column(row, 3).at, ledger_column(row, 3).length);
        sqlite3_reset(row);
        id = ledger_attach(ledger, &(struct evidence){.path = path.at, .origin = buf_terminate(&origin), .how = buf_terminate(&how), .media_type = type.length > 0 ? buf_terminate(&type) : NULL,
                                                      .person = person, .claim = claim}, again);
    } else if (!ledger_failed(ledger)) {
        ledger_refuse(ledger, DIXIT_BAD_INPUT, "The ledger has no evidence with the SHA-256 %.64s.", hex);
    }
    buf_release(&path);
    buf_release(&origin);
    buf_release(&how);
    buf_release(&type);
    return id;
}
