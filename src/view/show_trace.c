/* SPDX-License-Identifier: Apache-2.0 */
#include "view/show_trace.h"

#include <string.h>

#include "view/safe.h"

static const struct story *story_of(const struct traced *traced, uint32_t story)
{
    return &traced->stories->list.at[story];
}

static const struct passage *passage_of(const struct traced *traced, const struct member *member)
{
    return &story_of(traced, member->story)->passages.at[member->passage];
}

const char *trace_state(const struct traced *traced)
{
    static const char *const states[] = {"proposed by the program, seen by nobody", "accepted by a person", "undone by a person"};
    return states[traced->group->state];
}

uint32_t trace_spokesman(const struct traced *traced)
{
    const struct claim *claim = &traced->group->claim;
    for (uint32_t i = 0; i < claim->members.count; i++)
        if (claim->members.at[i].story == traced->trail->earliest && claim->members.at[i].position == POSITION_CARRIES)
            return i;
    return claim->members.count > 0 ? 0 : NONE;
}

void trace_put_story(const struct traced *traced, uint32_t s, struct buf *out)
{
    const struct story *story = story_of(traced, s);
    if (story->outlet.length > 0) {
        safe_add(out, story->outlet, true);
        buf_add_text(out, ", ");
    }
    if (story->published.length > 0)
        safe_add(out, (struct str){story->published.at, story->published.length < 10 ? story->published.length : 10}, true);
    else
        buf_add_text(out, "undated");
    buf_add_text(out, " (");
    safe_add(out, story->id, true);
    buf_add_char(out, ')');
}

uint32_t trace_copied_from(const struct traced *traced, uint32_t story)
{
    uint32_t first = story, family = traced->copies->family[story];
    for (uint32_t i = 0; i < traced->stories->list.count; i++)
        if (traced->copies->family[i] == family)
            first = stories_earlier(traced->stories, first, i);
    return first == story ? NONE : first;
}

void trace_put_chain(const struct traced *traced, const struct member *member, struct buf *out)
{
    const struct passage *passage = passage_of(traced, member);
    const struct story *story = story_of(traced, member->story);
    if (story->outlet.length > 0)
        safe_add(out, story->outlet, true);
    else
        safe_add(out, story->id, true);
    for (uint32_t i = 0; i < passage->n_sources; i++) {
        buf_add_text(out, " › ");
        safe_add(out, passage->sources[i].name, true);
    }
}

/* Bytes of a quotation mark, or a space, at the start or the end of a text; 0 for none. */
static size_t mark_at(struct str text, bool end)
{
    static const char *const marks[] = {"\"", "“", "”", "‘", "’", "'", " ", "\n"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t n = strlen(marks[i]);
        if (text.length > n && memcmp(end ? text.at + text.length - n : text.at, marks[i], n) == 0)
            return n;
    }
    return 0;
}

struct str trace_words(const struct traced *traced, uint32_t story, uint32_t passage)
{
    struct span at = story_of(traced, story)->passages.at[passage].at;
    struct str words = {story_of(traced, story)->text.at + at.start, at.end - at.start};
    for (size_t n; (n = mark_at(words, false)) > 0; words.length -= n)
        words.at += n;
    for (size_t n; (n = mark_at(words, true)) > 0;)
        words.length -= n;
    return words;
}

static void put_words(const struct traced *traced, const struct member *member, struct buf *out)
{
    buf_add_text(out, "“");
    safe_add(out, trace_words(traced, member->story, member->passage), true);
    buf_add_text(out, "”");
}

/* The members that take one position, copies after what they have their text from. */
static void put_members(const struct traced *traced, enum position position, const char *heading, struct buf *out)
{
    const struct claim *claim = &traced->group->claim;
    bool any = false;
    for (uint32_t i = 0; i < claim->members.count; i++) {
        const struct member *member = &claim->members.at[i];
        if (member->position != position)
            continue;
        if (!any)
            buf_add_format(out, "  %s\n", heading);
        any = true;
        buf_add_text(out, traced->group->state == GROUP_ACCEPTED && !traced->group->by.at[i] ? "    ? " : "    ");
        trace_put_story(traced, member->story, out);
        buf_add_text(out, ": ");
        trace_put_chain(traced, member, out);
        buf_add_text(out, ": ");
        put_words(traced, member, out);
        uint32_t from = trace_copied_from(traced, member->story);
        if (from != NONE) {
            buf_add_text(out, " – the text is shared with ");
            trace_put_story(traced, from, out);
        }
        buf_add_char(out, '\n');
    }
}

static void put_arrows(const struct traced *traced, struct buf *out)
{
    for (uint32_t i = 0; i < traced->trail->arrows.count; i++) {
        const struct arrow *arrow = &traced->trail->arrows.at[i];
        if (i == 0)
            buf_add_text(out, "  who has it from whom\n");
        buf_add_text(out, "    ");
        trace_put_story(traced, arrow->to, out);
        buf_add_text(out, " from ");
        if (arrow->from != NONE)
            trace_put_story(traced, arrow->from, out);
        else
            safe_add(out, arrow->outlet, true);
        buf_add_format(out, ", by %s: “", arrow_kind_name((enum arrow_kind)arrow->kind));
        safe_add(out, (struct str){story_of(traced, arrow->to)->text.at + arrow->words.start, arrow->words.end - arrow->words.start}, true);
        buf_add_text(out, "”\n");
    }
}

static void put_origins(const struct traced *traced, struct buf *out)
{
    for (uint32_t i = 0; i < traced->trail->origins.count; i++) {
        const struct claim_origin *origin = &traced->trail->origins.at[i];
        const struct member member = {.story = origin->story, .passage = origin->passage};
        if (i == 0)
            buf_add_text(out, "  named origins\n");
        buf_add_text(out, "    ");
        safe_add(out, origin->name, true);
        buf_add_text(out, ": ");
        put_words(traced, &member, out);
        buf_add_text(out, " – ");
        trace_put_story(traced, origin->story, out);
        buf_add_char(out, '\n');
    }
}

void trace_show_text(const struct traced *traced, struct buf *out)
{
    const struct group *group = traced->group;
    uint32_t spokesman = trace_spokesman(traced);
    buf_add_format(out, "C%lld  %s\n", (long long)group->id, trace_state(traced));
    if (spokesman != NONE) {
        buf_add_text(out, "  ");
        put_words(traced, &group->claim.members.at[spokesman], out);
        buf_add_char(out, '\n');
    }
    if (traced->trail->earliest != NONE) {
        buf_add_text(out, "  earliest in this ledger: ");
        trace_put_story(traced, traced->trail->earliest, out);
        buf_add_char(out, '\n');
    }
    put_members(traced, POSITION_CARRIES, "carried by", out);
    put_members(traced, POSITION_DISPUTES, "disputed by", out);
    put_members(traced, POSITION_DOUBTS, "doubted or asked by", out);
    put_arrows(traced, out);
    put_origins(traced, out);
    if (group->elsewhere > 0)
        buf_add_format(out, "  %u of its passages %s: an older version or reading has %s, no newest one\n", group->elsewhere, group->elsewhere == 1 ? "is an orphan" : "are orphans",
                       group->elsewhere == 1 ? "it" : "them");
}
