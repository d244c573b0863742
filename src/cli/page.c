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
    buf_init(&page->part, 0);
    buf_init(&page->entries, 0);
    if (strcmp(path, "-") != 0)
        page->out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (page->out < 0)
        return lost(page, error);
    page->articles = tmpfile();
    return page->articles != NULL || error_set(error, DIXIT_SYSTEM, 0, "No temporary file could be made: %s", strerror(errno));
}

bool page_add(struct page *page, const struct doc *doc, const struct pick *pick, struct dixit_error *error)
{
    page->documents++;
    if (doc->attributions.count > page->most)
        page->most = doc->attributions.count;
    buf_reset(&page->part);
    html_add_entry(&page->entries, doc, page->documents);
    if (!html_add_article(&page->part, doc, pick, page->documents) || page->entries.failed)
        return error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for the page.");
    if (!buf_write_all(fileno(page->articles), page->part.at, page->part.length))
        return error_set(error, DIXIT_SYSTEM, 0, "A temporary file could not be written: %s", strerror(errno));
    return true;
}

bool page_finish(struct page *page, struct dixit_error *error)
{
    buf_reset(&page->part);
    html_add_head(&page->part, page->documents, page->most, (struct str){page->entries.at, page->entries.length});
    bool good = !page->part.failed || error_set(error, DIXIT_NO_MEMORY, 0, "There is not enough memory for the page.");
    good = good && ((buf_write_all(page->out, page->part.at, page->part.length) && stream_copy(fileno(page->articles), page->out)) ||
                    lost(page, error));
    buf_reset(&page->part);
    html_add_tail(&page->part);
    good = good && (buf_write_all(page->out, page->part.at, page->part.length) || lost(page, error));
    if (page->out > STDERR_FILENO && close(page->out) != 0 && good)
        good = lost(page, error);
    page->out = -1;
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
