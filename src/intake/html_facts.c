/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_facts.h"
#include "intake/html_text.h"

bool html_facts_find(const struct html_tree *tree, struct arena *memory, struct html_facts *facts)
{
    *facts = (struct html_facts){0};
    for (uint32_t i = 0; i < tree->count; i++)
        if (tree->nodes[i].tag == TAG_TITLE && facts->title == NULL)
            facts->title = html_text_line(tree, i, 500, memory);
    return true;
}
