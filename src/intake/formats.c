/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/formats.h"

#include "intake/csv.h"
#include "intake/feed.h"
#include "intake/fill.h"
#include "intake/html.h"
#include "intake/jsonfeed.h"
#include "intake/mail.h"
#include "intake/markdown.h"
#include "intake/mbox.h"
#include "intake/ocr.h"
#include "intake/office.h"
#include "intake/pdf.h"
#include "intake/packed.h"
#include "intake/plain.h"
#include "intake/response.h"
#include "intake/warc.h"
#include "intake/zip.h"

enum { MIB = 1 << 20 };

static bool finish(struct unpack *unpack, struct doc *doc, bool good, const struct dixit_error *error)
{
    return good ? unpack_document(unpack, doc) : unpack_reject(unpack, doc, error->status, "%s", error->text);
}

/* Text found inside something. */
static bool read_plain(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    struct dixit_error error = {0};
    struct doc *doc = unpack_begin(unpack);
    (void)hint;
    if (doc == NULL)
        return false;
    bool good = plain_read(doc, bytes, unpack_is_cut(unpack), unpack_limits(unpack)->max_bytes, &error);
    return finish(unpack, doc, good, &error);
}

static bool read_html(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    struct dixit_error error = {0};
    if (!unpack_step(unpack, "HTML to text", "gumbo"))
        return false;
    struct doc *doc = unpack_begin(unpack);
    if (doc == NULL)
        return false;
    bool good = html_read(doc, bytes, hint->charset, unpack_is_cut(unpack), unpack_limits(unpack)->max_bytes, &error);
    return finish(unpack, doc, good, &error);
}

static const struct format formats[] = {
    {SNIFF_TEXT, read_plain, NULL, 64 * MIB}, /* the first: what has no reader of its own */
    {SNIFF_HTML, read_html, NULL, HTML_MAX_BYTES},
    {SNIFF_FEED, feed_read, NULL, 64 * MIB},
    {SNIFF_JSONFEED, jsonfeed_read, NULL, 64 * MIB},
    {SNIFF_MAIL, mail_read, NULL, 64 * MIB},
    {SNIFF_MBOX, NULL, mbox_read, 0},
    {SNIFF_CSV, NULL, csv_read, 0},
    {SNIFF_OFFICE, office_read, NULL, 256 * MIB},
    {SNIFF_OFFICE_OLD, office_read_old, NULL, 8},
    {SNIFF_PDF, pdf_read, NULL, 256 * MIB},
    {SNIFF_ALTO, ocr_read_alto, NULL, 256 * MIB},
    {SNIFF_HOCR, ocr_read_hocr, NULL, HTML_MAX_BYTES},
    {SNIFF_MARKDOWN, markdown_read, NULL, 64 * MIB},
    {SNIFF_GZIP, NULL, gzip_read, 0},
    {SNIFF_XZ, NULL, xz_read, 0},
    {SNIFF_ZSTD, NULL, zstd_read, 0},
    {SNIFF_TAR, NULL, tar_read, 0},
    {SNIFF_ZIP, NULL, zip_read_all, 0},
    {SNIFF_WARC, NULL, warc_read, 0},
    {SNIFF_RESPONSE, NULL, response_read, 0},
};

const struct format *format_find(enum sniffed kind)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (formats[i].kind == kind)
            return &formats[i];
    return &formats[0];
}
