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

# the ledger is what its log says: restore verifies it first
proves() {
    run -0 "$DIXIT" restore -l "proven-$RANDOM.ledger" "$1"
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

@test "a correction is kept beside the reading, searched, and stays when the text changes around it" {
    setup_stories
    "$DIXIT" add -q stories.jsonl
    run -2 "$DIXIT" correct 'a#1' --actor "Olle Lind"
    run -0 "$DIXIT" correct 'a#1' --actor "Olle Lind" --why "his name is in the printed issue" --by "A. Editor"
    run -0 "$DIXIT" find --source "Olle Lind"
    [[ $output == *"a#1"* && $output == *"corrected"* ]]
    run -0 "$DIXIT" find --source "Anna Lind"
    [[ $output == *"Nothing found."* ]]
    run -0 "$DIXIT" show a
    [[ $output == *"a#1 actor: Olle Lind (his name is in the printed issue); signed by A. Editor"* ]]
    printf '{"id": "a", "text": "In the town, Mayor Anna Lind said that the old bridge over the Varn is unsafe. Nobody else spoke."}\n' >changed.jsonl
    "$DIXIT" add -q changed.jsonl
    run -0 "$DIXIT" find --source "Olle Lind"
    [[ $output == *"a#1"* ]]
    printf '{"id": "a", "text": "Mayor Anna Lind said that she will resign."}\n' >changed.jsonl
    "$DIXIT" add -q changed.jsonl
    run -0 "$DIXIT" show a
    [[ $output == *"(orphan: not found in the newest reading) actor: Olle Lind"* ]]
    proves t.ledger
}

@test "what a person says is not said is found no more; an answer is shown with its words" {
    setup_stories
    "$DIXIT" add -q stories.jsonl
    "$DIXIT" correct 'a#1' --answered-by "the railway company" --at 66-116 --why "it is the next sentence"
    run -0 "$DIXIT" find --status disputed
    [[ $output == *"a#1"* && $output == *"The railway company denied that the bridge is unsa"* ]]
    "$DIXIT" correct 'b#1' --not-said --why "it is a headline"
    run -0 "$DIXIT" find '"copper road"'
    [[ $output == *"Nothing found."* ]]
    run -1 "$DIXIT" correct 'b#1' --checked
    proves t.ledger
}

@test "evidence and verdicts stand beside what they are about" {
    setup_stories
    "$DIXIT" add -q stories.jsonl
    run -0 "$DIXIT" attach one.txt --to a --how "sent by the mayor"
    sum=$(sha256sum one.txt | cut -d' ' -f1)
    [ "$output" = "$sum" ]
    cmp one.txt "t.ledger-evidence/$sum"
    before=$(rows)
    "$DIXIT" attach one.txt --to a
    [ "$(rows)" = "$before" ]
    run -0 "$DIXIT" judge 'a#1' --verdict "supported" --why "an engineer's report says so" --evidence "$sum" --by "B. Checker"
    [ "$output" = "verdict 1" ]
    run -0 "$DIXIT" judge 'a#1' --verdict "withdrawn" --why "the report was of another bridge" --supersedes 1
    run -0 "$DIXIT" show 'a#1'
    [[ $output == *"earlier verdict, superseded: supported"* && $output == *"verdict: withdrawn"* ]]
    run -1 "$DIXIT" judge 'C7' --verdict x --why y
    proves t.ledger
}

@test "delete takes every word out of the files, and the rest can still be proven" {
    setup_stories
    "$DIXIT" add -q stories.jsonl
    "$DIXIT" correct 'a#1' --actor "Olle Quorn" --why "secretword"
    "$DIXIT" attach one.txt --to a
    run -2 "$DIXIT" delete a --why "a court said so"
    run -0 "$DIXIT" delete a --why "a court said so" --yes
    ! grep -q -a -i -e Varn -e quorn -e secretword -e railway t.ledger t.ledger-wal
    [ "$(find t.ledger-evidence -type f | wc -l)" -eq 0 ]
    run -0 "$DIXIT" find copper
    [[ ${lines[-1]} == "1 of 2 documents read; 1 erased" ]]
    run -1 "$DIXIT" show a
    proves t.ledger
}

@test "a backup is restored elsewhere, verified, and can be added to" {
    setup_stories
    "$DIXIT" add -q stories.jsonl
    "$DIXIT" attach one.txt
    run -0 "$DIXIT" backup copy
    run -1 "$DIXIT" backup copy
    run -0 "$DIXIT" restore -l again.ledger copy
    proves again.ledger
    printf '{"id": "c", "text": "The mayor said that the harbour is closed."}\n' >more.jsonl
    run -0 "$DIXIT" add -q -l again.ledger more.jsonl
    python3 -c 'import sqlite3; db = sqlite3.connect("copy"); db.execute("UPDATE versions SET title = \"another\" WHERE id = 1"); db.commit()'
    run -3 "$DIXIT" restore -l third.ledger copy
    [ ! -e third.ledger ]
}

@test "two may write at once and others read meanwhile, and nothing is lost" {
    setup_stories
    for who in one two; do
        for i in 1 2 3 4 5 6 7 8; do
            printf '{"id": "%s-%s", "text": "The mayor said that the bridge number %s is closed."}\n' "$who" "$i" "$i"
        done >"$who.jsonl"
    done
    "$DIXIT" add -q stories.jsonl
    "$DIXIT" add -q one.jsonl &
    first=$!
    "$DIXIT" add -q two.jsonl &
    second=$!
    for _ in 1 2 3 4 5; do
        "$DIXIT" find bridge >/dev/null
    done
    wait "$first"
    wait "$second"
    run -0 "$DIXIT" find bridge
    [[ ${lines[-1]} == "18 of 18 documents read; 16 undated" ]]
    proves t.ledger
}

@test "the coverage counts what could not be read, and what is in another language" {
    setup_stories
    printf '{"id": "n", "text": "Der Rat sagte, die Br\\u00fccke sei zu.", "language": "de"}\n{"id": "o", "text": " "}\n{"id": "p"}\n' >>stories.jsonl
    run -1 "$DIXIT" add -q stories.jsonl
    run -0 "$DIXIT" find bridge
    [[ ${lines[-1]} == "2 of 5 documents read; 1 not English; 1 without text; 1 that could not be read; 1 undated" ]]
}
