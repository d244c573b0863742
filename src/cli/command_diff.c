/* SPDX-License-Identifier: Apache-2.0 */
/* dixit diff: what a new version of a document did to what it says. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "ledger/diff.h"
#include "ledger/kept.h"
#include "ledger/load.h"
#include "view/account.h"
#include "view/show.h"
#include "view/show_diff.h"

static void put_words(const struct doc *doc, uint32_t index, struct buf *out)
{
    show_words(doc, doc->attributions.at[index].content, out);
}

static void put_object(struct json *json, const char *key, struct account *account, uint32_t index)
{
    struct buf words;
    json_key(json, key);
    if (index == NONE) {
        json_none(json);
        return;
    }
    const struct attribution *a = &account->doc->attributions.at[index];
    buf_init(&words, 0);
    json_open_object(json);
    json_key(json, "attribution");
    buf_add_format(&words, "%u", index + 1);
    json_cstr(json, buf_terminate(&words));
    json_key(json, "source");
    struct str who = a->actor != NONE ? account_actor(account, a->actor) : account_words(account, a->source);
    json_text(json, who.length > 0 ? who.at : "", who.length);
    json_key(json, "stance");
    json_cstr(json, dixit_stance_name((enum dixit_stance)a->stance));
    json_key(json, "words");
    buf_reset(&words);
    put_words(account->doc, index, &words);
    json_text(json, words.length > 0 ? words.at : "", words.length);
    json_close_object(json);
    buf_release(&words);
}

static void put_json(const struct diff *diff, const struct kept_version *old, const struct kept_version *now, struct account *before, struct account *after, struct buf *out)
{
    struct json json;
    json_init(&json, out);
    json_open_object(&json);
    json_key(&json, "document");
    json_cstr(&json, after->doc->origin.id);
    json_key(&json, "versions");
    json_open_array(&json);
    json_int(&json, old->number);
    json_int(&json, now->number);
    json_close_array(&json);
    json_key(&json, "differences");
    json_open_array(&json);
    for (uint32_t i = 0; i < diff->differences.count; i++) {
        const struct difference *d = &diff->differences.at[i];
        json_open_object(&json);
        json_key(&json, "kind");
        json_cstr(&json, diff_kind_name(d->kind));
        put_object(&json, "before", before, d->before);
        put_object(&json, "after", after, d->after);
        json_close_object(&json);
    }
    json_close_array(&json);
    json_key(&json, "unchanged");
    json_int(&json, diff->same);
    json_close_object(&json);
    buf_add_char(out, '\n');
}

static bool compare(struct ledger *ledger, const char *name, int64_t from, bool as_json, struct arena *memory, struct buf *out)
{
    struct cited cited = {0};
    struct kept_version old = {0}, now = {0};
    struct diff diff = {0};
    struct doc before = {.memory = memory}, after = {.memory = memory};
    struct account one = {0}, other = {0};
    bool good = ledger_find_cited(ledger, name, &cited) && ledger_find_version(ledger, cited.document, 0, &now) && ledger_find_version(ledger, cited.document, from > 0 ? from : -1, &old) &&
                ledger_load(ledger, cited.document, old.reading, &before, NULL) && ledger_load(ledger, cited.document, now.reading, &after, NULL);
    if (!good)
        return false;
    good = diff_make(&before, &after, memory, &diff) && account_init(&one, &before, NULL, memory) && account_init(&other, &after, NULL, memory);
    if (good && as_json)
        put_json(&diff, &old, &now, &one, &other, out);
    else if (good)
        diff_show_text(&diff, &one, &other, out);
    good = good && !account_failed(&one) && !account_failed(&other) && !out->failed;
    account_release(&one);
    account_release(&other);
    return good || ledger_refuse(ledger, DIXIT_NO_MEMORY, "There is not enough memory to compare two versions.");
}

static int run(int argc, char **argv)
{
    const char *path = NULL;
    bool json = false;
    uint64_t from = 0;
    const struct choice choices[] = {{"ledger", 'l', CHOICE_TEXT, &path}, {"json", 0, CHOICE_FLAG, &json}, {"from", 0, CHOICE_NUMBER, &from}, {0}};
    int first, status = options_take(&command_diff, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (argc - first != 1)
        return command_misused("diff", "Name one document.");
    struct dixit_error error = {0};
    struct arena memory;
    struct buf out;
    arena_init(&memory, 0);
    buf_init(&out, 0);
    struct ledger *ledger = ledger_open(options_ledger(path), LEDGER_READ, &error);
    bool good = ledger != NULL && ledger_begin_reading(ledger) && compare(ledger, argv[first], (int64_t)(from & INT64_MAX), json, &memory, &out);
    if (good && !buf_write_all(STDOUT_FILENO, out.at, out.length))
        good = error_set(&error, DIXIT_SYSTEM, 0, "standard output: %s", strerror(errno));
    if (!good)
        fprintf(stderr, "dixit: %s\n", error.text);
    ledger_close(ledger);
    buf_release(&out);
    arena_release(&memory);
    return good ? EXIT_DONE : EXIT_PARTLY;
}

static const char *const help[] = {
    "dixit diff [OPTION…] DOCUMENT",
    "",
    "What the newest version of a document did to what it says: attributions added and removed; reworded; the same words under a stance",
    "that keeps more distance (softened) or less (hardened) or another stance; another speaker; another status.",
    "",
    "  --from N           compare with version N instead of the one before",
    "  --json             as JSON",
    "  -l, --ledger FILE  the ledger (default: $DIXIT_LEDGER, else dixit.ledger)",
    NULL,
};

const struct command command_diff = {"diff", run, "what a new version of a document did to what it says", help};
