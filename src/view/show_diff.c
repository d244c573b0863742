/* SPDX-License-Identifier: Apache-2.0 */
#include "view/show_diff.h"

#include "view/show.h"
#include "view/show_html.h"

/* "Anna Lind [allege]" */
static void put_head(struct account *account, uint32_t index, struct buf *out)
{
    const struct attribution *a = &account->doc->attributions.at[index];
    const char *stance = dixit_stance_name((enum dixit_stance)a->stance);
    struct str who = a->actor != NONE ? account_actor(account, a->actor) : account_words(account, a->source);
    buf_add(out, who.length > 0 ? who.at : "(nobody named)", who.length > 0 ? who.length : 14);
    buf_add_format(out, " [%s%s]", a->negated ? "not " : "", stance != NULL ? stance : "?");
}

static void put_side(struct account *account, uint32_t index, struct buf *out)
{
    put_head(account, index, out);
    buf_add_text(out, ": ");
    show_words(account->doc, account->doc->attributions.at[index].content, out);
}

void diff_show_text(const struct diff *diff, struct account *before, struct account *after, struct buf *out)
{
    for (uint32_t i = 0; i < diff->differences.count; i++) {
        const struct difference *d = &diff->differences.at[i];
        buf_add_text(out, diff_kind_name(d->kind));
        if (d->before != NONE)
            buf_add_format(out, "  was #%u", d->before + 1);
        if (d->after != NONE)
            buf_add_format(out, "  is #%u", d->after + 1);
        buf_add_char(out, '\n');
        if (d->before != NONE) {
            buf_add_text(out, "  - ");
            put_side(before, d->before, out);
            buf_add_char(out, '\n');
        }
        if (d->after != NONE) {
            buf_add_text(out, "  + ");
            put_side(after, d->after, out);
            buf_add_char(out, '\n');
        }
    }
    buf_add_format(out, "%u attribution%s unchanged\n", diff->same, diff->same == 1 ? "" : "s");
}

/* One side of a difference as a paragraph; `link` 0: the row is on no page. */
static void add_side(const char *sign, struct account *account, uint32_t index, uint32_t link, struct buf *out)
{
    struct buf line;
    buf_init(&line, 0);
    put_side(account, index, &line);
    buf_add_format(out, "<p><span class=\"sign\">%s</span> ", sign);
    if (link > 0)
        buf_add_format(out, "<a href=\"#d%ur%u\">%u</a> ", link, index + 1, index + 1);
    html_add(out, (struct str){line.at, line.length}, true);
    buf_add_text(out, "</p>\n");
    out->failed = out->failed || line.failed;
    buf_release(&line);
}

void diff_show_html(const struct diff *diff, struct account *before, struct account *after, uint32_t number, struct buf *out)
{
    for (uint32_t i = 0; i < diff->differences.count; i++) {
        const struct difference *d = &diff->differences.at[i];
        buf_add_format(out, "%s<li><p><b>%s</b></p>\n", i == 0 ? "<ul class=\"changes\">\n" : "", diff_kind_name(d->kind));
        if (d->before != NONE)
            add_side("was", before, d->before, 0, out);
        if (d->after != NONE)
            add_side("is", after, d->after, number, out);
        buf_add_text(out, "</li>\n");
    }
    buf_add_format(out, "%s<p class=\"facts\">%u attribution%s unchanged</p>\n", diff->differences.count > 0 ? "</ul>\n" : "", diff->same, diff->same == 1 ? "" : "s");
}
