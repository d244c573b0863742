/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/ocr.h"

#include <stdlib.h>
#include <string.h>

#include "intake/charset.h"
#include "intake/compose.h"
#include "intake/fill.h"
#include "intake/html_text.h"
#include "intake/html_tree.h"
#include "intake/layout.h"
#include "intake/xml.h"

enum { SCRATCH_LIMIT = 768 << 20, SAMPLE = 4096 };

/* ---- ALTO ---- */

struct alto {
    struct layout layout;

    bool passed_over; /* the second part of a word that was written whole */
};

static float number(const char *const *attributes, const char *name)
{
    const char *value = xml_attribute(attributes, name);
    float result = value == NULL ? 0 : strtof(value, NULL);
    return result > -1e6F && result < 1e6F ? result : 0;
}

static struct box box_of(const char *const *attributes)
{
    float x = number(attributes, "HPOS"), y = number(attributes, "VPOS");
    return (struct box){x, y, x + number(attributes, "WIDTH"), y + number(attributes, "HEIGHT")};
}

/* A word that a line's end parts is written whole where its first part is, when ALTO says how it reads whole. */
static void add_string(struct alto *alto, const char *const *attributes)
{
    const char *content = xml_attribute(attributes, "CONTENT"), *part = xml_attribute(attributes, "SUBS_TYPE");
    const char *whole = xml_attribute(attributes, "SUBS_CONTENT");
    if (part != NULL && whole != NULL && strcmp(part, "HypPart1") == 0) {
        alto->passed_over = true;
        content = whole;
    } else if (part != NULL && strcmp(part, "HypPart2") == 0 && alto->passed_over) {
        alto->passed_over = false;
        return;
    }
    if (content != NULL)
        layout_add_word(&alto->layout, content, strlen(content));
}

static void open_alto(void *context, const char *name, const char *const *attributes)
{
    struct alto *alto = context;
    const char *colon = strchr(name, ':'), *local = colon == NULL ? name : colon + 1;
    if (strcmp(local, "Page") == 0)
        layout_add_page(&alto->layout, number(attributes, "WIDTH"), number(attributes, "HEIGHT"));
    else if (strcmp(local, "TextBlock") == 0)
        layout_add_block(&alto->layout);
    else if (strcmp(local, "TextLine") == 0)
        layout_open_line(&alto->layout, box_of(attributes));
    else if (strcmp(local, "String") == 0)
        add_string(alto, attributes);
    else if (strcmp(local, "HYP") == 0 && !alto->passed_over && alto->layout.line.length > 0 && alto->layout.line.at[alto->layout.line.length - 1] != '-')
        buf_add_char(&alto->layout.line, '-');
}

static void close_alto(void *context, const char *name)
{
    struct alto *alto = context;
    const char *colon = strchr(name, ':');
    if (strcmp(colon == NULL ? name : colon + 1, "TextLine") == 0)
        layout_close_line(&alto->layout);
}

static void text_of_alto(void *context, const char *bytes, size_t length)
{
    (void)context, (void)bytes, (void)length;
}

/* ---- the document ---- */

static bool give(struct unpack *unpack, struct str bytes, struct layout *layout, const char *media_type, const char *charset, const char *wrong)
{
    struct doc *doc = unpack_begin(unpack);
    struct buf text;
    if (doc == NULL)
        return false;
    fill_sha256(doc, bytes);
    doc->origin.media_type = media_type;
    doc->origin.charset = arena_copy(doc->memory, charset, strlen(charset));
    if (wrong != NULL)
        fill_note(doc, "The file breaks off: %.100s; the text before that was read.", wrong);
    if (unpack_is_cut(unpack))
        fill_note(doc, "The file goes on; the rest was not read.");
    buf_init(&text, 0);
    bool good;
    if (!layout_write(layout, doc, &text))
        good = unpack_reject(unpack, doc, DIXIT_TOO_LARGE, "There is not enough memory for the pages.");
    else if (text.length == 0)
        good = unpack_reject(unpack, doc, DIXIT_BAD_INPUT, "0 words were recognised in it.");
    else
        good = compose_document(unpack, doc, NULL, (struct str){text.at, text.length});
    buf_release(&text);
    return good;
}

bool ocr_read_alto(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    struct alto alto = {.passed_over = false};
    struct xml_handler handler = {&alto, open_alto, close_alto, text_of_alto};
    struct arena memory;
    struct xml xml;
    (void)hint;
    if (!unpack_step(unpack, "ALTO to text", "expat"))
        return false;
    arena_init(&memory, SCRATCH_LIMIT);
    layout_init(&alto.layout, &memory);
    xml_init(&xml, &memory, &handler, true);
    (void)xml_add(&xml, bytes.at, bytes.length);
    (void)xml_finish(&xml);
    xml_release(&xml);
    bool good = give(unpack, bytes, &alto.layout, "application/alto+xml", "utf-8", xml.wrong);
    layout_release(&alto.layout);
    arena_release(&memory);
    return good;
}

