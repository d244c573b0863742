/* SPDX-License-Identifier: Apache-2.0 */
/* Connections to the ledger, one for each request under way. They stay open from one request to the next. */
#include "serve/site.h"

#include <string.h>

#include "ledger/search.h"
#include "view/show_html.h"

/* A free place, preferably one that is open. NULL when all are lent. */
static struct loan *take_place(struct serve *serve)
{
    struct loan *found = NULL;
    for (uint32_t i = 0; i < SITE_LEDGERS; i++) {
        struct loan *loan = &serve->loans[i];
        if (!loan->out && (found == NULL || (found->ledger == NULL && loan->ledger != NULL)))
            found = loan;
    }
    if (found != NULL)
        found->out = true;
    return found;
}

struct ledger *site_ledger(struct serve *serve, struct http_response *response)
{
    if (serve->options.ledger == NULL) {
        site_say(serve, response, 404, "No ledger", "This page was opened without a ledger: dixit serve -l LEDGER shows one.");
        return NULL;
    }
    pthread_mutex_lock(&serve->lending);
    struct loan *loan = take_place(serve);
    pthread_mutex_unlock(&serve->lending);
    if (loan == NULL) {
        site_say(serve, response, 503, "Busy", "Too much is going on at once; try again in a moment.");
        return NULL;
    }
    if (loan->ledger == NULL) {
        loan->error = (struct dixit_error){0};
        loan->ledger = ledger_open(serve->options.ledger, LEDGER_WRITE, &loan->error);
        /* eight connections with the ledger's own 64 MiB each were too much for a page; the system's cache holds what they share */
        if (loan->ledger != NULL)
            (void)ledger_step(loan->ledger, ledger_statement(loan->ledger, "PRAGMA cache_size = -12288"));
    }
    if (loan->ledger != NULL)
        return loan->ledger;
    site_say(serve, response, 500, "The ledger cannot be read", "%s", loan->error.text);
    pthread_mutex_lock(&serve->lending);
    loan->out = false;
    pthread_mutex_unlock(&serve->lending);
    return NULL;
}

void site_ledger_back(struct serve *serve, struct ledger *ledger)
{
    if (ledger == NULL)
        return;
    pthread_mutex_lock(&serve->lending);
    for (uint32_t i = 0; i < SITE_LEDGERS; i++) {
        struct loan *loan = &serve->loans[i];
        if (loan->ledger != ledger)
            continue;
        ledger_rollback(ledger);
        loan->error = (struct dixit_error){0};
        loan->out = false;
    }
    pthread_mutex_unlock(&serve->lending);
}

void site_ledger_failed(const struct serve *serve, struct http_response *response, struct ledger *ledger)
{
    const struct dixit_error *error = ledger_error(ledger);
    int status = error->status == DIXIT_USAGE ? 400 : 500;
    site_say(serve, response, status, status == 400 ? "Not understood" : "The ledger cannot be read", "%s",
             error->text[0] != '\0' ? error->text : "Something went wrong.");
}

void site_add_coverage(struct buf *out, struct ledger *ledger)
{
    struct coverage coverage;
    struct buf line;
    buf_init(&line, 0);
    if (ledger_coverage(ledger, &coverage))
        ledger_show_coverage(&coverage, &line);
    buf_add_text(out, "<p class=\"facts\">");
    html_add(out, (struct str){line.at, line.length}, true);
    buf_add_text(out, "</p>\n");
    buf_release(&line);
}
