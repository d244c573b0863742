#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Long works: going on after a stop, and counting what came in.
load common

@test "a work goes on where it stopped, and gives what it would have given at once" {
    python3 -c '
import json
for i in range(300):
    print(json.dumps({"id": str(i), "text": f"Anna Berg said that quay {i} would close."}))' >all.jsonl
    head -n 150 all.jsonl >part.jsonl
    read_small --json all.jsonl >whole
    read_small --json --resume state part.jsonl >out
    mv part.jsonl half.jsonl
    sed -i 's/part.jsonl/all.jsonl/' out
    read_small --json --resume state all.jsonl >>out
    cmp whole out
    run -0 read_small --json --resume state all.jsonl
    [ -z "$output" ]
}

@test "a state of other documents is refused" {
    read_small --json --resume state one.txt >out
    run -1 read_small --json --resume state two.txt
    [[ $output == *other\ documents* ]]
    echo nonsense >state
    run -1 read_small --json --resume state one.txt
    [[ $output == *no\ state* ]]
}

@test "what came in is counted, and a type of which nothing could be read is told" {
    : >empty.html
    printf '<!doctype html><p></p>' >empty.html
    run -1 --separate-stderr read_small --json --stats stats.json one.txt two.txt empty.html
    [[ $stderr == *"text/html none of 1"* ]]
    run -0 python3 -c '
import json
stats = json.load(open("stats.json"))
assert stats["documents"] == 2 and stats["rejected"] == 1, stats
assert {row["name"]: row["documents"] for row in stats["types"]}["text/plain"] == 2, stats'
}
