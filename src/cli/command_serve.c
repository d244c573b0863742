/* SPDX-License-Identifier: Apache-2.0 */
/* dixit serve: the page, until it is stopped. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/engine.h"
#include "cli/options.h"
#include "serve/serve.h"

enum { DEFAULT_PORT = 8790 };

/* A whole number from 0 to `most`; false when it is none. */
static bool take_number(const char *text, unsigned long most, unsigned long *number)
{
    char *end;
    errno = 0;
    *number = strtoul(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && text[0] != '-' && *number <= most;
}

static int serve_until_stopped(const struct serve_options *given, const char *model)
{
    struct serve_options options = *given;
    struct dixit_error error = {0};
    struct engine engine = {0};
    struct serve *serve = NULL;
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ends, NULL); /* before there are threads, which inherit it */
    if (engine_open(&engine, model, &error)) {
        options.model = engine.model;
        options.vocabulary = &engine.vocabulary;
        serve = serve_start(&options, &error);
    }
    if (serve != NULL) {
        int signal;
        printf("%s\n", serve_address(serve));
        printf("Open it in a browser on this machine; Ctrl+C ends it.\n");
        fflush(stdout);
        while (sigwait(&ends, &signal) == EINTR)
            ;
    } else {
        fprintf(stderr, "dixit: %s\n", error.text);
    }
    serve_stop(serve);
    engine_close(&engine);
    return serve != NULL ? EXIT_DONE : EXIT_PARTLY;
}

static int run(int argc, char **argv)
{
    struct serve_options options = {.port = DEFAULT_PORT, .threads = engine_cores()};
    const char *model = NULL, *port = NULL, *threads = NULL;
    const struct choice choices[] = {{"port", 0, CHOICE_TEXT, &port}, {"threads", 0, CHOICE_TEXT, &threads}, {"model", 0, CHOICE_TEXT, &model},
                                     {"ledger", 'l', CHOICE_TEXT, &options.ledger}, {"ignore-robots", 0, CHOICE_FLAG, &options.fetch.ignore_robots},
                                     {"allow-private", 0, CHOICE_FLAG, &options.fetch.allow_private}, {0}};
    unsigned long number = 0;
    int first, status = options_take(&command_serve, argc, argv, choices, &first);
    if (status >= 0)
        return status;
    if (port != NULL && !take_number(port, UINT16_MAX, &number))
        return command_misused("serve", "--port takes a number up to %d.", UINT16_MAX);
    options.port = port != NULL ? (uint16_t)number : options.port;
    if (threads != NULL && (!take_number(threads, ENGINE_MOST_THREADS, &number) || number == 0))
        return command_misused("serve", "--threads takes a number from 1 to %d.", ENGINE_MOST_THREADS);
    options.threads = threads != NULL ? (uint32_t)number : options.threads;
    if (first < argc)
        return command_misused("serve", "It takes no %s.", argv[first]);
    if (options.ledger == NULL && (getenv("DIXIT_LEDGER") != NULL || access(options_ledger(NULL), F_OK) == 0))
        options.ledger = options_ledger(NULL);
    return serve_until_stopped(&options, model);
}

static const char *const help[] = {
    "dixit serve [OPTION…]",
    "",
    "Shows the page on 127.0.0.1: paste a text, choose a file or give an address, and see who says what. With a ledger also its documents, search, its",
    "actors (what each says, is said to have said, and what is said about it), claims and an overview; a text that was read is then kept when that is asked for.",
    "Rows are corrected and cited there, claims accepted, split and undone, evidence attached, and verdicts recorded where the ledger was made for them (dixit help add).",
    "Nobody but this machine can reach it, and what a form sends is taken from this page alone. Ctrl+C ends it.",
    "",
    "  -l, --ledger FILE the ledger to show (default: $DIXIT_LEDGER, else dixit.ledger where it is there, else none)",
    "  --port N          the port to listen on (default 8790; 0: any that is free, printed at the start)",
    "  --threads N       use N threads to read a text (default: the cores there are)",
    "  --model NAME, --ignore-robots, --allow-private   as for dixit read; an address is fetched only when a person gives it to the page",
    NULL,
};

const struct command command_serve = {"serve", run, "the page, on 127.0.0.1", help};
