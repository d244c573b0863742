#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# dixit log, and tools/verify_ledger.py, which knows nothing of our C, on the same ledgers. What else may be altered is tried in tests/ledger.
# shellcheck disable=SC2154 # run gives stderr
load common

# make_one NAME: a small ledger with something in every table
make_one() {
    "$DIXIT_MAKE_LEDGER" "$1" 3 4 2
    export DIXIT_LEDGER=$1
}

# alter SQL…: what somebody with another program does
alter() {
    python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for sql in sys.argv[2:]:
    db.execute(sql)
db.commit()' "$DIXIT_LEDGER" "$@"
}

python_verify() {
    python3 "$DIXIT_TEST_SOURCE/tools/verify_ledger.py" "$@"
}

@test "a ledger left alone is whole, as both say" {
    make_one t.ledger
    run -0 "$DIXIT" log verify
    [[ ${lines[0]} == "The ledger is as its log says." ]]
    "$DIXIT" log verify --json >found.json
    run -0 python3 -c '
import json
found = json.load(open("found.json"))
assert list(found) == ["format", "altered", "findings", "entries", "rows", "erased", "evidence", "missing", "witnessed", "index_checked", "root"]
assert found["altered"] == [] and found["entries"] == 19 and found["erased"] == 1 and found["index_checked"] is True'
    run -0 python_verify t.ledger
    [[ ${lines[*]} == "19 entries as its log says" ]]
}

@test "what was altered is named, and both end with 3" {
    make_one t.ledger
    alter "UPDATE versions SET title = title || '!' WHERE id = 2" "DELETE FROM statuses WHERE id = 1"
    run -3 --separate-stderr "$DIXIT" log verify
    [[ ${lines[0]} == "altered: versions 2: not as in entry 2 ("*"words were changed, added or removed." ]]
    [[ ${lines[1]} == "altered: statuses 2: not as in entry 7 ("* ]]
    [[ $stderr == "dixit: t.ledger: the ledger was altered." ]]
    "$DIXIT" log verify --json >found.json || true
    run -0 python3 -c 'import json; found = json.load(open("found.json")); assert [f["entry"] for f in found["altered"]] == [2, 7]'
    run -3 python_verify t.ledger
    [[ $output == *"entry 2: the words of versions are not as it says"*"entry 7: "* ]]
}

@test "both find every kind of alteration" {
    make_one a.ledger
    cp a.ledger-key b.ledger-key
    while IFS= read -r sql; do
        cp a.ledger b.ledger
        [ -d b.ledger-evidence ] || cp -r a.ledger-evidence b.ledger-evidence
        DIXIT_LEDGER=b.ledger alter "$sql"
        run -3 "$DIXIT" log verify -l b.ledger
        run -3 python_verify b.ledger
    done <<'END'
UPDATE passages SET confidence = confidence + 0.25 WHERE id = 3
UPDATE passages SET stance = NULL WHERE id = 3
UPDATE documents SET uid = randomblob(16) WHERE id = 1
UPDATE documents SET entry = 3 WHERE id = 1
UPDATE verdicts SET reasons = NULL WHERE id = 1
UPDATE evidence SET size = size + 1 WHERE id = 1
UPDATE rejects SET reason = 'back again'
INSERT INTO documents VALUES (99, 3, randomblob(16), 'new')
INSERT INTO documents VALUES (99, 300, randomblob(16), 'new')
DELETE FROM readings WHERE id = 2
DELETE FROM log_entries WHERE id = 19
DELETE FROM log_entries WHERE id = 1
DELETE FROM log_nodes WHERE id = 4
DELETE FROM log_checkpoints
DELETE FROM log_salts WHERE entry = 1
DELETE FROM erasures
UPDATE log_entries SET body = CAST(replace(body, 'document.add', 'document.odd') AS BLOB) WHERE id = 2
UPDATE log_nodes SET hash = zeroblob(32) WHERE id = 2
UPDATE log_salts SET salt = randomblob(32) WHERE entry = 3
UPDATE log_keys SET public = randomblob(32)
UPDATE log_checkpoints SET note = CAST(replace(note, 'dixit', 'dixid') AS BLOB)
END
    echo changed >>"$(echo b.ledger-evidence/*)"
    cp a.ledger b.ledger
    run -3 "$DIXIT" log verify -l b.ledger
    [[ $output == *"evidence 1: its file was changed."* ]]
    run -3 python_verify b.ledger
}

