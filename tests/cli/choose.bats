#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Which attributions are shown: --source, --about, --against, --stance, --status, --reply. The model is random, so that only what must
# hold for any reading is tried; what a choice means is tried in tests/unit/cli_account_test.c.
load common

setup_file() {
    cd "$BATS_FILE_TMPDIR" || return 1
    for i in 1 2 3 4; do
        printf '{"id":"%d","text":"Anna Berg of Ostra said that Merrow, which Olle Lind called “a bully”, had accused %d of them. “No,” Lind said. Berg denied it, and officials say the claim could not be verified. Merrow did not respond to the letter, she told the League."}\n' "$i" "$i"
    done >stories.jsonl
    "$DIXIT" read --json --model "$DIXIT_SMALL_MODEL" stories.jsonl >all.jsonl
}

# chosen OPTION…: the JSON of a choice, checked, each attribution the same as in the whole reading
chosen() {
    read_small --json "$@" "$BATS_FILE_TMPDIR/stories.jsonl" >chosen.jsonl
    python3 "$DIXIT_TEST_SOURCE/tests/cli/check_reading.py" chosen.jsonl chosen
    python3 - "$BATS_FILE_TMPDIR/all.jsonl" chosen.jsonl <<'PY'
import json, sys
for whole, some in zip(open(sys.argv[1]), open(sys.argv[2])):
    whole, some = json.loads(whole), json.loads(some)
    by_id = {a["id"]: a for a in whole["attributions"]}
    assert all(by_id[a["id"]] == a for a in some["attributions"])
    assert len(some["attributions"]) <= len(whole["attributions"])
    assert whole["actors"] == some["actors"]
    assert all(r in whole["reactions"] for r in some["reactions"])
PY
}

@test "the whole reading is complete" {
    run -0 python3 "$DIXIT_TEST_SOURCE/tests/cli/check_reading.py" "$BATS_FILE_TMPDIR/all.jsonl"
}

@test "a choice keeps what it is nested in, its ids and its answers" {
    chosen --source Berg
    chosen --source berg --second-hand
    chosen --about "the League"
    chosen --against merrow
    chosen --stance deny,accuse,urge
    chosen --stance deny --stance reject
    chosen --status disputed,unverified,unanswered
    chosen --about Merrow --stance state,think --source Lind --second-hand
}

@test "a stance of the whole reading can be asked for, and no other comes but as a head" {
    for stance in $(python3 -c '
import json, sys
print(*sorted({a["stance"] for line in open(sys.argv[1]) for a in json.loads(line)["attributions"] if a["stance"]})[:3])' "$BATS_FILE_TMPDIR/all.jsonl"); do
        chosen --stance "$stance"
        python3 - "$stance" <<'PY'
import json, sys
for line in open("chosen.jsonl"):
    rows = json.loads(line)["attributions"]
    heads = {a["parent"] for a in rows}
    assert all(a["stance"] == sys.argv[1] or a["id"] in heads for a in rows)
PY
    done
}

@test "a choice goes with every form" {
    run -0 read_small --source Berg "$BATS_FILE_TMPDIR/stories.jsonl"
    run -0 read_small --source nobody-of-that-name "$BATS_FILE_TMPDIR/stories.jsonl"
    [[ $output == *"fits what was asked for"* || $output == *"No attribution found"* ]]
    run -0 read_small --md --stance state "$BATS_FILE_TMPDIR/stories.jsonl"
    read_small --html page.html --about Merrow "$BATS_FILE_TMPDIR/stories.jsonl"
    run -0 python3 "$DIXIT_TEST_SOURCE/tests/cli/check_page.py" page.html 4
}

@test "charges are listed by accused" {
    run -0 read_small --reply "$BATS_FILE_TMPDIR/stories.jsonl"
    [[ $output == *[Cc]harge* && $output != *corroborated* ]]
    run -0 read_small --reply --md --against Merrow "$BATS_FILE_TMPDIR/stories.jsonl"
    [[ $output == *[Cc]harge* ]]
}

@test "a wrong label ends with 2 and lists those there are" {
    run -2 read_small --stance denies one.txt
    [[ $output == *denies* && $output == *criticise* && $output == *predict* ]]
    run -2 read_small --stance deny, one.txt
    run -2 read_small --stance "" one.txt
    run -2 read_small --status denied one.txt
    [[ $output == *denied* && $output == *disputed* && $output == *unanswered* ]]
}

@test "a choice that makes no sense ends with 2" {
    run -2 read_small --source "" one.txt
    run -2 read_small --about "…" one.txt
    run -2 read_small --against one.txt
    run -2 read_small --second-hand one.txt
    [[ $output == *--source* ]]
    run -2 read_small --own --source Berg one.txt
    run -2 read_small --own --reply one.txt
    run -2 read_small --reply --json one.txt
    run -2 read_small --reply --html page.html one.txt
    run -2 read_small --after words --source Berg one.txt
}

@test "help says what a blank means" {
    run -0 "$DIXIT" help read
    for option in --source --second-hand --about --against --stance --status --reply; do
        [[ $output == *"$option"* ]]
    done
    [[ $output == *"no answer was found in this text"* ]]
}
