#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# dixit read as a person uses it. The model is random: what it finds means nothing, how it is shown does.
load common

@test "a file gives a table with its name and its count of words" {
    run -0 read_small one.txt
    [[ ${lines[0]} == "one.txt  14 words" ]]
    [[ ${lines[1]} == *attribution* ]]
}

@test "many files come in the order of the arguments" {
    run -0 read_small --json two.txt one.txt two.txt
    [ "${#lines[@]}" -eq 3 ]
    [[ ${lines[0]} == *'"file":"two.txt"'* && ${lines[1]} == *'"file":"one.txt"'* ]]
}

@test "a folder is walked in the order of names, and only what holds text" {
    mkdir -p f/b f/.hidden
    cp one.txt f/z.txt
    cp one.txt f/a.md
    cp one.txt f/b/c.TXT
    cp one.txt f/skip.jpg
    cp one.txt f/.hidden/no.txt
    ln -s . f/circle
    printf '{"id":"j","text":"Two words."}\n' >f/b/d.jsonl
    run -0 read_small --json f
    [ "${#lines[@]}" -eq 4 ]
    [[ ${lines[0]} == *'"file":"f/a.md"'* && ${lines[1]} == *'"file":"f/b/c.TXT"'* ]]
    [[ ${lines[2]} == *'"file":"f/b/d.jsonl:1"'* && ${lines[3]} == *'"file":"f/z.txt"'* ]]
}

@test "a folder without text is named" {
    mkdir empty
    run -1 read_small empty
    [[ $output == *empty* ]]
}

@test "- is standard input, as text or as JSON Lines" {
    run -0 read_small --json - <one.txt
    [[ $output == *'"file":"-"'* ]]
    run -0 read_small --json --jsonl - <<<'{"id":"a","text":"Some words."}'
    [[ $output == *'"id":"a"'* && $output == *'"file":"-:1"'* ]]
}

@test "the JSON is valid and its offsets are code points of its text" {
    printf '{"id":"e","text":"\\ud83d\\ude00 Zo\\u00eb said: \\u201cNo.\\u201d\\r\\nThe mayor \\ud83d\\ude00 denied it.","title":"T"}\n' >e.jsonl
    read_small --json e.jsonl one.txt >out.jsonl
    python3 "$DIXIT_TEST_SOURCE/tests/cli/check_reading.py" out.jsonl
    run -0 python3 -c '
import json
row = json.loads(open("out.jsonl").readline())
assert row["text"] == json.loads(open("e.jsonl").readline())["text"]
assert row["title"] == "T" and row["outlet"] is None and row["file"] == "e.jsonl:1"'
}

@test "--no-text leaves the text null" {
    run -0 read_small --json --no-text one.txt
    [[ $output == *'"text":null'* ]]
}

@test "a made id is the start of the text's SHA-256" {
    run -0 read_small --json one.txt
    [[ $output == *"\"id\":\"$(sha256sum one.txt | cut -c1-16)\""* ]]
    [[ $output == *"\"sha256\":\"$(sha256sum one.txt | cut -c1-64)\""* ]]
}

@test "the same bytes come out with any number of threads, alone or in company" {
    for i in $(seq 1 80); do printf '{"id":"%d","text":"Anna said that %d of them came. “No,” Lind said."}\n' "$i" "$i"; done >many.jsonl
    read_small --json --threads 1 many.jsonl >t1
    for n in 2 3 8; do
        read_small --json --threads "$n" many.jsonl >tn
        cmp t1 tn
    done
    sed -n 7p many.jsonl >seven.jsonl
    diff <(sed -n 7p t1 | sed 's/many.jsonl:7/seven.jsonl:1/') <(read_small --json seven.jsonl)
}

@test "Markdown and the outlet's own voice can be had" {
    run -0 read_small --md one.txt
    [[ ${lines[0]} == "## one.txt" ]]
    run -0 read_small --own one.txt
    [[ $output == *"own voice"* ]]
    run -0 read_small --own --md one.txt
    [[ $output == *"own voice"* ]]
}

