# SPDX-License-Identifier: Apache-2.0
# What every file of this folder begins with: the program, a small model, a folder of its own.
bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    unset NO_COLOR COLUMNS DIXIT_MODELS
    printf 'Anna Berg said that the harbour would close on Monday.\nThe mayor denied it.\n' >one.txt
    printf '“We were not asked,” said Olle Lind.\n' >two.txt
}

# read_small ARGUMENT…: dixit read with the small model
read_small() {
    "$DIXIT" read --model "$DIXIT_SMALL_MODEL" "$@"
}
