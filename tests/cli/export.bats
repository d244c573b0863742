#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# dixit export and import.
load common

fill() {
    export DIXIT_LEDGER=t.ledger
    cat >stories.jsonl <<'END'
{"id": "a", "text": "Mayor Anna Lind said that the old bridge over the Varn is unsafe. The railway company denied that the bridge is unsafe.", "outlet": "Harbour Post", "published": "2026-01-04", "url": "https://post.example/a"}
{"id": "=b/ü", "text": "The minister said on Monday that “=1+1 is the sum” of it, with a \"quotation\". “We will close it,” he said.", "outlet": "-Valley Radio", "title": "@all"}
END
    "$DIXIT" add -q stories.jsonl
    "$DIXIT" correct 'a#1' --checked
    "$DIXIT" judge 'a#1' --verdict "not shown" --why "no report was found" --by "B. Checker"
}

check() {
    "$DIXIT" export --to "$1" >"out.$1"
    [ -s "out.$1" ]
    python3 "$DIXIT_TEST_SOURCE/tests/cli/check_exports.py" "$1" "out.$1"
}

@test "each export is what its format asks for" {
    fill
    for format in jsonl csv claimreview webannotation prov ftm; do
        check "$format"
        if [ "$format" = claimreview ]; then
            grep -q -F "post.example/a" "out.$format"
        elif [ "$format" != ftm ]; then
            grep -q -F "stories.jsonl" "out.$format"
        fi
    done
    "$DIXIT" export --to html out.html
    python3 "$DIXIT_TEST_SOURCE/tests/cli/check_exports.py" html out.html
    grep -q -F "Harbour Post" out.html
}

@test "the CSV holds the words as they stand, and no formula" {
    fill
    "$DIXIT" export --to csv >out.csv
    python3 -c 'import csv
rows = list(csv.DictReader(open("out.csv", newline="")))
assert {row["document"] for row in rows} == {"a", "\x27=b/ü"}, rows
assert {row["outlet"] for row in rows} == {"Harbour Post", "\x27-Valley Radio"}
assert [row["reading"] for row in rows if row["document"] == "a" and row["passage"] == "1"] == ["checked"]'
}

@test "a verdict that was superseded is exported no more" {
    fill
    "$DIXIT" judge 'a#1' --verdict "shown" --why "a report was found" --supersedes 1
    "$DIXIT" export --to claimreview >out.claimreview
    [ "$(wc -l <out.claimreview)" -eq 1 ]
    grep -q '"alternateName":"shown"' out.claimreview
}

@test "an export of readings comes back as it was" {
    fill
    "$DIXIT" export --to jsonl >out.jsonl
    run -0 --separate-stderr "$DIXIT" import -l second.ledger out.jsonl
    [[ $stderr == "dixit: 2 documents imported, 0 unchanged, 0 left out" ]]
    run -0 --separate-stderr "$DIXIT" import -l second.ledger out.jsonl
    [[ $stderr == "dixit: 0 documents imported, 2 unchanged, 0 left out" ]]
    "$DIXIT" export -l second.ledger --to jsonl >again.jsonl
    cmp out.jsonl again.jsonl
    run -1 --separate-stderr "$DIXIT" import -l second.ledger stories.jsonl
    [[ $stderr == *"line 1: "* ]]
}

@test "another ledger comes with its corrections and proofs, and not when it was altered" {
    fill
    run -0 --separate-stderr "$DIXIT" import -l second.ledger t.ledger
    [[ $stderr == "dixit: 2 documents imported, 0 unchanged, 0 left out" ]]
    run -0 "$DIXIT" show -l second.ledger a
    [[ $output == *"a#1 checked"* ]]
    [ "$(python3 -c 'import sqlite3; print(sqlite3.connect("second.ledger").execute("SELECT count(*) FROM import_proofs").fetchone()[0])')" -ge 2 ]
    run -0 "$DIXIT" log verify -l second.ledger
    run -0 --separate-stderr "$DIXIT" import -l second.ledger t.ledger
    [[ $stderr == "dixit: 0 documents imported, 2 unchanged, 0 left out" ]]
    python3 -c 'import sqlite3; db = sqlite3.connect("t.ledger"); db.execute("UPDATE versions SET outlet = \"another\" WHERE id = 1"); db.commit()'
    run -3 "$DIXIT" import -l third.ledger t.ledger
}
