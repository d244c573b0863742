/* SPDX-License-Identifier: Apache-2.0 */
/* dixit correct: a person's signed change beside a reading. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/labels.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/person.h"
#include "ledger/change.h"
#include "ledger/kept.h"
#include "text/utf8.h"
#include "view/pick.h"

struct correct_options {
    const char *ledger, *actor, *stance, *answered_by, *answer, *at, *why, *by, *key;
    bool not_said, checked;
    const char *target;
};

/* "120-160", code points of the text, as bytes. */
static bool take_span(const struct doc *doc, const char *text, struct arena *memory, struct span *span)
{
    char *end;
    struct utf8_index index;
    if (*text < '0' || *text > '9')
        return false;
    unsigned long from = strtoul(text, &end, 10), to;
    if ((*end != '-' && *end != ',' && *end != ':') || end[1] < '0' || end[1] > '9')
        return false;
    to = strtoul(end + 1, &end, 10);
    if (*end != '\0' || to <= from || to > UINT32_MAX || !utf8_index_build(&index, doc->text, memory))
        return false;
    span->start = utf8_index_byte(&index, (uint32_t)from);
    span->end = utf8_index_byte(&index, (uint32_t)to);
    return utf8_index_points(&index, span->end) == to;
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

static bool fill(const struct correct_options *o, struct ledger *ledger, const struct kept *kept, const struct cited *cited, struct correction *c)
{
    struct span span = {0, 0};
    *c = (struct correction){.passage = cited->passage, .answer = DIXIT_REACTION_DENY};
    c->field = o->not_said ? CORRECT_NOT_SAID : o->checked ? CORRECT_CHECKED : o->actor != NULL ? CORRECT_ACTOR : o->stance != NULL ? CORRECT_STANCE : CORRECT_ANSWERED;
    const char *value = o->actor != NULL ? o->actor : o->stance != NULL ? o->stance : o->answered_by;
    c->value = (struct str){value, value != NULL ? strlen(value) : 0};
    c->why = (struct str){o->why, o->why != NULL ? strlen(o->why) : 0};
    if (cited->passage == 0)
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "A correction is of one attribution: name it as DOCUMENT#3.");
    if (cited->kind == 1 && c->field != CORRECT_CHECKED && c->field != CORRECT_NOT_SAID)
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "A sentence in the outlet's own voice has no speaker, stance or answer.");
    if (c->field != CORRECT_ANSWERED)
        return true;
    if (!take_span(&kept->doc, o->at, kept->doc.memory, &span))
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "--at takes where the answer stands: characters of the text from and to, such as 120-160.");
    if (o->answer != NULL && !take_answer(o->answer, &c->answer))
        return ledger_refuse(ledger, DIXIT_BAD_INPUT, "--answer takes deny, confirm, unverified, no_response or contradict.");
    c->first = span.start;
    c->last = span.end;
    return true;
}

static void say(struct person *person, const struct kept *kept, const struct cited *cited, const struct correction *c)
{
    const struct doc *doc = &kept->doc;
    const struct span *spans = cited->kind == 1 ? &doc->own.at[cited->number - 1] : doc->attributions.at[cited->number - 1].content.at;
    const char *field = correction_field_name(c->field);
    person_say(person, "document", (struct str){doc->origin.id, strlen(doc->origin.id)});
    person_say(person, "words", (struct str){doc->text.at + spans[0].start, spans[0].end - spans[0].start});
    person_say(person, "field", (struct str){field, strlen(field)});
    person_say(person, "value", c->value);
    person_say(person, "why", c->why);
    if (c->field != CORRECT_ANSWERED)
        return;
    const char *answer = label_of_reaction((enum dixit_reaction_kind)c->answer);
    person_say(person, "answer", (struct str){answer, strlen(answer)});
    person_say(person, "at", (struct str){doc->text.at + c->first, c->last - c->first});
}

