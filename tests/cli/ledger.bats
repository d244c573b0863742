#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# dixit add and what looks into a ledger. The shipped model reads invented stories; what it finds in them is not what is tested.
load common

setup_stories() {
    export DIXIT_LEDGER=t.ledger
    cat >stories.jsonl <<'END'
{"id": "a", "text": "Mayor Anna Lind said that the old bridge over the Varn is unsafe. The railway company denied that the bridge is unsafe.", "outlet": "Harbour Post", "published": "2026-01-04", "url": "https://post.example/a"}
{"id": "b", "text": "The minister said on Monday that the copper road will be closed in spring. “We will close it,” he said.", "outlet": "Valley Radio", "published": "2026-02-10"}
END
}

# rows of the tables that a document fills
rows() {
    python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print([db.execute("SELECT count(*) FROM " + t).fetchone()[0] for t in ("documents", "versions", "readings", "passages", "log_entries")])' "$DIXIT_LEDGER"
}

@test "add keeps documents, and the same twice changes nothing" {
    setup_stories
    run -0 --separate-stderr "$DIXIT" add stories.jsonl
    [[ ${lines[0]} == $'a\tadded' && ${lines[1]} == $'b\tadded' ]]
    [[ $stderr == "dixit: 2 documents added" ]]
    before=$(rows)
    run -0 --separate-stderr "$DIXIT" add stories.jsonl
    [[ ${lines[0]} == $'a\tunchanged' ]]
    [ "$(rows)" = "$before" ]
}

@test "another text under the same id or the same address is a new version" {
    setup_stories
    "$DIXIT" add stories.jsonl
    printf '{"id": "a", "text": "Mayor Anna Lind said that the old bridge over the Varn is safe."}\n' >changed.jsonl
    run -0 --separate-stderr "$DIXIT" add changed.jsonl
    [[ ${lines[0]} == $'a\tnew version' ]]
    printf '{"text": "Mayor Anna Lind has said nothing of it.", "url": "https://post.example/a"}\n' >address.jsonl
    run -0 --separate-stderr "$DIXIT" add address.jsonl
    [[ $stderr == "dixit: 1 new version" ]]
}

@test "what cannot be read is named and remembered, and the rest is kept" {
    setup_stories
    printf '{"id": "c"}\n' >>stories.jsonl
    run -1 --separate-stderr "$DIXIT" add stories.jsonl
    [[ $stderr == *'stories.jsonl:3 (c): The object has no "text".'* ]]
    [[ ${lines[1]} == $'b\tadded' ]]
}

@test "a ledger of something else, or none, gives a clear error" {
    setup_stories
    run -1 --separate-stderr "$DIXIT" add -l one.txt stories.jsonl
    [[ $stderr == *"one.txt: this is no ledger."* ]]
    run -1 --separate-stderr "$DIXIT" add --reread
    [[ $stderr == *"t.ledger: there is no such ledger"* ]]
    run -1 --separate-stderr "$DIXIT" add -l nowhere/t.ledger stories.jsonl
    [[ $stderr == *"nowhere/t.ledger: it cannot be opened"* ]]
}

@test "read again by the same model, nothing changes" {
    setup_stories
    "$DIXIT" add stories.jsonl
    run -0 --separate-stderr "$DIXIT" add --reread
    [[ $stderr == "dixit: 2 unchanged" ]]
    run -0 --separate-stderr "$DIXIT" add --reread --dry-run
    [ -z "$output" ]
    run -0 --separate-stderr "$DIXIT" add --reread --dry-run --model "$DIXIT_SMALL_MODEL"
    [[ ${lines[0]} == $'a\twould change: '* ]]
    run -0 --separate-stderr "$DIXIT" add --reread --model "$DIXIT_SMALL_MODEL"
    [[ $stderr == "dixit: 2 read again" ]]
}

