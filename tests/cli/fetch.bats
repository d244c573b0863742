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

# add ADDRESS…: into t.ledger
add() {
    "$DIXIT" add -l t.ledger --model "$DIXIT_SMALL_MODEL" "$@"
}

@test "an address is added to a ledger under the same rules" {
    run -1 add "$site/page"
    [[ $output == *--allow-private* && ! -e requests.txt ]]
    run -1 add --allow-private "$site/closed/page"
    [[ $output == *robots* ]]
    run -0 --separate-stderr add --allow-private --ignore-robots "$site/closed/page"
    [[ ${#lines[@]} -eq 1 && $output == *$'\tadded' ]]
    mkdir kept
    run -0 --separate-stderr add --allow-private --warc captures.warc --keep kept "$site/page" "$site/packed"
    [ "${#lines[@]}" -eq 2 ]
    [ "$(ls kept | wc -l)" -eq 2 ]
    [ "$(grep -ac '^WARC-Type: response' captures.warc)" -eq 2 ]
    run -0 "$DIXIT" show -l t.ledger "${lines[0]%%$'\t'*}"
    [[ $output == *"$site/"* ]]
}

@test "the limits of read hold for add" {
    printf 'Anna Berg said that the harbour would close on Monday.\n' >a.txt
    for depth in 1 2 3; do tar -cf a.tar a.txt && mv a.tar a.txt; done
    run -1 add --max-depth 1 a.txt
    [[ $output == *--max-depth* ]]
    run -0 add a.txt
    printf 'text,title\nBerg said no.,A\nBerg said yes.,B\nBerg said so.,C\n' >t.csv
    tar -cf t.tar t.csv a.txt t.csv
    run -1 add --max-entries 2 t.tar
    [[ $output == *--max-entries* ]]
    run -2 add --max-depth 99 a.txt
    [[ $output == *"--max-depth takes a number from 1 to"* ]]
    run -2 add --time-limit none a.txt
}

# attach ADDRESS…: into t.ledger, from loopback
attach() {
    "$DIXIT" attach -l t.ledger --allow-private "$@"
}

@test "an address becomes evidence as it was sent: a WARC record with its hashes, when and how it was got" {
    printf '{"id": "a", "text": "Anna Berg said that the harbour would close on Monday."}\n' >a.jsonl
    "$DIXIT" add -q -l t.ledger --model "$DIXIT_SMALL_MODEL" a.jsonl
    run -0 attach "$site/packed" --to a
    first=$output
    run -0 attach "$site/moved" --to a --by "Ines Tallow"
    python3 - "$first" "$output" "$site" <<'END'
import gzip, hashlib, re, sqlite3, sys
first, second, site = sys.argv[1:]
rows = {r[0]: r[1:] for r in sqlite3.connect("t.ledger").execute("SELECT sha256, origin, how, media_type, person, size, document FROM evidence")}
assert set(rows) == {first, second}
for name in rows:
    data = open("t.ledger-evidence/" + name, "rb").read()
    assert hashlib.sha256(data).hexdigest() == name and len(data) == rows[name][4]
    head, block = re.search(rb"(WARC/1.1\r\nWARC-Type: response\r\n.*?)\r\n\r\n(.*)\r\n\r\n$", data, re.S).groups()
    field = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    assert int(field[b"Content-Length"]) == len(block)
    assert field[b"WARC-Block-Digest"] == b"sha256:" + hashlib.sha256(block).hexdigest().encode()
    body = block.split(b"\r\n\r\n", 1)[1]
    assert field[b"WARC-Payload-Digest"] == b"sha256:" + hashlib.sha256(body).hexdigest().encode()
    assert field[b"WARC-IP-Address"] == b"127.0.0.1" and block.startswith(b"HTTP/1.1 200")
    assert b"would close on Monday" in (gzip.decompress(body) if name == first else body)
origin, how, kind, person, _, document = rows[second]
assert origin == site + "/moved" and kind == "application/warc" and person == "Ines Tallow" and document == 1
assert re.match(r"fetched \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ from 127\.0\.0\.1 by dixit \S+, redirected to " + re.escape(site) + "/page; a WARC record$", how), how
END
    run -0 --separate-stderr read_small --json "t.ledger-evidence/$first"
    [[ $output == *'would close on Monday'* ]]
    run -0 "$DIXIT" log verify -l t.ledger
    run -0 "$DIXIT" show -l t.ledger a
    [[ $output == *"$site/packed"* ]]
}

@test "a picture can be evidence; what robots.txt closes, a private address and an error page are not, and leave nothing" {
    printf '{"id": "a", "text": "Anna Berg said that the harbour would close on Monday."}\n' >a.jsonl
    "$DIXIT" add -q -l t.ledger --model "$DIXIT_SMALL_MODEL" a.jsonl
    run -1 "$DIXIT" attach -l t.ledger "$site/page"
    [[ $output == *--allow-private* && ! -e requests.txt ]]
    run -1 attach "$site/closed/page"
    [[ $output == *robots* ]]
    run -1 attach "$site/nothing"
    [[ $output == *404* ]]
    run -1 attach "$site/away"
    run -1 attach "$site/page" --to nobody
    [ ! -e t.ledger-evidence ]
    run -0 attach "$site/picture"
    run -0 attach --ignore-robots "$site/closed/page"
    [ "$(ls t.ledger-evidence | wc -l)" -eq 2 ]
}
