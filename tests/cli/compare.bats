#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# dixit compare as a person uses it; what it finds is tried in tests/unit/cli_compare_test.c, as the model here is random.
load common

compare_small() {
    "$DIXIT" compare --model "$DIXIT_SMALL_MODEL" "$@"
}

@test "an altered quotation is shown with the words of both" {
    printf 'Lind said: “We never sold the old bridge to anybody.”\n' >source.txt
    printf 'Lind: “We never sold the new bridge to anybody.”\n' >copy.txt
    run -0 compare_small source.txt copy.txt
    [[ ${lines[0]} == "source.txt → copy.txt" ]]
    [[ $output == *"Quotations altered"*"the old bridge"*"the new bridge"* ]]
    compare_small --json source.txt copy.txt >out.json
    run -0 python3 -c '
import json
found = json.load(open("out.json"))
assert list(found) == ["format", "source", "copy", "pairs", "differences", "cut"] and found["format"] == "dixit-compare/1"
row = next(row for row in found["differences"] if row["kind"] == "altered")
assert list(row) == ["kind", "source", "copy", "status"]
for side, file in (("source", "source.txt"), ("copy", "copy.txt")):
    start, end = row[side]["span"]
    assert open(file).read()[start:end] == row[side]["words"]'
}

@test "standard input may be one of the two" {
    run -0 compare_small one.txt - <two.txt
    [[ ${lines[0]} == "one.txt → standard input" ]]
}

@test "escapes do not reach the terminal" {
    printf 'Lind said: “We never \e[2J sold the old bridge.”\n' >source.txt
    printf 'Lind: “We never \e[31m sold the new bridge.”\n' >copy.txt
    run -0 compare_small source.txt copy.txt
    [[ $output != *$'\e'* ]]
}

@test "what cannot be read ends with 1, what makes no sense with 2" {
    run -1 compare_small one.txt missing.txt
    [[ $output == *missing.txt* ]]
    : >empty.txt
    run -1 compare_small empty.txt one.txt
    mkdir folder
    cp one.txt two.txt folder
    run -2 compare_small one.txt folder
    run -2 compare_small one.txt
    run -2 compare_small one.txt two.txt one.txt
    run -2 compare_small --juggle one.txt two.txt
    run -2 compare_small --color green one.txt two.txt
    run -1 bash -c "'$DIXIT' compare --model '$DIXIT_SMALL_MODEL' one.txt two.txt >&-"
}