@test "find gives what has all words, the phrase, the beginning of a word, and what the answer rests on" {
    setup_stories
    "$DIXIT" add -q stories.jsonl
    run -0 "$DIXIT" find bridge unsafe
    [[ $output == *"a#1"* && $output == *"Harbour Post · 4 January 2026"* ]]
    [[ ${lines[-1]} == "2 of 2 documents read" ]]
    run -0 "$DIXIT" find '"copper road"'
    [[ $output == *"b#1"* && $output != *"a#1"* ]]
    run -0 "$DIXIT" find '"road copper"'
    [[ $output == *"Nothing found."* ]]
    run -0 "$DIXIT" find 'copp*'
    [[ $output == *"b#1"* ]]
    run -0 "$DIXIT" find -- bridge -old
    [[ $output != *"a#1 "* ]]
    run -0 "$DIXIT" find 'NEAR("; DROP' bridge
    run -2 "$DIXIT" find '(-)'
}

@test "find chooses by source, outlet and date" {
    setup_stories
    "$DIXIT" add -q stories.jsonl
    run -0 "$DIXIT" find --source lind
    [[ $output == *"a#1"* && $output != *"b#"* ]]
    run -0 "$DIXIT" find --outlet "harbour post" said OR bridge
    [[ $output != *"b#"* ]]
    run -0 "$DIXIT" find --since 2026-02
    [[ $output == *"b#1"* && $output != *"a#"* ]]
    run -0 "$DIXIT" find --until 2026-01-04
    [[ $output == *"a#1"* && $output != *"b#"* ]]
    run -2 "$DIXIT" find --since yesterday
    run -2 "$DIXIT" find --stance shouts bridge
}

@test "find --json gives one object a line, with words that stand at their spans" {
    setup_stories
    "$DIXIT" add -q stories.jsonl
    run -0 "$DIXIT" find --json --limit 1 bridge
    python3 -c 'import json, sys
lines = [json.loads(l) for l in sys.argv[1].splitlines()]
texts = {d["id"]: d["text"] for d in map(json.loads, open("stories.jsonl"))}
hit, last = lines
assert [hit["words"][s:e].lower() for s, e in hit["found"]] == ["bridge"], hit
assert " … ".join(texts[hit["document"]][s:e] for s, e in hit["content"]) == hit["words"], hit
assert last["total"] == 2 and last["coverage"]["read"] == 2, last' "$output"
}

@test "a new version is searched, the old one no more, and diff says what changed" {
    setup_stories
    "$DIXIT" add -q stories.jsonl
    run -1 --separate-stderr "$DIXIT" diff a
    [[ $stderr == *"one version only"* ]]
    printf '{"id": "a", "text": "Mayor Anna Lind claimed that the old bridge over the Varn is unsafe. The minister said that it was never closed."}\n' >changed.jsonl
    "$DIXIT" add -q changed.jsonl
    run -0 "$DIXIT" find railway
    [[ $output == *"Nothing found."* ]]
    run -0 "$DIXIT" diff a
    [[ $output == *"removed"* && $output == *"added"* ]]
    run -0 "$DIXIT" show a
    [[ $output == *"version 2 of 2"* ]]
    run -0 "$DIXIT" diff --json --from 1 a
    [[ $output == *'"versions":[1,2]'* ]]
}

@test "show knows a document, an attribution and somebody, and says when there is no such thing" {
    setup_stories
    "$DIXIT" add -q stories.jsonl
    run -0 "$DIXIT" show a
    [[ $output == *"Anna Lind"* ]]
    run -0 "$DIXIT" show --json a
    [[ $output == *'"format":"dixit-reading/1","id":"a"'* ]]
    run -0 "$DIXIT" show 'a#1'
    [[ $output == *"In its text:"* ]]
    run -0 "$DIXIT" show "anna lind"
    [[ $output == *"a#1"* && ${lines[-1]} == "2 of 2 documents read" ]]
    run -1 --separate-stderr "$DIXIT" show "Nobody Here"
    [[ $stderr == *'nobody called "Nobody Here"'* ]]
    run -1 --separate-stderr "$DIXIT" show 'a#99'
}
