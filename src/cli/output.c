/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "view/safe.h"

bool output_open(struct output *output, const char *page, const char *rejects, struct dixit_error *error)
{
    output->rejects = -1;
    output->page.out = -1;
    output->rejects_path = rejects;
    buf_init(&output->part, 0);
    buf_init_draining(&output->out, STDOUT_FILENO);
    if (rejects != NULL) {
        output->rejects = open(rejects, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (output->rejects < 0)
            return error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", rejects, strerror(errno));
    }
    output->has_page = page != NULL;
    return page == NULL || page_open(&output->page, page, error);
}

/* Prints the document as it stands after the stage. */
static bool show_stage(struct output *output, const struct doc *doc)
{
    struct arena scratch;
    struct doc shown = *doc;
    struct dixit_error error = {0};
    arena_init(&scratch, 0);
    struct job job = {.doc = &shown, .scratch = &scratch, .vocabulary = output->vocabulary, .error = &error};
    output->stage->show(&job, &output->out);
    arena_release(&scratch);
    return !output->out.failed && error.status == DIXIT_OK;
}

static bool show(struct output *output, const struct doc *doc)
{
    struct buf *out = &output->out;
    switch (output->format) {
    case OUTPUT_TABLE:
        if (output->documents > 1)
            buf_add_char(out, '\n');
        return show_table(doc, &output->show, out);
    case OUTPUT_JSON: return show_json(doc, &output->show, out);
    case OUTPUT_MD: return show_md(doc, &output->show, out);
    case OUTPUT_STAGE: return show_stage(output, doc);
    case OUTPUT_NOTHING: break;
    }
    return true;
}

bool output_add(struct output *output, const struct doc *doc, struct dixit_error *error)
{
    output->documents++;
    bool good = show(output, doc) && buf_flush(&output->out);
    if (!good && output->out.reason != 0)
        return error_set(error, DIXIT_SYSTEM, 0, "standard output: %s", strerror(output->out.reason));
    if (!good)
        return error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for the output.");
    return !output->has_page || page_add(&output->page, doc, output->show.pick, error);
}

/* {"file", "record", "id", "reason"} */
static void add_reject(struct buf *out, const struct origin *origin, const char *reason)
{
    struct json json;
    struct buf safe;
    json_init(&json, out);
    buf_init(&safe, 0);
    safe_add(&safe, (struct str){reason, strlen(reason)}, true); /* may quote broken bytes */
    json_open_object(&json);
    json_key(&json, "file");
    json_cstr(&json, origin->file);
    json_key(&json, "record");
    if (origin->record > 0)
        json_int(&json, (int64_t)origin->record);
    else
        json_none(&json);
    json_key(&json, "id");
    json_cstr(&json, origin->id);
    json_key(&json, "reason");
    json_text(&json, safe.at, safe.length);
    json_close_object(&json);
    buf_add_char(out, '\n');
    buf_release(&safe);
}

/* "dixit: stories.jsonl:12 (a-17): Its "text" is no string." */
static void print_reject(struct buf *out, const struct origin *origin, const char *reason)
{
    const char *file = origin->file != NULL ? origin->file : "?";
    buf_add_text(out, "dixit: ");
    safe_add(out, (struct str){file, strlen(file)}, true);
    if (origin->record > 0)
        buf_add_format(out, ":%llu", (unsigned long long)origin->record);
    if (origin->record > 0 && origin->id != NULL) {
        buf_add_text(out, " (");
        safe_add(out, (struct str){origin->id, strlen(origin->id)}, true);
        buf_add_text(out, ")");
    }
    buf_add_text(out, ": ");
    safe_add(out, (struct str){reason, strlen(reason)}, true);
    buf_add_char(out, '\n');
}

bool output_reject(struct output *output, const struct doc *doc, const struct dixit_error *why, struct dixit_error *error)
{
    output->rejected++;
    buf_reset(&output->part);
    print_reject(&output->part, &doc->origin, why->text);
    fwrite(output->part.at, 1, output->part.length, stderr);
    if (output->rejects < 0)
        return true;
    buf_reset(&output->part);
    add_reject(&output->part, &doc->origin, why->text);
    return buf_write_all(output->rejects, output->part.at, output->part.length) ||
           error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", output->rejects_path, strerror(errno));
}

bool output_finish(struct output *output, struct dixit_error *error)
{
    bool good = true;
    if (output->rejects >= 0 && close(output->rejects) != 0)
        good = error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", output->rejects_path, strerror(errno));
    output->rejects = -1;
    return !output->has_page || page_finish(&output->page, error) ? good : false;
}

void output_release(struct output *output)
{
    if (output->rejects >= 0)
        close(output->rejects);
    output->rejects = -1;
    if (output->has_page)
        page_release(&output->page);
    buf_release(&output->out);
    buf_release(&output->part);
}
