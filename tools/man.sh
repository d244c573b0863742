#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# man.sh PAGE.1.md VERSION: prints the manual page in the form that man reads (man(7)). It knows what docs/dixit.1.md uses: headings, paragraphs,
# lists with -, terms with : below them, code indented by four, and in lines `code`, *emphasis* and **strong**.
set -eu
awk -v version="$2" '
function plain(s) {
    gsub(/\\/, "\\e", s)
    gsub(/-/, "\\-", s)
    return s
}
# `code` and **strong** become bold, *emphasis* italic; what is inside code is left alone.
function inline(s,    out, at, close_at) {
    out = ""
    while (length(s)) {
        if (match(s, /^`[^`]*`/)) {
            out = out "\\fB" plain(substr(s, 2, RLENGTH - 2)) "\\fR"
        } else if (match(s, /^\*\*[^*]+\*\*/)) {
            out = out "\\fB" plain(substr(s, 3, RLENGTH - 4)) "\\fR"
        } else if (match(s, /^\*[^* ][^*]*\*/)) {
            out = out "\\fI" plain(substr(s, 2, RLENGTH - 2)) "\\fR"
        } else {
            match(s, /^[^`*]+/) || match(s, /^./)
            out = out plain(substr(s, 1, RLENGTH))
        }
        s = substr(s, RLENGTH + 1)
    }
    return out
}
function put(s) {
    if (s ~ /^[.\047]/) s = "\\&" s
    print s
}
function end_paragraph() {
    if (text != "") put(inline(text))
    text = ""
}
function begin(macro, first) {
    end_paragraph()
    if (macro != "") print macro
    text = first
}
{ lines[NR] = $0 }
END {
    print ".TH DIXIT 1 \"\" \"Dixit " version "\" \"User commands\""
    for (i = 1; i <= NR; i++) {
        line = lines[i]
        if (line ~ /^    /) {
            begin(code ? "" : ".PP\n.RS 4\n.EX", "")
            code = 1
            put(plain(substr(line, 5)))
            continue
        }
        if (code) print ".EE\n.RE"
        code = 0
        if (line ~ /^## /) {
            begin(".SH \"" toupper(substr(line, 4)) "\"", "")
            fresh = 1 # the first paragraph of a section needs no .PP
        } else if (line ~ /^- /) {
            begin(".IP \\(bu 2", substr(line, 3))
        } else if (lines[i + 1] ~ /^: /) {
            begin(".TP", "")
            put(inline(line))
            text = substr(lines[++i], 3)
        } else if (line == "") {
            end_paragraph()
        } else if (line !~ /^# /) {
            sub(/^ +/, "", line)
            if (text != "") text = text " " line
            else begin(fresh ? "" : ".PP", line)
        }
        if (line != "" && line !~ /^## /) fresh = 0
    }
    end_paragraph()
    if (code) print ".EE\n.RE"
}
' "$1"
