#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# What is installed beside the program: completions that follow the help, and the manual page.
load common

root=$BATS_TEST_DIRNAME/../..

# complete WORD…: what bash offers for the last one
complete_words() {
    PATH=$(dirname "$DIXIT"):$PATH bash -c '
        . "$1"
        shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _dixit
        printf "%s\n" "${COMPREPLY[@]}"' bash "$root/packaging/dixit.bash" "$@"
}

@test "bash completes every command that the help has" {
    run -0 complete_words dixit ''
    offered=$output
    for command in $("$DIXIT" help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p'); do
        [[ $'\n'$offered$'\n' == *$'\n'$command$'\n'* ]]
    done
    run -0 complete_words dixit rea
    [ "$output" = read ]
}

@test "bash completes the options of a command, and files" {
    run -0 complete_words dixit read --rej
    [ "$output" = --rejects ]
    run -0 complete_words dixit add --allow
    [ "$output" = --allow-private ]
    run -0 complete_words dixit add --led
    [ "$output" = --ledger ]
    run -0 complete_words dixit read --json on
    [ "$output" = one.txt ]
}

@test "zsh and fish take their completions without complaint" {
    checked=0
    if command -v zsh >/dev/null; then
        zsh -n "$root/packaging/_dixit"
        checked=1
    fi
    if command -v fish >/dev/null; then
        fish --no-execute "$root/packaging/dixit.fish"
        checked=1
    fi
    [ "$checked" -eq 1 ] || skip "neither zsh nor fish is here"
}

@test "the manual page names every option of read" {
    run -0 sh "$root/tools/man.sh" "$root/docs/dixit.1.md" 1.2.3
    page=$output
    [[ $page == '.TH DIXIT 1 "" "Dixit 1.2.3"'* ]]
    for option in $("$DIXIT" help read | sed -n 's/^  \(--[a-z-]*\).*/\1/p'); do
        [[ $page == *"${option//-/\\-}"* ]] || { echo "the page lacks $option"; false; }
    done
}
