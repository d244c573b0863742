#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Archives and crawls: documents in order, where they came from, what is cut or too large.
load common

made() {
    python3 "$DIXIT_TEST_SOURCE/tests/cli/make_containers.py" "$@"
}

# field FIELD: that of each reading on standard input, a line each
field() {
    python3 -c '
import json, sys
for line in sys.stdin:
    value = json.loads(line)
    for key in sys.argv[1].split("."):
        value = value[key]
    print(json.dumps(value, ensure_ascii=False))' "$1"
}

@test "a packed file is its text, with the conversion in the provenance" {
    made page
    gzip -c page.html >page.html.gz
    python3 -c 'import lzma; lzma.open("page.html.xz", "w").write(open("page.html", "rb").read())'
    run -0 read_small --json page.html
    plain=$(field text <<<"$output")
    for file in page.html.gz page.html.xz; do
        run -0 read_small --json "$file"
        [ "$(field text <<<"$output")" == "$plain" ]
        [[ $(field provenance.steps <<<"$output") == *'"what": "'?z* ]]
        [[ $(field file <<<"$output") == "\"$file\"" ]]
    done
}

@test "a tar and a ZIP give their files in order, with number and name" {
    made tar zip
    for file in made.tar made.zip made.tar.gz; do
        run -0 read_small --json "$file"
        [ "${#lines[@]}" -eq 3 ]
        [ "$(field file <<<"$output" | tr '\n' ' ')" == "\"$file:1\" \"$file:3\" \"$file:4\" " ]
        [ "$(field provenance.name <<<"$output" | head -n 1)" == '"news/a.txt"' ]
    done
    [ ! -e ../evil.txt ] && [ ! -e /tmp/evil.txt ]
}

@test "a document in an archive in an archive is named by both numbers" {
    made nested
    run -0 read_small --json nested.zip
    [ "$(field file <<<"$output")" == '"nested.zip:1:2"' ]
    run -1 read_small --json --max-depth 1 nested.zip
    [[ $output == *--max-depth* ]]
}

@test "a crawl gives pages with address, time and offset, whatever their coding" {
    made warc
    for file in made.warc made.warc.gz; do
        run -0 --separate-stderr read_small --json "$file"
        [ "${#lines[@]}" -eq 6 ]
        [ "$(field url <<<"$output" | head -n 1)" == '"http://harbour.example/plain"' ]
        [ "$(field provenance.captured <<<"$output" | head -n 1)" == '"2026-01-04T10:00:00Z"' ]
        [ "$(field text <<<"$output" | sort -u | wc -l)" -eq 6 ]
        for word in plain chunked gzip deflate latin resource; do
            grep -q "the $word quay" <<<"$output"
        done
        grep -q 'Čapek café' <<<"$output"
        [[ ${lines[5]} == *'A revisit stands before'* ]]
        # each record begins where the offset says
        run -0 python3 "$DIXIT_TEST_SOURCE/tests/cli/make_containers.py" offsets "$file" <<<"$output"
    done
}

@test "a crawl that breaks off gives what was there, with a note" {
    made warc
    head -c $(($(wc -c <made.warc) - 60)) made.warc >cut.warc
    run -0 read_small --json cut.warc
    [[ ${lines[-1]} == *'breaks off'* ]]
    head -c $(($(wc -c <made.warc.gz) - 100)) made.warc.gz >cut.warc.gz
    run read_small --json cut.warc.gz
    [ "${#lines[@]}" -eq 6 ]
    [[ $output == *'break off'* ]]
}

@test "a WACZ gives the pages of its crawl and nothing else" {
    made wacz
    run -0 --separate-stderr read_small --json made.wacz
    [ "${#lines[@]}" -eq 6 ]
    [[ $(field file <<<"${lines[0]}") == '"made.wacz:2:2"' ]]
}

@test "bombs are cut off with a note" {
    made bombs
    run -0 read_small --json --no-text --max-bytes 100000 bomb.txt.gz
    [[ $output == *--max-bytes* ]]
    run -1 --separate-stderr read_small --json --max-ratio 50 bomb.tar.gz
    [[ ${#lines[@]} -eq 1 && $stderr == *--max-ratio* ]]
    run -0 read_small --json --max-ratio 5000 bomb.tar.gz
    [ "${#lines[@]}" -eq 2 ]
    run -1 --separate-stderr read_small --json --max-entries 10 many.zip
    [[ ${#lines[@]} -eq 10 && $stderr == *--max-entries* ]]
}

@test "archives without anything to read, broken and encrypted ones are named" {
    made odd
    run -1 --separate-stderr read_small --json pictures.zip broken.zip encrypted.zip empty.tar.gz one.txt
    [ "${#lines[@]}" -eq 1 ]
    [[ $stderr == *pictures.zip*holds\ no\ file* && $stderr == *broken.zip*no\ list* && $stderr == *encrypted* ]]
}