@test "--after prints a stage, and words need no model" {
    run -0 "$DIXIT" read --after words --model /nowhere/at.all one.txt
    [[ ${lines[0]} == *'"Anna"'* ]]
}

@test "a page holds everything and needs nothing else" {
    printf '{"id":"x","text":"<script>alert(1)</script> said Zo\\u00eb & \\"co\\".\\n\\u0007\\u202e","title":"<b>\\"T\\"</b>","language":"en\\"><x"}\n' >x.jsonl
    run -0 read_small --html page.html x.jsonl one.txt
    [ -z "$output" ]
    run -0 python3 "$DIXIT_TEST_SOURCE/tests/cli/check_page.py" page.html 2
}

@test "a page can go to standard output, and its file must be writable" {
    run -0 read_small --html - one.txt
    [[ ${lines[0]} == "<!DOCTYPE html>" ]]
    run -1 read_small --html nowhere/page.html one.txt
    [[ $output == *nowhere/page.html* ]]
}

@test "no colour where no terminal is, none with NO_COLOR, some when asked for" {
    run -0 read_small one.txt
    [[ $output != *$'\e'* ]]
    run -0 read_small --color always one.txt
    [[ $output == *$'\e['* ]]
    script -qec true /dev/null >/dev/null 2>&1 </dev/null || skip "no script(1) or no pseudo-terminal here"
    script -qec "'$DIXIT' read --model '$DIXIT_SMALL_MODEL' one.txt" /dev/null >colour </dev/null
    grep -q $'\e\[' colour
    NO_COLOR=1 script -qec "'$DIXIT' read --model '$DIXIT_SMALL_MODEL' one.txt" /dev/null >plain </dev/null
    run -1 grep -q $'\e\[' plain
}

@test "lines keep to the width of a terminal" {
    script -qec true /dev/null >/dev/null 2>&1 </dev/null || skip "no script(1) or no pseudo-terminal here"
    script -qec "stty cols 40; NO_COLOR=1 '$DIXIT' read --model '$DIXIT_SMALL_MODEL' one.txt" /dev/null >narrow </dev/null
    run -0 python3 -c 'assert max(len(l.rstrip("\r\n")) for l in open("narrow", newline="\n")) <= 40'
}

@test "escapes in a text and in a file name do not reach the terminal" {
    printf 'Anna\e[2J said \a\x9b31m no.\n' >$'odd\e[31m.txt'
    run -0 read_small $'odd\e[31m.txt'
    [[ $output != *$'\e'* && $output != *$'\a'* ]]
    run -1 read_small $'gone\e[31m.txt'
    [[ $output != *$'\e'* ]]
}

@test "a reader that went away, a closed output and a full disk end with 1 and a message" {
    for i in $(seq 1 300); do printf '{"id":"%d","text":"Anna said that %d of them came. “No,” Lind said."}\n' "$i" "$i"; done >many.jsonl
    run -1 bash -c "'$DIXIT' read --json --model '$DIXIT_SMALL_MODEL' many.jsonl 2>err | head -c 10 >/dev/null; exit \${PIPESTATUS[0]}"
    [[ $(<err) == *"standard output: Broken pipe"* ]]
    run -1 bash -c "'$DIXIT' read --json --model '$DIXIT_SMALL_MODEL' one.txt >&-"
    [[ $output == *"standard output"* ]]
    run -1 bash -c "'$DIXIT' help >&-"
    [ -w /dev/full ] || skip "there is no /dev/full"
    run -1 bash -c "'$DIXIT' read --json --model '$DIXIT_SMALL_MODEL' one.txt >/dev/full"
    [[ $output == *"standard output"* ]]
    run -1 bash -c "'$DIXIT' --version >/dev/full"
    run -1 read_small --html /dev/full one.txt
    run -1 read_small --rejects /dev/full missing.txt one.txt
}
