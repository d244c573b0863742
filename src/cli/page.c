/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/page.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/stream.h"
#include "view/show_html.h"

static bool lost(const struct page *page, struct dixit_error *error)
{
    return error_set(error, DIXIT_SYSTEM, 0, "%.160s: %s", page->path, strerror(errno));
}

bool page_open(struct page *page, const char *path, struct dixit_error *error)
{
    *page = (struct page){.path = path, .out = STDOUT_FILENO};
    buf_init(&page->entries, 0);
    if (strcmp(path, "-") != 0)
        page->out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (page->out < 0)
        return lost(page, error);
    page->articles = tmpfile();
    if (page->articles != NULL)
        buf_init_draining(&page->part, fileno(page->articles));
    return page->articles != NULL || error_set(error, DIXIT_SYSTEM, 0, "No temporary file could be made: %s", strerror(errno));
}

bool page_add(struct page *page, const struct doc *doc, const struct pick *pick, struct dixit_error *error)
{
    page->documents++;
    if (doc->attributions.count > page->most)
        page->most = doc->attributions.count;
    html_add_entry(&page->entries, doc, page->documents);
    bool good = html_add_article(&page->part, doc, pick, page->documents) && buf_flush(&page->part);
    if (!good && page->part.reason != 0)
        return error_set(error, DIXIT_SYSTEM, 0, "A temporary file could not be written: %s", strerror(page->part.reason));
    if (!good || page->entries.failed)
        return error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for the page.");
    return true;
}

/* Puts the page together from its parts. */
static bool put_together(const struct page *page, const struct buf *head, const struct buf *tail)
{
    return buf_write_all(page->out, head->at, head->length) && stream_copy(fileno(page->articles), page->out) &&
           buf_write_all(page->out, tail->at, tail->length);
}

bool page_finish(struct page *page, struct dixit_error *error)
{
    struct buf head, tail;
    buf_init(&head, 0);
    buf_init(&tail, 0);
    html_add_head(&head, page->documents, page->most, (struct str){page->entries.at, page->entries.length});
    html_add_tail(&tail);
    bool good = (!head.failed && !tail.failed) || error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for the page.");
    good = good && (put_together(page, &head, &tail) || lost(page, error));
    if (page->out > STDERR_FILENO && close(page->out) != 0 && good)
        good = lost(page, error);
    page->out = -1;
    buf_release(&head);
    buf_release(&tail);
    page_release(page);
    return good;
}

void page_release(struct page *page)
{
    if (page->out > STDERR_FILENO)
        close(page->out);
    page->out = -1;
    if (page->articles != NULL)
        fclose(page->articles);
    page->articles = NULL;
    buf_release(&page->part);
    buf_release(&page->entries);
}
