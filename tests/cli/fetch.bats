#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Addresses: what is fetched, refused and kept, from a server on loopback.
load common

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    python3 "$DIXIT_TEST_SOURCE/tests/cli/serve_pages.py" >port.txt 3>&- &
    server=$!
    for _ in $(seq 100); do [ -s port.txt ] && break; sleep 0.1; done
    site=http://127.0.0.1:$(cat port.txt)
}

teardown() {
    kill "$server"
}

fetch() {
    read_small --json --allow-private "$@"
}

@test "a private address is refused unless allowed, and nothing is asked of it" {
    run -1 read_small --json "$site/page"
    [[ $output == *--allow-private* ]]
    [ ! -e requests.txt ]
}

@test "pages come with their address, as they are, packed, in chunks and behind a redirect" {
    run -0 --separate-stderr fetch "$site/page" "$site/packed" "$site/chunked" "$site/moved"
    [ "${#lines[@]}" -eq 4 ]
    for line in "${lines[@]}"; do
        [[ $line == *'Harbour to close'*'would close on Monday'* ]]
    done
    [[ ${lines[3]} == *"\"url\":\"$site/page\""* && ${lines[3]} == *'"captured":"2'* ]]
}

@test "what is no page, too large or elsewhere is refused with the reason" {
    run -1 fetch "$site/nothing" "$site/round" "$site/away" "$site/picture" "$site/large"
    [ "${#lines[@]}" -eq 5 ]
    [[ ${lines[0]} == *404* && ${lines[1]} == *redirects\ more* && ${lines[2]} == *"file:///"* && ${lines[3]} == *picture* && ${lines[4]} == *"64 MiB"* ]]
}

@test "robots.txt is honoured unless it is to be ignored, and asked for once" {
    run -1 --separate-stderr fetch "$site/closed/page" "$site/closed/open"
    [[ ${#lines[@]} -eq 1 && $stderr == *closed/page*robots* ]]
    [ "$(grep -c robots.txt requests.txt)" -eq 1 ]
    rm requests.txt
    run -0 fetch --ignore-robots "$site/closed/page"
    [ "$(cat requests.txt)" == /closed/page ]
}

@test "captures are kept as WARC records that can be read again" {
    mkdir kept
    run -0 --separate-stderr fetch --warc captures.warc --keep kept "$site/page" "$site/packed"
    first=$output
    [ "$(ls kept | wc -l)" -eq 2 ]
    [ "$(grep -ac '^WARC-Type: response' captures.warc)" -eq 2 ]
    run -0 --separate-stderr read_small --json captures.warc kept
    [ "${#lines[@]}" -eq 4 ]
    for line in "${lines[@]}"; do
        [[ $line == *'would close on Monday'* ]]
    done
    run -0 python3 -c '
import hashlib, re
data = open("captures.warc", "rb").read()
for block in re.finditer(rb"WARC-Block-Digest: sha256:(\w+)\r\n.*?Content-Length: (\d+)\r\n\r\n", data, re.S):
    assert hashlib.sha256(data[block.end():block.end() + int(block[2])]).hexdigest().encode() == block[1]'
}
