/* SPDX-License-Identifier: Apache-2.0 */
/* dixit delete: the words of a document taken out of a ledger, as the law may demand. */
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "ledger/judge.h"
#include "ledger/kept.h"

static int run(int argc, char **argv)
{
    const char *path = NULL, *why = NULL, *by = NULL;
    bool sure = false;
    const struct choice choices[] = {{"ledger", 'l', CHOICE_TEXT, &path}, {"why", 0, CHOICE_TEXT, &why}, {"by", 0, CHOICE_TEXT, &by}, {"yes", 0, CHOICE_FLAG, &sure}, {0}};
    int first, status = options_take(&command_delete, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (argc - first != 1 || why == NULL)
        return command_misused("delete", "Name one document, and the reason with --why TEXT.");
    if (!sure)
        return command_misused("delete", "Its words cannot be brought back. Add --yes to delete them.");
    struct dixit_error error = {0};
    struct ledger *ledger = ledger_open(options_ledger(path), LEDGER_WRITE, &error);
    int64_t document = ledger != NULL ? ledger_find_document(ledger, (struct str){argv[first], strlen(argv[first])}) : 0;
    bool good = ledger != NULL && document != 0 && ledger_erase(ledger, document, (struct str){why, strlen(why)}, (struct str){by, by != NULL ? strlen(by) : 0});
    if (!good && ledger != NULL && document == 0)
        ledger_refuse(ledger, DIXIT_BAD_INPUT, "The ledger has no document \"%.100s\".", argv[first]);
    if (!good)
        fprintf(stderr, "dixit: %s\n", error.text);
    ledger_close(ledger);
    return good ? EXIT_DONE : EXIT_PARTLY;
}

static const char *const help[] = {
    "dixit delete DOCUMENT --why TEXT --yes",
    "",
    "Erases every word of a document: its text in all versions, its readings, corrections, verdicts on its attributions and its evidence. That there was",
    "a document, when and why it was deleted stays, and the log can still prove all the rest. Backups made earlier still hold it.",
    "",
    "  --why TEXT         the reason; it is kept, so it should name nobody",
    "  --by NAME          who deletes it",
    "  --yes              needed: the words cannot be brought back",
    "  -l, --ledger FILE  the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    NULL,
};

const struct command command_delete = {"delete", run, "erase the words of a document", help};
