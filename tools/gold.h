/* SPDX-License-Identifier: Apache-2.0 */
/* gold.h: annotated stories (JSON Lines as docs/annotation.md has them) read into a document, so that a stage can be measured on what an
 * annotator found instead of what the model finds. For tools only. */
#ifndef TOOLS_GOLD_H
#define TOOLS_GOLD_H

#include "base/buf.h"
#include "job.h"

struct gold_reaction {
    uint8_t kind;           /* enum dixit_reaction_kind */
    const char *by;         /* a name or head noun phrase; NULL for the outlet */
    struct span at;         /* from the start of its first words to the end of its last */
    uint32_t attribution;   /* an index into doc->attributions; NONE */
    LIST(uint32_t) to;
};

/* What the annotator wrote that the document has no place for. Everything lives in job->doc->memory. */
struct gold {
    const char *id;
    const char **ids;       /* of each of doc->attributions, the annotator's id ("3b") */
    const char **actors;    /* of each of doc->attributions, the name of its source's actor; NULL */
    LIST(struct gold_reaction) reactions;
};

/* Reads one line. Fills doc->text, words, labels (sentence ends by their marks, no names), sentences and attributions, ordered by cue, with
 * spans, stance, negated, quote and parent; no actors. False with job->error set when the line is no such story. */
bool gold_read(struct job *job, const char *line, size_t length, struct gold *gold);

/* Fills doc->actors from the annotator's names: one for each name of a source or of `by`, its mentions the sources' spans and every place
 * where the text has the name or its last word; sets attribution.actor, and against_actor, addressee_actor and about by the mentions. */
bool gold_take_actors(struct job *job, const struct gold *gold);

/* Appends the document as one line that tools/score.py reads against the gold: its text, the attributions with the annotator's ids, the
 * actors of doc->actors, and doc->reactions and doc->statuses. False when memory gave out. */
bool gold_write(struct job *job, const struct gold *gold, struct buf *out);

#endif
