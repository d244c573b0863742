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

@test "a crawl goes on after its reader was killed: no document is missing, none is half" {
    python3 -c '
for i in range(400):
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<!doctype html><title>Quay {i}</title><p>Anna Berg said that quay {i} would close.</p>"
    print(f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://kelder.example/{i}\r\nContent-Type: application/http\r\n"
          f"Content-Length: {len(http)}\r\n\r\n{http}\r\n\r\n", end="")' >crawl.warc
    read_small --json crawl.warc | sort >whole
    "$DIXIT" read --model "$DIXIT_SMALL_MODEL" --json --resume state crawl.warc >out 2>/dev/null 3>&- &
    reader=$!
    for _ in $(seq 3000); do [ -e state ] && break; sleep 0.02; done
    kill -9 "$reader"
    run wait "$reader"
    read -r _ count _ <state
    [ "$count" -ge 64 ]
    [ "$count" -lt "$(wc -l <whole)" ] || skip "it was done before it could be killed"
    read_small --json --resume state crawl.warc >>out
    sort -u out | cmp - whole
    [ "$(wc -l <out)" -le $(($(wc -l <whole) + 64)) ]
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