static bool correct(const struct correct_options *o, struct ledger *ledger, struct person *person, struct kept *kept)
{
    struct cited cited;
    struct correction c;
    if (!ledger_begin(ledger) || !ledger_find_cited(ledger, o->target, &cited) || !ledger_load_kept(ledger, cited.document, kept) || !fill(o, ledger, kept, &cited, &c) ||
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

static int check(const struct correct_options *o)
{
    int changes = (o->actor != NULL) + (o->stance != NULL) + (o->answered_by != NULL) + o->not_said + o->checked;
    uint32_t stances = 0;
    if (changes != 1)
        return command_misused("correct", "Say one thing: --actor A, --stance S, --not-said, --checked, or --answered-by A --at SPAN.");
    if ((o->actor != NULL && !pick_is_name(o->actor)) || (o->answered_by != NULL && !pick_is_name(o->answered_by)))
        return command_misused("correct", "--actor and --answered-by take a name.");
    if (o->stance != NULL && (strchr(o->stance, ',') != NULL || !pick_add_stances(o->stance, &stances)))
        return command_misused("correct", "\"%s\" is no stance.", o->stance);
    if ((o->answered_by != NULL) != (o->at != NULL))
        return command_misused("correct", "--answered-by and --at go together.");
    if (o->answer != NULL && o->at == NULL)
        return command_misused("correct", "--answer goes with --answered-by.");
    if (o->why == NULL && !o->checked)
        return command_misused("correct", "Say why, with --why TEXT.");
    return EXIT_DONE;
}

static int run(int argc, char **argv)
{
    struct correct_options o = {0};
    const struct choice choices[] = {
        {"ledger", 'l', CHOICE_TEXT, &o.ledger}, {"actor", 0, CHOICE_TEXT, &o.actor}, {"stance", 0, CHOICE_TEXT, &o.stance}, {"answered-by", 0, CHOICE_TEXT, &o.answered_by},
        {"answer", 0, CHOICE_TEXT, &o.answer}, {"at", 0, CHOICE_TEXT, &o.at}, {"why", 0, CHOICE_TEXT, &o.why}, {"by", 0, CHOICE_TEXT, &o.by},
        {"key", 0, CHOICE_TEXT, &o.key}, {"not-said", 0, CHOICE_FLAG, &o.not_said}, {"checked", 0, CHOICE_FLAG, &o.checked}, {0},
    };
    int first, status = options_take(&command_correct, argc, argv, choices, &first);
    if (status < 0)
        status = argc - first == 1 ? check(&o) : command_misused("correct", "Name one attribution, as DOCUMENT#3.");
    else
        return status;
    if (status != EXIT_DONE)
        return status;
    o.target = argv[first];
    struct dixit_error error = {0};
    struct arena memory;
    struct person person = {.by = o.by, .key = o.key};
    arena_init(&memory, 0);
    struct kept kept = {.doc = {.memory = &memory}};
    struct ledger *ledger = ledger_open(options_ledger(o.ledger), LEDGER_WRITE, &error);
    bool good = ledger != NULL && correct(&o, ledger, &person, &kept);
    if (!good)
        fprintf(stderr, "dixit: %s\n", error.text);
    person_close(&person);
    ledger_close(ledger);
    arena_release(&memory);
    return good ? EXIT_DONE : EXIT_PARTLY;
}

static const char *const help[] = {
    "dixit correct DOCUMENT#3 CHANGE --why TEXT",
    "",
    "Keeps a change to what a reading says, signed, beside the reading and never inside it. The passage is shown as corrected from then on, and the",
    "change stays when the document is read again or changes, as long as its words are found there; else it is marked orphan.",
    "",
    "  --actor A          A says it",
    "  --stance S         it is put so: state, argue, allege, deny, …",
    "  --not-said         nobody says that here: it is not found any more",
    "  --checked          a person has looked, and the reading is right (needs no --why)",
    "  --answered-by A --at FROM-TO   A answers it, with the words at these characters of the text",
    "  --answer KIND      … which deny it (default), confirm, contradict, or are unverified or no_response",
    "  --why TEXT         the reason",
    "  --by NAME          who makes the change (default: the name of the key)",
    "  --key FILE         signs with this key (default: $DIXIT_KEY, else the ledger's own)",
    "  -l, --ledger FILE  the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    NULL,
};

const struct command command_correct = {"correct", run, "a signed change beside a reading", help};
