#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# embed.sh NAME FILE: prints a C header that holds the file's lines as `static const char *const NAME[]`, with leading spaces
# and empty lines left out. (An array of lines: C17 promises no string longer than 4,095 bytes.)
set -eu
name=$1 file=$2
printf '/* Made from %s by tools/embed.sh; change that file instead. */\nstatic const char *const %s[] = {\n' "$(basename "$file")" "$name"
sed -e 's/^[[:space:]]*//' -e '/^$/d' -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/    "&\\n",/' "$file"
printf '};\n'
