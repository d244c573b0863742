#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A part of the hostile files of tests/tools/hostile.py; all of them: tests/tools/hostile.py build/dixit.
load common

@test "hostile files crash nothing, end in time and write nothing" {
    run -0 python3 "$DIXIT_TEST_SOURCE/tests/tools/hostile.py" --every 12 "$DIXIT"
    [[ $output == *"0 that did harm"* ]]
}
