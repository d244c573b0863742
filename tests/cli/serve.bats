#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# dixit serve as a browser, and as a stranger, meets it.
load common

# Starts it on a free port; sets $address, $port and $token.
start() {
    "$DIXIT" serve --port 0 --model "$DIXIT_SMALL_MODEL" "$@" >address 2>errors 3>&- &
    served=$!
    for _ in $(seq 200); do
        [ -s address ] && break
        sleep 0.05
    done
    address=$(head -n 1 address)
    port=${address#http://127.0.0.1:}
    port=${port%/}
    token=$(fetch "$address" | sed -n 's/.*name="token" value="\([0-9a-f]*\)".*/\1/p' | head -n 1)
}

teardown() {
    [ -z "${served:-}" ] || kill "$served" 2>/dev/null || true
}

# fetch URL [HEADER…] [-- NAME=VALUE…]: the body, then the status on a line of its own; a form is posted with the fields after --
fetch() {
    python3 - "$@" <<'END'
import sys, urllib.request, urllib.parse, urllib.error
url, *rest = sys.argv[1:]
headers = rest[:rest.index("--")] if "--" in rest else rest
form = dict(x.split("=", 1) for x in rest[rest.index("--") + 1:]) if "--" in rest else None
request = urllib.request.Request(url, data=urllib.parse.urlencode(form).encode() if form is not None else None)
for header in headers:
    name, value = header.split(": ", 1)
    request.add_header(name, value)
try:
    answer = urllib.request.urlopen(request, timeout=60)
except urllib.error.HTTPError as error:
    answer = error
sys.stdout.write(answer.read().decode())
print(answer.status)
print("policy:", answer.headers.get("Content-Security-Policy"))
END
}

@test "a text that is pasted is read, shown and escaped" {
    start
    run -0 fetch "${address}read" -- "token=$token" "text=Olle <Lind> said it."
    [[ $output == *"Olle"* && $output == *"&lt;"* && $output != *"<Lind>"* ]]
    [[ $output == *$'\n'200$'\n'* ]]
}

@test "every answer carries a policy that lets no script of a document run" {
    start
    run -0 fetch "$address"
    [[ ${lines[-1]} == *"default-src 'none'"* && ${lines[-1]} != *unsafe* ]]
    run -0 fetch "${address}nothing"
    [[ ${lines[-1]} == *"default-src 'none'"* && ${lines[-2]} == 404 ]]
}

@test "a form without this run's token is refused" {
    start
    run -0 fetch "${address}read" -- "text=Olle Lind said it."
    [[ ${lines[-2]} == 403 ]]
    run -0 fetch "${address}read" -- "token=00000000000000000000000000000000" "text=Olle Lind said it."
    [[ ${lines[-2]} == 403 ]]
}

@test "another name for this address, or another page's form, is refused" {
    start
    run -0 fetch "$address" "Host: dixit.example:$port"
    [[ ${lines[-2]} == 421 ]]
    run -0 fetch "${address}read" "Origin: http://dixit.example" -- "token=$token" "text=Olle Lind said it."
    [[ ${lines[-2]} == 403 ]]
    run -0 fetch "$address" "Host: localhost:$port"
    [[ ${lines[-2]} == 200 ]]
}

@test "only this machine is listened on" {
    start
    run python3 -c "
import socket, sys
own = {a[4][0] for a in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {'127.0.0.1'}
for address in own:
    if address.startswith('127.'):
        continue
    try:
        socket.create_connection((address, $port), 2)
    except OSError:
        continue
    sys.exit('reached by ' + address)"
    [ "$status" -eq 0 ]
}

@test "an empty form and what is no text give a page that says so" {
    start
    run -0 fetch "${address}read" -- "token=$token" "text="
    [[ ${lines[-2]} == 400 ]]
    run -0 fetch "${address}read" -- "token=$token" "text= "
    [[ ${lines[-2]} == 422 ]]
}

@test "it ends when it is told to, and says why it cannot begin" {
    start
    run -1 "$DIXIT" serve --port "$port" --model "$DIXIT_SMALL_MODEL"
    [[ $output == *"$port"* ]]
    kill -TERM "$served"
    wait "$served"
    served=
    run -2 "$DIXIT" serve --port 70000
    run -2 "$DIXIT" serve one.txt
}

@test "a ledger is shown: its documents, one of them, and what is found" {
    "$DIXIT" add --model "$DIXIT_SMALL_MODEL" -l kept.ledger one.txt two.txt
    start -l kept.ledger
    run -0 fetch "$address"
    [[ $output == *"2 of 2 documents read"* && $output == *"one.txt"* ]]
    run -0 fetch "${address}documents"
    [[ $output == *"two.txt"* ]]
    run -0 fetch "${address}document/1"
    [[ ${lines[-2]} == 200 && $output == *"harbour"* ]]
    run -0 fetch "${address}document/99"
    [[ ${lines[-2]} == 404 ]]
    run -0 fetch "${address}search?q=harbour&own=1"
    [[ ${lines[-2]} == 200 && $output == *"<mark>harbour</mark>"* ]]
    run -0 fetch "${address}search?q=%3Cscript%3E"
    [[ $output != *"<script>"* ]]
}

@test "an address is fetched when it is given, by the rules of its site, and no private one unasked" {
    python3 "$BATS_TEST_DIRNAME/serve_pages.py" >site 3>&- &
    site=$!
    for _ in $(seq 200); do
        [ -s site ] && break
        sleep 0.05
    done
    start --allow-private
    run -0 fetch "${address}read" -- "token=$token" "address=http://127.0.0.1:$(cat site)/page"
    [[ ${lines[-2]} == 200 && $output == *"Harbour to close"* ]]
    run -0 fetch "${address}read" -- "token=$token" "address=http://127.0.0.1:$(cat site)/closed/page"
    [[ ${lines[-2]} == 422 && $output == *"robots"* ]]
    ! grep -q "/closed/page" requests.txt
    kill "$served"
    rm address
    start
    run -0 fetch "${address}read" -- "token=$token" "address=http://127.0.0.1:$(cat site)/page"
    [[ ${lines[-2]} == 422 && $output == *"private"* ]]
    kill "$site"
}

@test "what was read is kept only when that is asked for" {
    "$DIXIT" add --model "$DIXIT_SMALL_MODEL" -l kept.ledger one.txt
    start -l kept.ledger
    token=$(fetch "${address}read" | sed -n 's/.*name="token" value="\([0-9a-f]*\)".*/\1/p' | head -n 1)
    run -0 fetch "${address}read" -- "token=$token" "text=Olle Lind said it."
    [[ ${lines[-2]} == 200 && $output == *"Keep it in the ledger"* ]]
    work=$(sed -n 's/.*name="work" value="\([0-9a-f]*\)".*/\1/p' <<<"$output")
    run -0 fetch "${address}documents"
    [[ $output == *"1 of 1 document read"* ]]
    run -0 fetch "${address}keep" -- "token=$token" "work=$work"
    [[ ${lines[-2]} == 200 && $output == *"Olle"* ]]
    run -0 fetch "${address}documents"
    [[ $output == *"2 of 2 documents read"* ]]
    run -0 fetch "${address}keep" -- "work=$work"
    [[ ${lines[-2]} == 403 ]]
    run -0 fetch "${address}keep" -- "token=$token" "work=0123456789abcdef"
    [[ ${lines[-2]} == 400 ]]
}

@test "a name that nobody has is not there, and what is asked for is escaped" {
    "$DIXIT" add --model "$DIXIT_SMALL_MODEL" -l kept.ledger one.txt
    start -l kept.ledger
    run -0 fetch "${address}actors"
    [[ ${lines[-2]} == 200 ]]
    run -0 fetch "${address}actors?from=%3Cscript%3E"
    [[ ${lines[-2]} == 200 && $output != *"<script>"* ]]
    run -0 fetch "${address}actor?name=Nobody+Whatever"
    [[ ${lines[-2]} == 404 ]]
    run -0 fetch "${address}actor?name=%22+OR+%2A"
    [[ ${lines[-2]} == 404 ]]
    run -0 fetch "${address}actor"
    [[ ${lines[-2]} == 404 ]]
}

@test "a claim that there is not is not there, and no decision is taken without the token" {
    "$DIXIT" add --model "$DIXIT_SMALL_MODEL" -l kept.ledger one.txt
    start -l kept.ledger
    token=$(fetch "${address}read" | sed -n 's/.*name="token" value="\([0-9a-f]*\)".*/\1/p' | head -n 1)
    run -0 fetch "${address}claims"
    [[ ${lines[-2]} == 200 && $output == *"There are none"* ]]
    run -0 fetch "${address}claim/99"
    [[ ${lines[-2]} == 404 ]]
    run -0 fetch "${address}claim/99" -- "what=accept"
    [[ ${lines[-2]} == 403 ]]
    run -0 fetch "${address}claim/99" -- "token=$token" "what=accept"
    [[ ${lines[-2]} == 400 ]]
    run -0 fetch "${address}claim/99" -- "token=$token" "what=split"
    [[ ${lines[-2]} == 400 ]]
}

@test "what is no request does not stop it" {
    start
    run -0 python3 -c "
import random, socket
r = random.Random(7)
for i in range(300):
    s = socket.create_connection(('127.0.0.1', $port), 5)
    parts = [b'GET ', b'POST ', b'/', b'/claim/', b'/actor?name=%', b' HTTP/1.1', b'\\r\\n', b'Host: 127.0.0.1:$port', b'Content-Length: -1', b'Transfer-Encoding: chunked', bytes(r.randrange(256) for _ in range(20))]
    try:
        s.sendall(b''.join(r.choice(parts) for _ in range(r.randrange(1, 12))) + b'\\r\\n\\r\\n')
    except OSError:
        pass
    s.close()"
    run -0 fetch "$address"
    [[ ${lines[-2]} == 200 ]]
}

# Two versions of a document that the shipped model reads; the first was corrected, the second has other words.
setup_versions() {
    printf '{"id": "dam", "title": "The dam", "outlet": "Varn Post", "published": "2026-01-04", "text": "Nils Brand said that the Varn dam had cracked. Mayor Ada Quill denied it."}\n' >dam.jsonl
    "$DIXIT" add -l v.ledger dam.jsonl
    "$DIXIT" correct -l v.ledger 'dam#1' --checked
    printf '{"id": "dam", "title": "The dam", "outlet": "Varn Post", "published": "2026-01-05", "text": "Nils Brand claimed that the old dam was broken. Mayor Ada Quill denied it."}\n' >dam.jsonl
    "$DIXIT" add -l v.ledger dam.jsonl
}

@test "a document shows whose each row is, what a version changed, and corrections that lost their words" {
    setup_versions
    start -l v.ledger
    run -0 fetch "${address}document/1"
    [[ ${lines[-2]} == 200 && $output == *'href="/row/1/1">machine<'* && $output == *"What version 2 changed against version 1"* && $output == *"<ul class=\"changes\">"* ]]
    [[ $output == *"Corrections whose words the newest reading does not have"* && $output == *"(orphan: not found in the newest reading) checked"* ]]
    run -0 fetch "${address}document/1?version=1"
    [[ ${lines[-2]} == 200 && $output == *'href="/row/1/1?version=1">checked<'* ]]
    run -0 fetch "${address}document/1?version=3"
    [[ ${lines[-2]} == 404 ]]
    run -0 fetch "${address}document/1?version=1&words=0-10"
    [[ ${lines[-2]} == 200 && $output == *'id="words"></span><span class="m s w a1">Nils Brand</span>'* ]]
    run -0 fetch "${address}document/1?version=1&words=0-100000"
    [[ ${lines[-2]} == 404 ]]
}

@test "a row is corrected from the page as by dixit correct, and only with the token" {
    setup_versions
    start -l v.ledger
    run -0 fetch "${address}row/1/1"
    [[ ${lines[-2]} == 200 && $output == *"SHA-256 of the text"* ]]
    token=$(sed -n 's/.*name="token" value="\([0-9a-f]*\)".*/\1/p' <<<"$output" | head -n 1)
    passage=$(sed -n 's/.*name="passage" value="\([0-9]*\)".*/\1/p' <<<"$output" | head -n 1)
    run -0 fetch "${address}row/1/1" -- "field=checked"
    [[ ${lines[-2]} == 403 ]]
    run -0 fetch "${address}row/1/1" -- "token=$token" "field=stance" "stance=deny"
    [[ ${lines[-2]} == 400 && $output == *"Say why"* ]]
    run -0 fetch "${address}row/1/1" -- "token=$token" "passage=$passage" "field=actor" "actor=Olle <b> Lind" "why=the text says so" "by=B. Checker"
    [[ ${lines[-2]} == 200 && $output == *">corrected<"* && $output == *"Olle &lt;b&gt; Lind"* && $output != *"Olle <b>"* ]]
    run -0 fetch "${address}row/1/1" -- "token=$token" "passage=$passage" "field=checked"
    [[ ${lines[-2]} == 400 && $output == *"look again"* ]]
    run -0 fetch "${address}row/1/1" -- "token=$token" "field=laughed" "why=x"
    [[ ${lines[-2]} == 400 ]]
    run -0 fetch "${address}row/1/99" -- "token=$token" "field=checked"
    [[ ${lines[-2]} == 400 ]]
    for wrong in row/1/99 row/9/1 row/1 row/x/y row/1/1?version=7; do
        run -0 fetch "$address$wrong"
        [[ ${lines[-2]} == 404 ]]
    done
    run -0 "$DIXIT" show -l v.ledger 'dam#1'
    [[ $output == *"actor: Olle <b> Lind (the text says so); signed by B. Checker"* ]]
    run -0 "$DIXIT" log -l v.ledger verify
}

# A ledger with a claim of two documents; further arguments go to dixit add.
setup_claim() {
    printf '%s\n' '{"id": "a", "title": "A", "outlet": "Varn Post", "published": "2026-01-04", "text": "Finance minister Karl Osten said on Monday that the Varn dam had cracked in 14 places."}' \
        '{"id": "b", "title": "B", "outlet": "Hill Radio", "published": "2026-01-05", "text": "Nils Brand said that the Varn dam had cracked in 14 places. The opposition denied that the Varn dam had cracked in 14 places."}' >claim.jsonl
    "$DIXIT" add -l c.ledger "$@" claim.jsonl
    "$DIXIT" trace -l c.ledger --all
}

@test "a claim shows its way, its origins and where to cite each appearance" {
    setup_claim
    start -l c.ledger
    run -0 fetch "${address}claim/1"
    [[ ${lines[-2]} == 200 && $output == *"<svg"* && $output == *"<h3>Named origins</h3>"* && $output == *'href="/row/1/1">cite or correct<'* ]]
    [[ $output != *" style="* && $output != *"<style"* ]]
}

@test "no verdict is recorded on the page of a ledger that was made without verdicts" {
    setup_claim
    start -l c.ledger
    run -0 fetch "${address}claim/1"
    [[ $output == *"made without"* && $output != *'value="judge"'* ]]
    token=$(sed -n 's/.*name="token" value="\([0-9a-f]*\)".*/\1/p' <<<"$output" | head -n 1)
    run -0 fetch "${address}claim/1" -- "token=$token" "what=judge" "verdict=shown" "why=x"
    [[ ${lines[-2]} == 400 && $output == *"made without verdicts"* ]]
    run -1 "$DIXIT" add -l c.ledger --verdicts claim.jsonl
    [[ $output == *"made without verdicts"* ]]
}

@test "verdicts with reasons and evidence are recorded on the page, the earlier ones stay" {
    setup_claim --verdicts
    start -l c.ledger
    run -0 fetch "${address}claim/1"
    token=$(sed -n 's/.*name="token" value="\([0-9a-f]*\)".*/\1/p' <<<"$output" | head -n 1)
    printf 'the report' >report.txt
    sum=$("$DIXIT" attach -l c.ledger report.txt --to C1 --from 'the dam office')
    run -0 fetch "${address}claim/1" -- "what=judge" "verdict=shown" "why=x"
    [[ ${lines[-2]} == 403 ]]
    run -0 fetch "${address}claim/1" -- "token=$token" "what=judge" "verdict=shown"
    [[ ${lines[-2]} == 400 ]]
    run -0 fetch "${address}claim/1" -- "token=$token" "what=judge" "verdict=shown <i>" "why=the office says so" "evidence=$sum" "by=B. Checker"
    [[ ${lines[-2]} == 200 && $output == *"shown &lt;i&gt;"* && $output != *"<i>"* && $output == *"on the dam office"* ]]
    run -0 fetch "${address}claim/1" -- "token=$token" "what=judge" "verdict=withdrawn" "why=another dam" "supersedes=1"
    [[ ${lines[-2]} == 200 && $output == *'superseded by <a href="#v2">'* ]]
    run -0 fetch "${address}claim/1" -- "token=$token" "what=judge" "verdict=x" "why=y" "supersedes=9"
    [[ ${lines[-2]} == 400 ]]
    run -0 fetch "${address}claim/1" -- "token=$token" "what=judge" "verdict=x" "why=y" "evidence=00"
    [[ ${lines[-2]} == 400 ]]
    run -0 "$DIXIT" log -l c.ledger verify
}

@test "evidence is attached to a claim from the page, sent or kept already" {
    setup_claim
    printf 'a scan' >scan.txt
    sum=$("$DIXIT" attach -l c.ledger scan.txt --to a)
    start -l c.ledger
    run -0 fetch "${address}claim/1"
    [[ $output == *"value=\"$sum\""* ]]
    token=$(sed -n 's/.*name="token" value="\([0-9a-f]*\)".*/\1/p' <<<"$output" | head -n 1)
    run -0 fetch "${address}claim/1" -- "token=$token" "what=attach" "kept=$sum"
    [[ ${lines[-2]} == 200 && $output == *"scan.txt"* && $output == *"$sum"* ]]
    run -0 fetch "${address}claim/1" -- "token=$token" "what=attach" "kept=../../etc/passwd"
    [[ ${lines[-2]} == 400 ]]
    run -0 fetch "${address}claim/1" -- "token=$token" "what=attach"
    [[ ${lines[-2]} == 400 ]]
    run -0 fetch "${address}claim/99" -- "token=$token" "what=attach" "kept=$sum"
    [[ ${lines[-2]} == 400 ]]
}
