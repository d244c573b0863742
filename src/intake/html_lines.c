/* SPDX-License-Identifier: Apache-2.0 */
#include "intake/html_lines.h"

#include <string.h>

#include "html_junk_lines.h"

/* Whether the pattern, as the list has it, fits the line in small letters. */
static bool fits(const char *line, const char *pattern)
{
    char words[HTML_LONGEST_LINE];
    size_t length = strcspn(pattern, "\n");
    bool anywhere = pattern[0] == '*', whole = length > 0 && pattern[length - 1] == '$';
    size_t start = anywhere ? 1 : 0, size = length - start - (whole ? 1 : 0);
    if (pattern[0] == '#' || length == 0 || size >= sizeof words)
        return false;
    memcpy(words, pattern + start, size);
    words[size] = '\0';
    if (anywhere)
        return strstr(line, words) != NULL;
    return whole ? strcmp(line, words) == 0 : strncmp(line, words, size) == 0;
}

bool html_line_is_junk(const char *line)
{
    char small[HTML_LONGEST_LINE];
    size_t length = strlen(line);
    if (length >= sizeof small)
        return false;
    for (size_t i = 0; i <= length; i++)
        small[i] = line[i] >= 'A' && line[i] <= 'Z' ? (char)(line[i] | 0x20) : line[i];
    for (size_t i = 0; i < sizeof html_junk_lines / sizeof *html_junk_lines; i++)
        if (fits(small, html_junk_lines[i]))
            return true;
    return false;
}
