#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Input as bad as it comes: a message that names file and line, exit status 1, the rest done.
load common

@test "an empty file and one of spaces are named and the rest is done" {
    : >empty.txt
    printf ' \n\t\r\n' >spaces.txt
    run -1 --separate-stderr read_small --json empty.txt one.txt spaces.txt two.txt
    [ "${#lines[@]}" -eq 2 ]
    [[ ${stderr_lines[0]} == "dixit: empty.txt: "* && ${stderr_lines[1]} == "dixit: spaces.txt: "* ]]
}

@test "binary data is refused" {
    head -c 5000 "$DIXIT" >binary.txt
    head -c 3000 /dev/zero >zero.txt
    run -1 --separate-stderr read_small --json binary.txt zero.txt one.txt
    [ "${#lines[@]}" -eq 1 ]
    [[ $stderr == *binary.txt*text* && $stderr == *zero.txt*binary* ]]
}

@test "unreadable and missing files among good ones are named" {
    mkdir folder
    cp one.txt folder/secret.txt
    chmod 000 folder/secret.txt
    run -1 --separate-stderr read_small --json one.txt missing.txt two.txt
    [ "${#lines[@]}" -eq 2 ]
    [[ $stderr == *"missing.txt: No such file"* ]]
    [ "$(id -u)" -ne 0 ] || skip "root may read everything"
    run -1 read_small folder
    [[ $output == *secret.txt* ]]
}

@test "broken JSON Lines are named by line, the rest is done, and --rejects holds them" {
    printf '%s\n' '{"id":"a","text":"First words."}' 'nonsense' '{"id":"c"}' '' '{"id":"d","text":7}' '{"id":"e","text":"Last words."}' \
        '{"id":"f","text":"cut' >mixed.jsonl
    run -1 --separate-stderr read_small --json --rejects rejects.jsonl mixed.jsonl
    [ "${#lines[@]}" -eq 2 ]
    [[ $stderr == *mixed.jsonl:2:* && $stderr == *"mixed.jsonl:3 (c):"* && $stderr == *"mixed.jsonl:5 (d):"* && $stderr == *mixed.jsonl:7:* ]]
    run -0 python3 -c '
import json
rows = [json.loads(line) for line in open("rejects.jsonl")]
assert [row["record"] for row in rows] == [2, 3, 5, 7]
assert [row["id"] for row in rows] == [None, "c", "d", None]
assert all(row["file"] == "mixed.jsonl" and row["reason"] for row in rows)'
}

@test "the second document with an id gets a note" {
    printf '%s\n' '{"id":"a","text":"First words."}' '{"id":"a","text":"Other words."}' >twice.jsonl
    run -0 read_small --json twice.jsonl
    [[ ${lines[0]} == *'"notes":[]'* && ${lines[1]} == *"same id"* ]]
}

@test "invalid bytes and lone surrogates become U+FFFD with a note" {
    printf 'Anna \xff said.\n' >bytes.txt
    printf '{"id":"s","text":"Anna \\ud800 said."}\n{"id":"b","text":"Anna \xff said."}\n' >marks.jsonl
    run -0 read_small --json bytes.txt marks.jsonl
    [ "${#lines[@]}" -eq 3 ]
    for line in "${lines[@]}"; do
        [[ $line == *$'Anna \xef\xbf\xbd said.'* && $line != *'"notes":[]'* ]]
    done
}

@test "a line of 100 MB is not held, nor is a file of 100 MB" {
    command -v python3 >/dev/null
    long() { python3 -c '
import sys
sys.stdout.write(sys.argv[1])
for i in range(100): sys.stdout.write("word " * 200000)
sys.stdout.write(sys.argv[2])' "$1" "$2"; }
    # AddressSanitizer keeps terabytes of addresses for itself: there the limit cannot be set.
    local limit="ulimit -v 400000;"
    ! grep -q __asan_init "$DIXIT" || limit=
    { long '{"id":"long","text":"' $'"}\n'; printf '{"id":"next","text":"Some words."}\n'; } >long.jsonl
    run -1 --separate-stderr bash -c "$limit '$DIXIT' read --json --threads 1 --model '$DIXIT_SMALL_MODEL' --max-bytes 1000000 long.jsonl"
    [[ $stderr == *long.jsonl:1:* && ${#lines[@]} -eq 1 && $output == *'"id":"next"'* ]]
    long '' '' >long.txt
    run -0 bash -c "$limit '$DIXIT' read --json --no-text --threads 1 --model '$DIXIT_SMALL_MODEL' --max-bytes 10001 long.txt"
    [[ $output == *--max-bytes* ]]
}

@test "10,000 quotation marks that never close are read" {
    python3 -c 'print("“" * 10000 + "He said no.")' >quotes.txt
    run -0 read_small --json --no-text quotes.txt
    [ "${#lines[@]}" -eq 1 ]
    python3 -c 'print("\"He said " * 10000)' >marks.txt
    "$DIXIT" read --after words marks.txt >words
    [ "$(wc -l <words)" -eq 30000 ]
}

@test "a truncated, foreign or missing model is named" {
    head -c 5000 "$DIXIT_SMALL_MODEL" >short.dixit
    head -c 100000 /dev/urandom >foreign.dixit
    : >empty.dixit
    for model in short foreign empty missing; do
        run -1 "$DIXIT" read --model "./$model.dixit" one.txt
        [[ $output == *"$model.dixit"* ]]
    done
    run -1 "$DIXIT" read --model nosuch one.txt
    [[ $output == *nosuch* ]]
}

@test "a model is found by its name in the folder of DIXIT_MODELS" {
    mkdir models
    cp "$DIXIT_SMALL_MODEL" models/tiny.dixit
    DIXIT_MODELS=$PWD/models run -0 "$DIXIT" read --model tiny one.txt
}

@test "a text of one endless word and one of bare marks are read" {
    python3 -c 'print("x" * 300000)' >word.txt
    python3 -c 'print("\u0301" * 5000)' >accents.txt
    run -0 read_small --json --no-text word.txt accents.txt
}
