/* SPDX-License-Identifier: Apache-2.0 */
/* dixit correct: a person's signed change beside a reading. */
#include <stdio.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "ledger/act.h"

static int check(const struct act_correction *o)
{
    int changes = (o->actor != NULL) + (o->stance != NULL) + (o->answered_by != NULL) + o->not_said + o->checked;
    struct dixit_error error = {0};
    if (changes != 1)
        return command_misused("correct", "Say one thing: --actor A, --stance S, --not-said, --checked, or --answered-by A --at SPAN.");
    if ((o->answered_by != NULL) != (o->at != NULL))
        return command_misused("correct", "--answered-by and --at go together.");
    if (o->answer != NULL && o->at == NULL)
        return command_misused("correct", "--answer goes with --answered-by.");
    if (o->why == NULL && !o->checked)
        return command_misused("correct", "Say why, with --why TEXT.");
    return act_check_correction(o, &error) ? EXIT_DONE : command_misused("correct", "%s", error.text);
}

static int run(int argc, char **argv)
{
    struct act_correction o = {0};
    struct person person = {0};
    const char *path = NULL;
    const struct choice choices[] = {
        {"ledger", 'l', CHOICE_TEXT, &path}, {"actor", 0, CHOICE_TEXT, &o.actor}, {"stance", 0, CHOICE_TEXT, &o.stance}, {"answered-by", 0, CHOICE_TEXT, &o.answered_by},
        {"answer", 0, CHOICE_TEXT, &o.answer}, {"at", 0, CHOICE_TEXT, &o.at}, {"why", 0, CHOICE_TEXT, &o.why}, {"by", 0, CHOICE_TEXT, &person.by},
        {"key", 0, CHOICE_TEXT, &person.key}, {"not-said", 0, CHOICE_FLAG, &o.not_said}, {"checked", 0, CHOICE_FLAG, &o.checked}, {0},
    };
    int first, status = options_take(&command_correct, argc, argv, choices, &first);
    if (status < 0)
        status = argc - first == 1 ? check(&o) : command_misused("correct", "Name one attribution, as DOCUMENT#3.");
    else
        return status;
    if (status != EXIT_DONE)
        return status;
    struct dixit_error error = {0};
    struct ledger *ledger = ledger_open(options_ledger(path), LEDGER_WRITE, &error);
    bool good = ledger != NULL && act_correct(ledger, argv[first], &o, &person);
    if (!good)
        fprintf(stderr, "dixit: %s\n", error.text);
    person_close(&person);
    ledger_close(ledger);
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
