#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The command line itself: help, version, what makes no sense, exit statuses.
load common

@test "without an argument the help is printed" {
    run -0 "$DIXIT"
    [[ $output == *"dixit COMMAND"* ]]
    [[ $output == *read* && $output == *stages* ]]
}

@test "help lists only commands that exist" {
    run -0 "$DIXIT" help
    for word in $(sed -n 's/^  \([a-z]*\) .*/\1/p' <<<"$output"); do
        [ "$word" = dixit ] || "$DIXIT" help "$word" >/dev/null
    done
}

@test "help of a command names its options" {
    run -0 "$DIXIT" help read
    for option in --json --md --html --own --no-text --rejects --threads --model --max-bytes --jsonl --after; do
        [[ $output == *"$option"* ]]
    done
    run -0 "$DIXIT" read --help
    [[ $output == *--json* ]]
}

@test "the version is a number" {
    run -0 "$DIXIT" --version
    [[ ${lines[0]} =~ ^dixit\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
    [[ ${lines[1]} == "files are taken apart in a child"* ]]
}

@test "stages lists the stages in order" {
    run -0 "$DIXIT" stages
    [[ ${lines[1]} == words* && ${lines[2]} == pieces* ]]
}

@test "what makes no sense ends with 2 and says why" {
    run -2 "$DIXIT" juggle
    [[ $output == *juggle* ]]
    run -2 "$DIXIT" help juggle
    run -2 "$DIXIT" stages now
    run -2 "$DIXIT" read
    run -2 "$DIXIT" read --juggle one.txt
    [[ $output == *--juggle* ]]
    run -2 "$DIXIT" read -x one.txt
    [[ $output == *-x* ]]
    run -2 "$DIXIT" read one.txt --html
    [[ $output == *--html* ]]
    run -2 "$DIXIT" read --threads 0 one.txt
    run -2 "$DIXIT" read --threads many one.txt
    run -2 "$DIXIT" read --max-bytes -5 one.txt
    run -2 "$DIXIT" read --after dinner one.txt
    run -2 "$DIXIT" read --json --md one.txt
    run -2 "$DIXIT" read --no-text one.txt
    run -2 "$DIXIT" read --color green one.txt
}