@test "an earlier state shows against a checkpoint kept elsewhere" {
    make_one t.ledger
    cp t.ledger old.ledger
    "$DIXIT" log checkpoint >old.checkpoint
    key=$("$DIXIT" log key)
    printf '{"id": "n", "text": "Olle Lind said that the ferry is late."}\n' >new.jsonl
    "$DIXIT" add --model "$DIXIT_SMALL_MODEL" new.jsonl
    "$DIXIT" log checkpoint >new.checkpoint
    run -0 "$DIXIT" log verify --since old.checkpoint --public "$key"
    run -0 python_verify t.ledger --since old.checkpoint --public "$key"
    cp old.ledger t.ledger
    run -0 "$DIXIT" log verify
    run -3 "$DIXIT" log verify --since new.checkpoint
    [[ ${lines[0]} == *"has 20 entries, the ledger only 19: it was set back to an earlier state." ]]
    run -3 python_verify t.ledger --since new.checkpoint --public "$key"
    # a log that was written anew with a key of its own
    "$DIXIT_MAKE_LEDGER" other.ledger 3 4 2
    run -3 "$DIXIT" log verify -l other.ledger --since old.checkpoint
    run -3 "$DIXIT" log verify -l other.ledger --public "$key"
    run -3 python_verify other.ledger --public "$key"
}

@test "a proof of an entry, or of growth, is checked without the ledger" {
    make_one t.ledger
    "$DIXIT" log checkpoint >old.checkpoint
    printf '{"id": "n", "text": "Olle Lind said that the ferry is late."}\n' >new.jsonl
    "$DIXIT" add --model "$DIXIT_SMALL_MODEL" new.jsonl
    key=$("$DIXIT" log key)
    seq 1 20 | xargs "$DIXIT" log prove >entries.proof
    run -0 python_verify --proof entries.proof --public "$key"
    [[ ${lines[0]} == "entry 1 of 20" && ${lines[15]} == "entry 16 of 20, its words erased" && ${lines[20]} == "as its log says" ]]
    "$DIXIT" log prove n#1 >document.proof
    run -0 grep -c 'the ferry is late' document.proof
    "$DIXIT" log prove --since old.checkpoint >growth.proof
    run -0 python_verify --proof growth.proof --public "$key"
    [[ ${lines[0]} == "20 entries continue 19" ]]
    for change in 's/ferry/fairy/' 's/"entry":20/"entry":19/' 's/"proof":\["./"proof":["x/' 's/\\n20\\n/\\n21\\n/' 's/"i",20/"i",21/'; do
        sed "$change" document.proof >altered.proof
        run ! cmp -s document.proof altered.proof
        run -3 python_verify --proof altered.proof --public "$key"
    done
    sed 's/\\n19\\n/\\n18\\n/' growth.proof >altered.proof
    run -3 python_verify --proof altered.proof --public "$key"
    run -3 python_verify --proof growth.proof --public "$("$DIXIT" log key other other.key)"
}

