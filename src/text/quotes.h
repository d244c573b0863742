/* SPDX-License-Identifier: Apache-2.0 */
/* quotes.h: quotation marks told from apostrophes, paired, and the words between them counted.
 *
 * A quotation lives within its line, as a paragraph is written in one line: what its line never closes ends there, so
 * that one stray mark cannot derail the rest. News opens each paragraph of a long quotation anew and closes only the
 * last: each of them is a quotation here, all but the last with WORD_QUOTE_OPEN. Where text is wrapped, or a
 * paragraph fails to open anew, a line that first closes what it never opened goes on with the quotation that was left
 * open at most eight lines before it, with no empty line between. A line whose first double mark closes after a comma
 * or stop, near its start, with nothing open, is taken as a quotation that lost its opening mark: WORD_QUOTE_OPEN. */
#ifndef TEXT_QUOTES_H
#define TEXT_QUOTES_H

#include "job.h"

/* Sets `quote` and the flags WORD_OPENS, WORD_CLOSES, WORD_APOSTROPHE and WORD_QUOTE_OPEN of doc->words. Marks count as
 * inside their quotation. A mark that has no partner keeps the flag of the direction it shows and opens nothing. */
bool text_mark_quotes(struct job *job);

#endif
