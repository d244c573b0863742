#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# banned.sh: functions that are not used here, and why. Prints each use and exits 1.
cd "$(dirname "$0")/.." || exit 1
bad=0

# Every line of code without comments, strings and character constants, so that a word in prose is no use: "FILE:LINE: code".
code=$(mktemp) || exit 1
trap 'rm -f "$code"' EXIT
# shellcheck disable=SC2016 # awk's own dollars
find src include tests tools bench -name '*.[ch]' | sort | xargs awk '
    FNR == 1 { inside = 0 }
    { line = $0; out = ""
      while (length(line)) {
          if (inside) {
              if (!(at = index(line, "*/"))) break
              inside = 0
              line = substr(line, at + 2)
          } else if (!match(line, /\/\*|\/\/|["\047]/)) {
              out = out line
              break
          } else {
              out = out substr(line, 1, RSTART - 1)
              line = substr(line, RSTART)
              if (substr(line, 1, 2) == "/*") { inside = 1; line = substr(line, 3) }
              else if (substr(line, 1, 2) == "//") break
              else if (match(line, /^"([^"\\]|\\.)*"/) || match(line, /^\047([^\047\\]|\\.)*\047/)) {
                  out = out "\"\""
                  line = substr(line, RLENGTH + 1)
              } else { out = out substr(line, 1, 1); line = substr(line, 2) }
          }
      }
      if (out ~ /[^ \t]/) print FILENAME ":" FNR ": " out }' >"$code"

# ban WHY NAMES FILES [EXCEPT]: FILES and EXCEPT are regular expressions for the path
ban()
{
    if grep -E "^$3" "$code" | grep -vE "^${4:-nothing:}" | grep -E "[^A-Za-z0-9_.>]($2)[[:space:]]*\\("; then
        printf '    %s\n' "$1"
        bad=1
    fi
}

any='(src|include|tests|tools|bench)/'
rooms='src/(text|intake|model|claims|ledger|cli|[a-z_]*\.)' # all but base
library='src/(base|text|intake|model|claims|ledger|[a-z_]*\.)' # all but cli

ban 'writes without knowing the room: use struct buf, snprintf or memcpy' \
    'strcpy|stpcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets|scanf|fscanf|sscanf' "$any"
ban 'keeps hidden state between calls' 'strtok|asctime|ctime|gmtime|localtime|rand|srand|tmpnam|tempnam|mktemp' "$any"
ban 'cannot report an error: use strtol and look at the end' 'atoi|atol|atoll|atof' "$any"
ban 'chosen by input, it overruns the stack' 'alloca' "$any"
ban 'memory is the business of src/base (arena.h, buf.h)' \
    'malloc|calloc|realloc|reallocarray|free|strdup|strndup|aligned_alloc|posix_memalign|asprintf|vasprintf|getline|getdelim' "$rooms"
ban 'raw reading and writing is the business of src/base (buf.h)' 'read|write|pread|pwrite|readv|writev' "$rooms"
ban 'a library does not end its caller' 'exit|_exit|_Exit|quick_exit|abort' "$library" 'src/base/child\.c:' # which ends a process that it made
ban 'a library does not print' 'printf|fprintf|vfprintf|puts|fputs|putchar|perror' "$library"
ban "depends on the user's locale: text is UTF-8 and judged by src/text" \
    'setlocale|isalpha|isupper|islower|isalnum|isspace|ispunct|toupper|tolower|strcasecmp|strncasecmp|strcoll' "$rooms"
exit $bad
