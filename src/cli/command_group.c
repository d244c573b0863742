/* SPDX-License-Identifier: Apache-2.0 */
/* dixit group: what a person decides about a claim. */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "ledger/groups.h"
#include "ledger/kept.h"
#include "ledger/note.h"

enum { MOST_PASSAGES = 256 };

struct group_options {
    const char *ledger, *by, *why, *key;
};

static int split(struct ledger *ledger, int64_t claim, const struct group_decider *by, char **names, int count)
{
    int64_t passages[MOST_PASSAGES], made;
    for (int i = 0; i < count; i++) {
        struct cited cited;
        if (!ledger_find_cited(ledger, names[i], &cited))
            return EXIT_PARTLY;
        passages[i] = cited.passage;
        if (passages[i] == 0) {
            ledger_refuse(ledger, DIXIT_BAD_INPUT, "%s is a document: name its passages, such as %s#3.", names[i], names[i]);
            return EXIT_PARTLY;
        }
    }
    if (!groups_split(ledger, claim, passages, (uint32_t)count, by, &made))
        return EXIT_PARTLY;
    printf("C%lld\tsplit\nC%lld\tmade\n", (long long)claim, (long long)made);
    return EXIT_DONE;
}

static int decide(const struct group_options *o, const char *what, int64_t claim, char **names, int count)
{
    struct dixit_error error = {0};
    struct ledger *ledger = ledger_open(options_ledger(o->ledger), LEDGER_WRITE, &error);
    struct note_key key;
    const char *path = o->key != NULL ? o->key : getenv("DIXIT_KEY");
    bool own = path != NULL && *path != '\0', ready = ledger != NULL && (!own || note_key_load(&key, path, &error));
    struct group_decider by = {.person = o->by, .reason = o->why, .key = own ? &key : NULL};
    int status = EXIT_PARTLY;
    if (ready && strcmp(what, "split") == 0) {
        status = split(ledger, claim, &by, names, count);
    } else if (ready && (strcmp(what, "accept") == 0 ? groups_accept(ledger, claim, &by) : groups_undo(ledger, claim, &by))) {
        printf("C%lld\t%s\n", (long long)claim, strcmp(what, "accept") == 0 ? "accepted" : "undone");
        status = EXIT_DONE;
    }
    if (status != EXIT_DONE)
        fprintf(stderr, "dixit group: %s\n", error.text);
    if (own && ready)
        note_key_forget(&key);
    ledger_close(ledger);
    return command_finish_output(status);
}

static int run(int argc, char **argv)
{
    struct group_options o = {0};
    const struct choice choices[] = {{"ledger", 'l', CHOICE_TEXT, &o.ledger}, {"by", 0, CHOICE_TEXT, &o.by}, {"why", 0, CHOICE_TEXT, &o.why}, {"key", 0, CHOICE_TEXT, &o.key}, {0}};
    int first, status = options_take(&command_group, argc, argv, choices, &first);
    int64_t claim;
    if (status >= 0)
        return status;
    if (argc - first < 2)
        return command_misused("group", "Say what to do with which claim: accept C17, undo C17, or split C17 DOCUMENT#3….");
    const char *what = argv[first];
    bool splits = strcmp(what, "split") == 0;
    if (!splits && strcmp(what, "accept") != 0 && strcmp(what, "undo") != 0)
        return command_misused("group", "%s is none of accept, split and undo.", what);
    if (!command_read_claim(argv[first + 1], &claim))
        return command_misused("group", "%s is no claim: they are called C1, C2 and so on.", argv[first + 1]);
    if (splits ? argc - first < 3 || argc - first > MOST_PASSAGES + 2 : argc - first != 2)
        return command_misused("group", splits ? "Name the passages that form a claim of their own, such as a#3 (at most %d)." : "It takes one claim (and a split at most %d passages).", MOST_PASSAGES);
    return decide(&o, what, claim, argv + first + 2, argc - first - 2);
}

static const char *const help[] = {
    "dixit group [OPTION…] accept C17 | undo C17 | split C17 DOCUMENT#3…",
    "",
    "What a person decides about a claim that the program proposed (dixit trace --all lists them). The program never changes it afterwards: it may propose",
    "further passages for an accepted claim, and they are shown apart.",
    "",
    "  accept             these passages say the same",
    "  split              the passages that are named form a claim of their own; both count as accepted. DOCUMENT#3 is the third attribution of",
    "                     a document, DOCUMENT#o3 its third sentence in the outlet's own voice",
    "  undo               they do not say the same; the program does not propose it again",
    "  --by NAME          who decides;  --why TEXT  the reason; both are kept in the ledger, signed, and a later decision does not take them away",
    "  --key FILE         the key to sign with (default: $DIXIT_KEY, else the ledger's own)",
    "  -l, --ledger FILE  the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    NULL,
};

const struct command command_group = {"group", run, "accept, split or undo a claim that was proposed", help};
