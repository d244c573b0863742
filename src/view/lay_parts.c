/* SPDX-License-Identifier: Apache-2.0 */
#include "view/lay_parts.h"

#include <string.h>

static enum lay_style style_of(const struct part *part)
{
    switch (part->kind) {
    case PART_WHO: return LAY_BOLD;
    case PART_NOBODY: case PART_LABEL: case PART_SAME: return LAY_DIM;
    case PART_CUE: return LAY_CUE;
    case PART_SIGN:
        return strcmp(part->words.at, "✗") == 0 ? LAY_AGAINST : strcmp(part->words.at, "✓") == 0 ? LAY_FOR : LAY_OPEN;
    case PART_AS: case PART_PARTY: case PART_CONTENT: case PART_PLAIN: case PART_WORDS: break;
    }
    return LAY_PLAIN;
}

void lay_parts(struct lay *lay, const struct parts *parts, uint32_t from, bool dim)
{
    for (uint32_t i = from; i < parts->count; i++) {
        const struct part *part = &parts->at[i];
        if (!part->tight)
            lay_space(lay);
        lay_words(lay, part->words, dim ? LAY_DIM : style_of(part));
    }
}

void lay_indent(struct lay *lay, uint32_t columns)
{
    for (uint32_t i = 0; i < columns; i++)
        buf_add_char(lay->out, ' ');
    lay->column += columns;
}

void lay_answer(struct lay *lay, struct account *account, const struct status *status, uint32_t indent, struct parts *parts)
{
    account_answer(account, status, parts);
    lay_line(lay, indent);
    if (parts->count > 0)
        lay_words(lay, parts->at[0].words, style_of(&parts->at[0]));
    lay_indent(lay, 1);
    lay->indent = lay->column;
    lay_parts(lay, parts, 1, false);
}

void lay_answers(struct lay *lay, struct account *account, uint32_t attribution, uint32_t indent, struct parts *parts)
{
    for (uint32_t i = account->first_status[attribution]; i != NONE; i = account_next_status(account, i))
        lay_answer(lay, account, &account->doc->statuses.at[i], indent, parts);
}
