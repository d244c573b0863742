/* SPDX-License-Identifier: Apache-2.0 */
/* page.h: a page file made of many readings without holding them: articles go to an unnamed file as they come, and the page, whose list
 * stands on top, is put together at the end. */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "view/pick.h"
#include "doc.h"

struct page {
    const char *path; /* borrowed */
    int out;          /* the page; -1 when none is open */
    FILE *articles;   /* only its descriptor is used */
    struct buf part;  /* drains to `articles` */
    struct buf entries;
    uint32_t documents, most;
};

/* Opens the page for writing, which empties it; "-" is standard output. */
bool page_open(struct page *page, const char *path, struct dixit_error *error);

/* One document; `pick` (NULL: all) says which of its attributions. */
bool page_add(struct page *page, const struct doc *doc, const struct pick *pick, struct dixit_error *error);

/* Writes the page and closes it; false with the error set when any of it was lost. */
bool page_finish(struct page *page, struct dixit_error *error);

/* Closes what is open without finishing; fine after page_finish. */
void page_release(struct page *page);

#endif
