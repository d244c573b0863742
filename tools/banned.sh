#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# banned.sh: functions that are not used here, and why. Prints each use and exits 1.
cd "$(dirname "$0")/.." || exit 1
bad=0

# code FILE: the file without comments, strings and character constants, so that a word in prose is no use.
code()
{
    awk '
    { line = $0; out = ""
      while (length(line)) {
          if (inside) { at = index(line, "*/"); if (!at) { line = ""; break } inside = 0; line = substr(line, at + 2); continue }
          if (match(line, /^\/\*/)) { inside = 1; line = substr(line, 3); continue }
          if (match(line, /^\/\//)) { line = ""; break }
          if (match(line, /^"([^"\\]|\\.)*"/) || match(line, /^\047([^\047\\]|\\.)*\047/)) { out = out "\"\""; line = substr(line, RLENGTH + 1); continue }
          out = out substr(line, 1, 1); line = substr(line, 2) }
      print FILENAME ":" FNR ": " out }' "$1"
}

# ban WHY NAMES FILES…
ban()
{
    why=$1 names=$2
    shift 2
    for file; do
        [ -f "$file" ] || continue
        if code "$file" | grep -E "(^|[^A-Za-z0-9_.>])($names)[[:space:]]*\\("; then
            printf '    %s\n' "$why"
            bad=1
        fi
    done
}

files=$(find src include tests bench -name '*.[ch]' 2>/dev/null | sort)
rooms=$(find src -name '*.[ch]' ! -path 'src/base/*' | sort)
library=$(find src -name '*.[ch]' ! -path 'src/cli/*' | sort)

# shellcheck disable=SC2086 # lists of names without spaces
{
    ban 'writes without knowing the room: use struct buf, snprintf or memcpy' \
        'strcpy|stpcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|scanf|fscanf|sscanf' $files
    ban 'keeps hidden state between calls' 'strtok|asctime|ctime|gmtime|localtime|rand|srand|strerror_l|tmpnam|tempnam|mktemp' $files
    ban 'cannot report an error: use strtol and look at the end' 'atoi|atol|atoll|atof' $files
    ban 'chosen by input, it overruns the stack' 'alloca' $files
    ban 'memory is the business of src/base (arena.h, buf.h)' \
        'malloc|calloc|realloc|reallocarray|free|strdup|strndup|aligned_alloc|posix_memalign|asprintf|vasprintf|getline|getdelim' $rooms
    ban 'raw reading and writing is the business of src/base (buf.h)' 'read|write|pread|pwrite|readv|writev' $rooms
    ban 'a library does not end its caller' 'exit|_exit|_Exit|quick_exit|abort' $library
    ban 'a library does not print' 'printf|fprintf|vfprintf|puts|fputs|putchar|perror' $library
    ban 'depends on the user'"'"'s locale: text is UTF-8 and judged by src/text' \
        'setlocale|isalpha|isupper|islower|isalnum|isspace|ispunct|toupper|tolower|strcasecmp|strncasecmp|strcoll' $library
}
exit $bad
