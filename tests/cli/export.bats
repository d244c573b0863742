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
    [[ $stderr == "dixit: 2 documents imported, 0 unchanged, 0 left out"$'\n'"dixit: 2 corrections, claims, decisions, verdicts and pieces of evidence imported, 0 left out" ]]
    run -0 "$DIXIT" show -l second.ledger a
    [[ $output == *"a#1 checked"* ]]
    [ "$(python3 -c 'import sqlite3; print(sqlite3.connect("second.ledger").execute("SELECT count(*) FROM import_proofs").fetchone()[0])')" -ge 2 ]
    run -0 "$DIXIT" log verify -l second.ledger
    run -0 --separate-stderr "$DIXIT" import -l second.ledger t.ledger
    [[ $stderr == "dixit: 0 documents imported, 2 unchanged, 0 left out" ]]
    python3 -c 'import sqlite3; db = sqlite3.connect("t.ledger"); db.execute("UPDATE versions SET outlet = \"another\" WHERE id = 1"); db.commit()'
    run -3 "$DIXIT" import -l third.ledger t.ledger
}

# a ledger with something of everything that persons set beside readings
fill_all() {
    export DIXIT_LEDGER=t.ledger
    cat >stories.jsonl <<'END'
{"id": "a", "outlet": "Harbour Post", "published": "2026-01-04", "text": "Größe — the old bridge over the Varn will be closed in May, Mayor Anna Lind said on Sunday. “The bridge will be closed in May because its pillars are rotten,” Lind told the Harbour Post."}
{"id": "b", "outlet": "Valley Radio", "published": "2026-01-05", "text": "The bridge over the Varn will be closed in May, the Harbour Post reported. Mayor Anna Lind said that its pillars are rotten."}
{"id": "c", "outlet": "Elm Gazette", "published": "2026-01-06", "text": "The railway company denied that the bridge over the Varn will be closed in May. A spokesman called the report in the Harbour Post false."}
END
    "$DIXIT" add -q stories.jsonl
    "$DIXIT" trace --all --json >all.jsonl
    claim=$(python3 -c 'import json; print(next(x["claim"] for x in map(json.loads, open("all.jsonl")) if len({p["document"] for p in x.get("appearances", [])}) > 1))')
    "$DIXIT" group accept "$claim" --by "Ines Tallow" --why "the same bridge"
    echo "a report" >report.txt
    hash=$("$DIXIT" attach report.txt --to "$claim")
    "$DIXIT" attach report.txt --to a
    "$DIXIT" correct 'a#1' --stance allege --why "nobody else says so"
    "$DIXIT" correct 'a#1' --answered-by "The railway company" --at 0-5 --why "it stands there"
    "$DIXIT" judge "$claim" --verdict "not shown" --why "no report was found" --by "B. Checker"
    "$DIXIT" judge "$claim" --verdict "shown" --why "a report was found" --by "B. Checker" --evidence "$hash" --supersedes 1
    "$DIXIT" judge 'b#1' --verdict "as it was" --why "it was heard" --by "B. Checker"
}

entries() {
    python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM log_entries").fetchone()[0])' "$1"
}

@test "a ledger comes into another with corrections, claims, decisions, evidence and verdicts, and twice changes nothing" {
    fill_all
    "$DIXIT" export --to records >first.jsonl
    for kind in reading correction claim evidence decision verdict; do
        grep -q "^{\"format\":\"dixit-$kind/1\"" first.jsonl
    done
    python3 "$DIXIT_TEST_SOURCE/tests/cli/check_exports.py" records first.jsonl
    run -0 --separate-stderr "$DIXIT" import -l second.ledger t.ledger
    [[ $stderr == "dixit: 3 documents imported, 0 unchanged, 0 left out"$'\n'"dixit: 9 corrections, claims, decisions, verdicts and pieces of evidence imported, 0 left out" ]]
    run -0 "$DIXIT" log verify -l second.ledger
    "$DIXIT" export -l second.ledger --to records >second.jsonl
    cmp first.jsonl second.jsonl
    before=$(entries second.ledger)
    run -0 "$DIXIT" import -l second.ledger t.ledger
    [ "$(entries second.ledger)" -eq "$before" ]
    "$DIXIT" show a >one.txt
    "$DIXIT" show -l second.ledger a >two.txt
    grep -q 'a#1 stance: allege (nobody else says so); signed by' two.txt
    cmp one.txt two.txt
    "$DIXIT" trace -l second.ledger --all --json | grep -q '"state":"accepted"'
    # what is new there comes over, and nothing else
    "$DIXIT" judge 'c#1' --verdict "denied" --why "it denies it"
    run -0 --separate-stderr "$DIXIT" import -l second.ledger t.ledger
    [[ $stderr == *"dixit: 1 corrections, claims"* ]]
}

