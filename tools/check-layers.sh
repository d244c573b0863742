#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check-layers.sh: a room includes only the rooms above it; each file keeps the shape of docs/style.md.
# Prints what breaks the table and exits 1. The linker does not notice it, since tests link everything.
cd "$(dirname "$0")/../src" || exit 1
bad=0

complain()
{
    printf '%s\n' "$*"
    bad=1
}

# room: what it may include, besides itself, base and the headers of src/ that its line names
allowed()
{
    case $1 in
    base) echo "" ;;
    text) echo "base doc.h job.h" ;;
    intake) echo "base doc.h job.h text" ;;
    model) echo "base doc.h job.h" ;;
    claims) echo "base doc.h job.h text model" ;;
    ledger) echo "base doc.h job.h text model" ;;
    view) echo "base doc.h job.h text intake model claims ledger" ;;
    serve) echo "base doc.h job.h text intake model claims ledger view read.h" ;;
    cli) echo "base doc.h job.h text intake model claims ledger view serve read.h" ;;
    .) echo "base doc.h job.h text intake model claims ledger read.h" ;; # read.c, library.c
    *) return 1 ;;
    esac
}

for file in ./*.[ch] */*.[ch]; do
    [ -f "$file" ] || continue
    room=${file%/*}
    rules=$(allowed "$room") || complain "src/$file: the room $room is not in the table"
    # "text/words.h" gives text; "doc.h" gives itself; "countries.h", made at build by the room's meson.build, gives the room
    # shellcheck disable=SC2013 # no spaces in them
    for used in $(sed -n 's/^[ \t]*#[ \t]*include[ \t]*"\([^"]*\)".*/\1/p' "$file"); do
        target=$used
        case $used in */*) target=${used%%/*} ;; esac
        if [ ! -f "$used" ] && [ ! -f "../include/$used" ]; then
            made=${used##*/}
            if grep -qsE "'($made|${made%.h})'" "$room/meson.build"; then
                target=$room
            else
                complain "src/$file: there is no $used (write the path from src/)"
                continue
            fi
        fi
        case " $rules $room dixit.h " in
        *" $target "*) ;;
        *) complain "src/$file includes $used: $room may use only: ${rules:-nothing}" ;;
        esac
    done
    head -n 1 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || complain "src/$file: no SPDX line on top"
    lines=$(wc -l <"$file")
    [ "$lines" -le 600 ] || complain "src/$file: $lines lines, 600 at most"
    own=${file%.c}.h
    own=${own#./}
    case $file in
    *.c) if [ -f "$own" ] && [ "$(sed -n 's/^#include "\(.*\)".*/\1/p' "$file" | head -n 1)" != "$own" ]; then
        complain "src/$file: include \"$own\" first"
    fi ;;
    esac
done
exit $bad
