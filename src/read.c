/* SPDX-License-Identifier: Apache-2.0 */
/* READ SECOND. `dixit stages` prints this table; `dixit read --after NAME` prints a document as it stands after a stage. */
#include "read.h"

#include "claims/accused.h"
#include "claims/actors.h"
#include "claims/chains.h"
#include "claims/hearsay.h"
#include "claims/label.h"
#include "claims/reactions.h"
#include "claims/sentences.h"
#include "claims/show.h"
#include "claims/status.h"
#include "text/pieces.h"
#include "text/words.h"

#include <string.h>

const struct stage read_stages[] = {
    /* name         does it                needs                     gives                                           prints it */
    {"words",       text_split_words,      "text",                   "words, with the quotation marks around them",  text_show_words},
    {"pieces",      text_split_pieces,     "words",                  "pieces of words, in the model's vocabulary",   text_show_pieces},
    {"labels",      claims_label,          "words pieces",           "labels of words; cues and their roles",        claims_show_labels},
    {"hearsay",     claims_mend_hearsay,   "labels",                "attributions, mended where they are hearsay",  claims_show_attributions},
    {"accused",     claims_find_accused,   "labels",                "whom words go against, and whom they are for",  claims_show_attributions},
    {"chains",      claims_link_chains,    "labels",                 "attributions in order, each under its parent", claims_show_attributions},
    {"sentences",   claims_find_sentences, "words labels",           "sentences",                                    claims_show_sentences},
    {"names",       claims_find_names,     "words labels",           "names of nine kinds",                          claims_show_names},
    {"actors",      claims_find_actors,    "names attributions",     "who speaks, is spoken to and spoken of",       claims_show_actors},
    {"reactions",   claims_find_reactions, "sentences actors",       "who denies, confirms or does not answer what", claims_show_reactions},
    {"status",      claims_derive_status,  "reactions",              "what became of each attribution in this text", claims_show_status},
    {"own",         claims_find_own,       "sentences attributions", "what the outlet tells in its own voice",       claims_show_own},
};
const uint32_t read_stage_count = sizeof read_stages / sizeof *read_stages;

const struct stage *read_find_stage(const char *name)
{
    for (uint32_t i = 0; i < read_stage_count; i++)
        if (strcmp(read_stages[i].name, name) == 0)
            return &read_stages[i];
    return NULL;
}

bool read_document(struct job *job, const char *after)
{
    for (uint32_t i = 0; i < read_stage_count; i++) {
        if (!read_stages[i].run(job))
            return false;
        if (after != NULL && strcmp(read_stages[i].name, after) == 0)
            break;
    }
    return true;
}