@test "records come into an empty ledger as they were, and what was not signed so does not" {
    fill_all
    "$DIXIT" export --to records >first.jsonl
    run -0 "$DIXIT" import -l third.ledger first.jsonl
    run -0 "$DIXIT" log verify -l third.ledger
    "$DIXIT" export -l third.ledger --to records >third.jsonl
    cmp first.jsonl third.jsonl
    before=$(entries third.ledger)
    run -0 "$DIXIT" import -l third.ledger first.jsonl
    [ "$(entries third.ledger)" -eq "$before" ]
    python3 - <<'END'
import base64, json
with open("bad.jsonl", "w") as out:
    for line in map(json.loads, open("first.jsonl")):
        kind = line["format"].split("/")[0]
        if kind == "dixit-verdict":
            line["verdict"] = "true"
        elif kind == "dixit-correction":
            line["why"] = "because"
        elif kind == "dixit-evidence":
            line["bytes"] = base64.b64encode(b"another report").decode()
        out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
END
    run -1 --separate-stderr "$DIXIT" import -l fourth.ledger bad.jsonl
    [[ $stderr == *"A verdict does not say what its person signed."* && $stderr == *"A correction does not say what its person signed."* && $stderr == *"bytes of evidence"* ]]
    [ "$("$DIXIT" export -l fourth.ledger --to records | grep -c -E 'dixit-(verdict|correction|evidence)/1')" -eq 0 ]
    run -0 "$DIXIT" log verify -l fourth.ledger
    # records without their documents, and lines cut short
    grep -v dixit-reading first.jsonl >alone.jsonl
    head -c 400 first.jsonl | tail -c 300 >>alone.jsonl
    run -1 --separate-stderr "$DIXIT" import -l fifth.ledger alone.jsonl
    run -0 "$DIXIT" log verify -l fifth.ledger
}

@test "a site is a folder of pages whose links lead somewhere, with every text escaped and no script" {
    fill_all
    cat >hostile.jsonl <<'END'
{"id": "../../<b>up", "title": "<script>alert(1)</script>", "outlet": "\"><img src=x onerror=alert(1)>", "author": "'&amp;", "published": "2026-01-07", "url": "javascript:alert(1)", "text": "Mayor Anna <i>Lind</i> said that \"<script>alert(2)</script>\" stood on the bridge. The railway company denied that </p><iframe src=x> stood there."}
END
    "$DIXIT" add -q hostile.jsonl
    run -0 "$DIXIT" export --to site pages
    run -0 python3 "$DIXIT_TEST_SOURCE/tests/cli/check_exports.py" site pages
    grep -q 'allege' "pages/documents/$(printf a | sha256sum | cut -c1-16).html"
    grep -q -F 'stories.jsonl' "pages/documents/$(printf a | sha256sum | cut -c1-16).html"
    grep -q 'Accepted by a person' "pages/claims/$claim.html"
    grep -q 'a report was found' "pages/claims/$claim.html"
    grep -q 'superseded' "pages/claims/$claim.html"
    # the same again, but for nothing; and not into a folder that holds something
    run -0 "$DIXIT" export --to site again
    diff -r pages again
    run -1 "$DIXIT" export --to site pages
    [[ $output == *"something in the folder already"* ]]
    run -2 "$DIXIT" export --to site
}