@test "witnesses countersign what continues, and their signatures are asked for" {
    make_one t.ledger
    key=$("$DIXIT" log key)
    "$DIXIT" log key --witness witness.example/one w.key >w.pub
    "$DIXIT" log checkpoint >first
    run -3 "$DIXIT" log verify --witnesses w.pub
    "$DIXIT" log witness --key w.key --public "$key" first >first.seen
    run -0 "$DIXIT" log checkpoint --add first.seen --witnesses w.pub
    [[ $output == "1 signatures of witnesses were added." ]]
    run -0 "$DIXIT" log verify --witnesses w.pub
    [[ $output == *"the first 19 entries are countersigned"* ]]
    printf '{"id": "n", "text": "Olle Lind said that the ferry is late."}\n' >new.jsonl
    "$DIXIT" add --model "$DIXIT_SMALL_MODEL" new.jsonl
    "$DIXIT" log checkpoint >second
    "$DIXIT" log prove --since first.seen >growth
    "$DIXIT" log witness --key w.key --public "$key" --since first.seen --proof growth second >second.seen
    run -0 "$DIXIT" log checkpoint --add second.seen --witnesses w.pub
    run -0 "$DIXIT" log verify --since first.seen --witnesses w.pub
    run -0 python_verify t.ledger --since second.seen --public "$key"
    # a log that is not the one that was seen before is not countersigned
    "$DIXIT_MAKE_LEDGER" other.ledger 3 4 2
    "$DIXIT" log checkpoint -l other.ledger >other
    run -1 "$DIXIT" log witness --key w.key --public "$key" other
    sed 's/"proof":\["../"proof":["00/' growth >bad.growth
    run -3 "$DIXIT" log witness --key w.key --public "$key" --since first.seen --proof bad.growth second
    # nor taken in by another ledger
    run -1 "$DIXIT" log checkpoint -l other.ledger --add first.seen
}

@test "the entries are listed, and no word of a document is among them" {
    make_one t.ledger
    printf '{"id": "n", "text": "Olle Lind said that the zeppelin is late."}\n' >new.jsonl
    "$DIXIT" add --model "$DIXIT_SMALL_MODEL" new.jsonl
    run -0 "$DIXIT" log show
    [ ${#lines[@]} -eq 20 ]
    [[ ${lines[18]} == *"erasure.add"*"erasures" ]]
    run -0 "$DIXIT" log show --last 1 --json
    [[ $output == '{"at":"20'*'"entry":20,'* && $output != *zeppelin* ]]
}

@test "the key is its owner's, and without it nothing is added" {
    make_one t.ledger
    [ "$(stat -c %a t.ledger-key)" = 600 ]
    printf '{"id": "n", "text": "Olle Lind said that the ferry is late."}\n' >new.jsonl
    chmod 644 t.ledger-key
    run -1 --separate-stderr "$DIXIT" add --model "$DIXIT_SMALL_MODEL" new.jsonl
    [[ $stderr == *"chmod 600"* ]]
    rm t.ledger-key
    run -1 --separate-stderr "$DIXIT" add --model "$DIXIT_SMALL_MODEL" new.jsonl
    [[ $stderr == *"the key that signs this ledger is not there"* ]]
    run -0 "$DIXIT" log verify
    # a key that is kept elsewhere
    DIXIT_LEDGER_KEY=$PWD/elsewhere "$DIXIT" add -l new.ledger --model "$DIXIT_SMALL_MODEL" new.jsonl
    [ ! -e new.ledger-key ] && [ "$(stat -c %a elsewhere)" = 600 ]
    run -0 "$DIXIT" log verify -l new.ledger
}

@test "a person's words that are not what was signed are found" {
    export DIXIT_LEDGER=t.ledger
    printf '{"id": "n", "text": "Olle Lind said that the ferry is late."}\n' >new.jsonl
    "$DIXIT" add new.jsonl
    "$DIXIT" correct 'n#1' --stance warn --why "It is a warning."
    run -0 "$DIXIT" log verify
    alter "UPDATE corrections SET why = 'It is not.'"
    run -3 "$DIXIT" log verify
    [[ $output == *"corrections 1: its why is not what its person signed."* ]]
}

@test "wrong usage is told" {
    make_one t.ledger
    for words in "" "prune" "prove" "show 1" "witness one.txt" "key one" "verify --public nonsense"; do
        # shellcheck disable=SC2086 # a list of words
        run -2 "$DIXIT" log $words
    done
    run -1 "$DIXIT" log prove 99
    run -1 "$DIXIT" log prove nobody
    run -1 "$DIXIT" log verify -l nowhere.ledger
    run -1 "$DIXIT" log verify --since nowhere
    run -2 "$DIXIT" log verify --since one.txt
}
