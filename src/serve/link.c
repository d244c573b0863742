/* SPDX-License-Identifier: Apache-2.0 */
/* Links, and what comes back in them. */
#include "serve/site.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/names.h"
#include "view/show_html.h"

uint64_t site_number(const char *text, uint64_t otherwise)
{
    char *end;
    unsigned long long number = strtoull(text, &end, 10);
    return *text < '0' || *text > '9' || *end != '\0' || number > (1U << 30) ? otherwise : number;
}

void site_add_encoded(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
            buf_add_char(out, (char)c);
        else
            buf_add_format(out, "%%%02x", c);
    }
}

void site_add_actor(struct buf *out, struct str name)
{
    buf_add_text(out, "<a href=\"/actor?name=");
    site_add_encoded(out, name);
    buf_add_text(out, "\" dir=\"auto\">");
    html_add(out, name, true);
    buf_add_text(out, "</a>");
}

static bool has_key(struct str name)
{
    struct buf key;
    buf_init(&key, 0);
    names_key(name, &key);
    bool has = key.length > 0;
    buf_release(&key);
    return has;
}

static void add_actors(struct buf *out, const struct doc *doc, const bool *wanted, const char *label)
{
    bool any = false;
    for (uint32_t i = 0; i < doc->actors.count; i++) {
        const struct actor *actor = &doc->actors.at[i];
        if (!wanted[i] || actor->kind == DIXIT_ACTOR_SEVERAL || !has_key(actor->name))
            continue;
        if (any)
            buf_add_text(out, " · ");
        else
            buf_add_format(out, "<p class=\"facts\">%s: ", label);
        site_add_actor(out, actor->name);
        any = true;
    }
    buf_add_text(out, any ? "</p>\n" : "");
}

/* An actor, and those it speaks together with. */
static void want(const struct doc *doc, bool *wanted, uint32_t actor)
{
    if (actor >= doc->actors.count)
        return;
    wanted[actor] = true;
    for (uint32_t i = 0; i < doc->actors.at[actor].members.count; i++)
        if (doc->actors.at[actor].members.at[i] < doc->actors.count)
            wanted[doc->actors.at[actor].members.at[i]] = true;
}

bool site_add_concerned(struct buf *out, const struct doc *doc, uint32_t first, uint32_t count, const char *label)
{
    bool *wanted = arena_array(doc->memory, doc->actors.count + 1, sizeof *wanted);
    for (uint32_t i = first; wanted != NULL && i < first + count; i++) {
        want(doc, wanted, doc->attributions.at[i].actor);
        want(doc, wanted, doc->attributions.at[i].against_actor);
    }
    if (wanted != NULL)
        add_actors(out, doc, wanted, label);
    return wanted != NULL;
}

void site_add_lines(struct buf *out, const struct buf *lines, const char *id, const char *heading)
{
    if (lines->length == 0)
        return;
    buf_add_format(out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n<ul class=\"lines\">\n", id, id, heading);
    for (size_t at = 0, end; at < lines->length; at = end + 1) {
        const char *stop = memchr(lines->at + at, '\n', lines->length - at);
        end = stop != NULL ? (size_t)(stop - lines->at) : lines->length;
        buf_add_text(out, "<li>");
        html_add(out, (struct str){lines->at + at, end - at}, true);
        buf_add_text(out, "</li>\n");
    }
    buf_add_text(out, "</ul>\n</section>\n");
    out->failed = out->failed || lines->failed;
}

void site_add_token(struct buf *out, const struct serve *serve)
{
    buf_add_format(out, "<input type=\"hidden\" name=\"token\" value=\"%s\">\n", http_token(serve->http));
}

void site_add_who(struct buf *out, const char *what)
{
    buf_add_format(out, "<p><label for=\"%s-why\">The reason</label><input id=\"%s-why\" name=\"why\" type=\"text\"></p>\n"
                        "<p><label for=\"%s-by\">Who you are</label><input id=\"%s-by\" name=\"by\" type=\"text\" autocomplete=\"name\"></p>\n", what, what, what, what);
}

const char *site_value(const struct http_request *request, const char *name)
{
    const struct http_field *field = http_field(request, name);
    return field != NULL && field->value.length > 0 ? field->value.at : NULL;
}

void site_not_done(const struct serve *serve, struct http_response *response, struct ledger *ledger, int status)
{
    const struct dixit_error *error = ledger_error(ledger);
    bool asked = error->status == DIXIT_USAGE || error->status == DIXIT_BAD_INPUT;
    if (asked)
        site_say(serve, response, status, status == 404 ? "Not here" : "Not done", "%s", error->text);
    else
        site_ledger_failed(serve, response, ledger);
}

void site_lead(struct http_request *request, struct http_response *response, const char *format, ...)
{
    char place[160];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(place, sizeof place, format, arguments);
    va_end(arguments);
    response->status = 303;
    response->location = arena_copy(&request->memory, place, length > 0 ? (size_t)length : 0);
    response->body.failed = response->body.failed || response->location == NULL;
}