bool ocr_is_alto(struct str bytes)
{
    char root[XML_MAX_NAME];
    if (!xml_root(bytes, root))
        return false;
    const char *colon = strchr(root, ':');
    return compose_same(colon == NULL ? root : colon + 1, "alto");
}

/* ---- hOCR ---- */

static bool has_class(const struct html_tree *tree, uint32_t node, const char *name)
{
    const char *classes = tree->nodes[node].tag == TAG_TEXT ? NULL : html_value_of(tree, node, HTML_CLASS);
    size_t length = strlen(name);
    for (const char *at = classes == NULL ? NULL : strstr(classes, name); at != NULL; at = strstr(at + 1, name))
        if ((at == classes || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
            return true;
    return false;
}

/* "image \"p1.png\"; bbox 0 0 2480 3508; ppageno 0" */
static struct box bbox_of(const struct html_tree *tree, uint32_t node)
{
    const char *title = html_value_of(tree, node, HTML_TITLE), *at = title == NULL ? NULL : strstr(title, "bbox ");
    float values[4] = {0};
    char *end;
    for (int i = 0; at != NULL && i < 4; i++) {
        at += i == 0 ? 5 : 0;
        float value = strtof(at, &end);
        values[i] = end != at && value > -1e6F && value < 1e6F ? value : 0;
        at = end;
    }
    return (struct box){values[0], values[1], values[2], values[3]};
}

static bool is_line(const struct html_tree *tree, uint32_t node)
{
    return has_class(tree, node, "ocr_line") || has_class(tree, node, "ocr_textfloat") || has_class(tree, node, "ocr_header") ||
           has_class(tree, node, "ocr_caption") || has_class(tree, node, "ocr_footer") || has_class(tree, node, "ocrx_line");
}

static void add_hocr_line(struct layout *layout, const struct html_tree *tree, uint32_t node)
{
    layout_open_line(layout, bbox_of(tree, node));
    for (uint32_t i = node + 1; i < tree->nodes[node].end; i++) {
        if (tree->nodes[i].tag != TAG_TEXT)
            continue;
        struct buf word;
        struct html_text text;
        buf_init(&word, 0);
        html_text_init(&text, &word);
        html_text_add(&text, tree->nodes[i].text, tree->nodes[i].length, false);
        if (word.length > 0)
            layout_add_word(layout, word.at, word.length);
        buf_release(&word);
    }
    layout_close_line(layout);
}

static void add_hocr(struct layout *layout, const struct html_tree *tree)
{
    for (uint32_t i = 0; i < tree->count;) {
        if (has_class(tree, i, "ocr_page")) {
            struct box box = bbox_of(tree, i);
            layout_add_page(layout, box.x1 - box.x0, box.y1 - box.y0);
        } else if (has_class(tree, i, "ocr_carea") || has_class(tree, i, "ocrx_block") || has_class(tree, i, "ocr_par")) {
            layout_add_block(layout);
        } else if (is_line(tree, i)) {
            add_hocr_line(layout, tree, i);
            i = tree->nodes[i].end;
            continue;
        }
        i++;
    }
}

bool ocr_read_hocr(struct unpack *unpack, struct str bytes, const struct unpack_hint *hint)
{
    struct layout layout;
    struct arena memory;
    struct html_tree tree;
    struct charset charset;
    struct buf text;
    if (!unpack_step(unpack, "hOCR to text", "gumbo"))
        return false;
    arena_init(&memory, SCRATCH_LIMIT);
    layout_init(&layout, &memory);
    buf_init(&text, 0);
    bool good = charset_decode(bytes, hint->charset, &text, &charset) && text.length > 0 && html_tree_build((struct str){text.at, text.length}, &memory, &tree);
    if (good) {
        add_hocr(&layout, &tree);
        good = give(unpack, bytes, &layout, "text/vnd.hocr+html", charset.name, NULL);
    } else {
        good = unpack_reject(unpack, NULL, DIXIT_TOO_LARGE, "There is not enough memory for the file.");
    }
    buf_release(&text);
    layout_release(&layout);
    arena_release(&memory);
    return good;
}

bool ocr_is_hocr(struct str bytes)
{
    return (compose_find(bytes, SAMPLE, "<html") != NULL || compose_find(bytes, SAMPLE, "<div") != NULL) &&
           (compose_find(bytes, SAMPLE, "name=\"ocr-system\"") != NULL || compose_find(bytes, SAMPLE, "name='ocr-system'") != NULL ||
            compose_find(bytes, SAMPLE, "class=\"ocr_page\"") != NULL || compose_find(bytes, SAMPLE, "class='ocr_page'") != NULL);
}
