/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/show.h"

/* The words of a span on one line: line ends and tabs become spaces. */
static void add_words(const struct doc *doc, struct span at, struct buf *out)
{
    for (uint32_t i = at.start; i < at.end; i++) {
        char c = doc->text.at[i];
        buf_add_char(out, (unsigned char)c < ' ' ? ' ' : c);
    }
}

static void add_span(const struct doc *doc, struct span at, struct buf *out)
{
    buf_add_format(out, "%u-%u ", at.start, at.end);
    add_words(doc, at, out);
    buf_add_char(out, '\n');
}

static void add_role(const struct doc *doc, const char *name, struct spans spans, uint32_t indent, struct buf *out)
{
    for (uint32_t i = 0; i < spans.count; i++) {
        buf_add_format(out, "%*s%-10s", (int)indent, "", name);
        add_span(doc, spans.at[i], out);
    }
}

void claims_show_labels(struct job *job, struct buf *out)
{
    const struct doc *doc = job->doc;
    for (uint32_t i = 0; i < doc->words.count; i++) {
        const struct label *label = &doc->labels.at[i];
        buf_add_format(out, "%u ", i);
        add_words(doc, doc->words.at[i].at, out);
        if (label->name != 0)
            buf_add_format(out, " %s%s", label->name % 2 ? "B-" : "I-", dixit_name_kind_name((enum dixit_name_kind)((label->name - 1) / 2)));
        buf_add_text(out, label->sentence_end ? " E\n" : "\n");
    }
}

void claims_show_attributions(struct job *job, struct buf *out)
{
    const struct doc *doc = job->doc;
    for (uint32_t i = 0; i < doc->attributions.count; i++) {
        const struct attribution *a = &doc->attributions.at[i];
        uint32_t depth = 0;
        for (uint32_t p = a->parent; p != NONE && depth < 20; p = doc->attributions.at[p].parent)
            depth++;
        const char *stance = dixit_stance_name((enum dixit_stance)a->stance);
        buf_add_format(out, "%*s%u %s%s %s %.2f\n", (int)(2 * depth), "", i + 1, a->negated ? "not " : "", stance == NULL ? "-" : stance,
                       dixit_quote_name((enum dixit_quote)a->quote), (double)a->confidence);
        uint32_t indent = 2 * depth + 2;
        add_role(doc, "source", a->source, indent, out);
        buf_add_format(out, "%*s%-10s", (int)indent, "", "cue");
        add_span(doc, a->cue, out);
        add_role(doc, "content", a->content, indent, out);
        add_role(doc, "addressee", a->addressee, indent, out);
        add_role(doc, "against", a->against, indent, out);
    }
}

void claims_show_sentences(struct job *job, struct buf *out)
{
    const struct doc *doc = job->doc;
    for (uint32_t i = 0; i < doc->sentences.count; i++)
        add_span(doc, doc->sentences.at[i].at, out);
}

void claims_show_names(struct job *job, struct buf *out)
{
    const struct doc *doc = job->doc;
    for (uint32_t i = 0; i < doc->names.count; i++) {
        buf_add_format(out, "%s ", dixit_name_kind_name((enum dixit_name_kind)doc->names.at[i].kind));
        add_span(doc, doc->names.at[i].at, out);
    }
}

void claims_show_own(struct job *job, struct buf *out)
{
    const struct doc *doc = job->doc;
    for (uint32_t i = 0; i < doc->own.count; i++)
        add_span(doc, doc->own.at[i], out);
}
