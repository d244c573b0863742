#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# dixit trace and dixit group. The shipped model reads invented stories.
load common

setup_ledger() {
    export DIXIT_LEDGER=t.ledger
    cat >stories.jsonl <<'END'
{"id": "a", "outlet": "Harbour Post", "published": "2026-01-04", "text": "The old bridge over the Varn will be closed in May, Mayor Anna Lind said on Sunday. “The bridge will be closed in May because its pillars are rotten,” Lind told the Harbour Post. Shopkeepers in the lower town were angry."}
{"id": "b", "outlet": "Valley Radio", "published": "2026-01-05", "text": "The bridge over the Varn will be closed in May, the Harbour Post reported. Mayor Anna Lind said that its pillars are rotten. Farmers asked how they should reach the market."}
{"id": "c", "outlet": "Elm Gazette", "published": "2026-01-06", "text": "The railway company denied that the bridge over the Varn will be closed in May. A spokesman called the report in the Harbour Post false."}
{"id": "d", "outlet": "Copper Times", "published": "2026-01-05", "text": "The old bridge over the Varn will be closed in May, Mayor Anna Lind said on Sunday. “The bridge will be closed in May because its pillars are rotten,” Lind told the Harbour Post. Shopkeepers in the lower town were angry."}
{"id": "e", "outlet": "Copper Times", "published": "2026-02-01", "text": "The orchestra of Ostra will play three concerts in the summer, its director Per Holm said. Tickets will be sold from March."}
END
    "$DIXIT" add -q stories.jsonl
}

# the claim that holds the bridge, from the JSON of all
bridge() {
    "$DIXIT" trace --all --json | python3 -c 'import json, sys
lines = [json.loads(x) for x in sys.stdin]
print(next(x["claim"] for x in lines if "claim" in x and any(p["document"] == "c" for p in x["appearances"])))'
}

@test "trace shows who carries and disputes a claim, its copies, its origin and what the answer rests on" {
    setup_ledger
    run -0 "$DIXIT" trace --all
    [[ $output == *"proposed by the program, seen by nobody"* ]]
    [[ $output == *"earliest in this ledger: Harbour Post, 2026-01-04 (a)"* ]]
    [[ $output == *"disputed by"*"Elm Gazette › The railway company"* ]]
    [[ $output == *"Copper Times, 2026-01-05 (d) from Harbour Post, 2026-01-04 (a), by copy"* ]]
    [[ $output == *"named origins"*"Anna Lind"* ]]
    [[ ${lines[-1]} == "5 of 5 documents read" ]]
    [[ $output != *orchestra* ]]
    [[ $output != *first* ]]
}

@test "trace --json quotes the words of each appearance and arrow, and names copies and credits" {
    setup_ledger
    "$DIXIT" trace --all --json >t.jsonl
    run -0 python3 - <<'END'
import json
texts = {d["id"]: d["text"] for d in map(json.loads, open("stories.jsonl"))}
lines = [json.loads(x) for x in open("t.jsonl")]
for claim in lines[:-1]:
    assert claim["state"] == "proposed" and claim["claim"].startswith("C")
    for p in claim["appearances"]:
        assert [texts[p["document"]][s:e] for s, e in p["content"]] == [p["words"]]
    for a in claim["arrows"]:
        assert a["words"] in texts[a["to"]] and a["kind"] in ("credit", "link", "copy", "quotation")
documents = lines[-1]["documents"]
assert any({"a", "d"} <= set(s) for s in documents["copies"])
assert {"c"} <= {c["document"] for c in documents["credits"] if c["outlet"] == "Harbour Post"}
END
}

@test "trace --html is one page without scripts, with a picture" {
    setup_ledger
    "$DIXIT" trace --all --html >t.html
    grep -q '<svg' t.html
    run ! grep -qi '<script' t.html
    python3 -c 'import html.parser, sys
html.parser.HTMLParser().feed(open("t.html", encoding="utf-8").read())'
}

@test "the same trace twice changes nothing" {
    setup_ledger
    "$DIXIT" trace --all >one
    before=$("$DIXIT" log verify)
    "$DIXIT" trace --all >two
    cmp one two
    [ "$("$DIXIT" log verify)" = "$before" ]
}

@test "what a person accepted or undid stays so when more documents come" {
    setup_ledger
    claim=$(bridge)
    run -0 "$DIXIT" group accept "$claim" --by Eva --why "read all of them"
    [[ $output == "$claim"$'\taccepted' ]]
    printf '%s\n' '{"id": "f", "outlet": "Night Wire", "published": "2026-01-07", "text": "The old bridge over the Varn will be closed in May, Anna Lind told the council."}' >more.jsonl
    "$DIXIT" add -q more.jsonl
    run -0 "$DIXIT" trace "$claim"
    [[ $output == *"accepted by a person"* ]]
    [[ $output == *"? Night Wire"* ]]
    run -0 "$DIXIT" group undo "$claim"
    run -0 "$DIXIT" trace "$claim"
    [[ $output == *"undone by a person"* ]]
    run -0 "$DIXIT" trace --all
    [[ $output != *"$claim  "* ]]
    "$DIXIT" log verify
}

@test "a split makes a claim of its own, and the program does not join them again" {
    setup_ledger
    claim=$(bridge)
    run -0 "$DIXIT" group split "$claim" 'c#1'
    [[ ${lines[0]} == "$claim"$'\tsplit' && ${lines[1]} == C*$'\tmade' ]]
    made=${lines[1]%%$'\t'*}
    printf '%s\n' '{"id": "g", "text": "Nothing else happened in the valley, the council said on Monday."}' >more.jsonl
    "$DIXIT" add -q more.jsonl
    run -0 "$DIXIT" trace "$claim"
    [[ $output != *"Elm Gazette ›"* ]]
    run -0 "$DIXIT" trace "$made"
    [[ $output == *"Elm Gazette ›"* ]]
    "$DIXIT" log verify
}

@test "wrong names are told" {
    setup_ledger
    run -1 "$DIXIT" trace C99
    [[ $output == *"there is no claim C99"* ]]
    run -2 "$DIXIT" trace bridge
    run -2 "$DIXIT" group accept
    run -2 "$DIXIT" group join C1
    run -1 "$DIXIT" group undo C99
    run -1 "$DIXIT" group split C1 'a#77'
    [[ $output == *"a#77"* ]]
    run -1 "$DIXIT" trace --all -l none.ledger
}

@test "brief is one table with the answer beside the charge" {
    setup_ledger
    run -0 "$DIXIT" brief --about "Anna Lind"
    [[ $output == "# What is said about Anna Lind"* ]]
    [[ ${lines[-1]} == "5 of 5 documents read." ]]
    run -0 "$DIXIT" brief --about bridge
    [[ $output == *"| 2026-01-06 | Elm Gazette › The railway company |"* ]]
    run -0 "$DIXIT" brief --about "railway company" --since 2027
    [ "${#lines[@]}" -eq 4 ]
    run -2 "$DIXIT" brief --about "Anna Lind" --since soon
    run -2 "$DIXIT" brief
    printf '%s\n' '{"id": "x|y", "published": "2026-03-01", "text": "Olle Brandt said that Mayor Per Holm <b>sold</b> the | park."}' >odd.jsonl
    "$DIXIT" add -q odd.jsonl
    "$DIXIT" brief --about "Per Holm" --html >t.html
    run ! grep -q '<b>' t.html
    run -0 "$DIXIT" brief --about "Per Holm"
    [[ $output != *'<b>'* ]]
}

@test "decisions are signed, and an altered or taken one shows" {
    setup_ledger
    claim=$(bridge)
    "$DIXIT" group accept "$claim" --by Eva --why "read all of them"
    "$DIXIT" group undo "$claim" --by Olle
    "$DIXIT" group accept "$claim" --by Eva
    run -0 "$DIXIT" log verify
    python3 - <<'END'
import json, sqlite3
db = sqlite3.connect("t.ledger")
rows = db.execute("SELECT act, person, reason, signature FROM decisions ORDER BY id").fetchall()
assert [(r[0], r[1]) for r in rows] == [(0, "Eva"), (2, "Olle"), (0, "Eva")], rows
uid, = db.execute("SELECT DISTINCT lower(hex(uid)) FROM claims JOIN decisions ON claim = claims.id").fetchone()
for act, person, reason, signature in rows:
    said = json.loads(signature.split("\n")[0])
    assert said["person"] == person and said["reason"] == reason and said["claim"] == uid and said["key"]
    assert said["act"] == ("undo" if act == 2 else "accept") and len(said["passages"]) >= 2
    assert all(len(p) == 4 and len(p[0]) == 32 and p[2] < p[3] for p in said["passages"])
db.execute("UPDATE decisions SET person = 'Nobody' WHERE id = 1")
db.commit()
END
    run -3 "$DIXIT" log verify
    [[ $output == *"decisions 1: its person is not what its person signed."* ]]
}

@test "what belongs to an accepted claim stays through a correction and a new version, and is an orphan when its words are gone" {
    setup_ledger
    claim=$(bridge)
    "$DIXIT" group accept "$claim"
    members() {
        "$DIXIT" trace "$1" --json | python3 -c 'import json, sys
print(" ".join(sorted(p["document"] for x in map(json.loads, sys.stdin) for p in x.get("appearances", []))))'
    }
    before=$(members "$claim")
    number=$("$DIXIT" trace "$claim" --json | python3 -c 'import json, sys
print(next(p["attribution"] for x in map(json.loads, sys.stdin) for p in x.get("appearances", []) if p["document"] == "c" and p["attribution"]))')
    "$DIXIT" correct "c#$number" --checked
    [ "$(members "$claim")" = "$before" ]
    python3 - <<'END'
import json
story = next(d for d in map(json.loads, open("stories.jsonl")) if d["id"] == "c")
open("moved.jsonl", "w").write(json.dumps({**story, "text": "The market was full. " + story["text"]}) + "\n")
open("gone.jsonl", "w").write(json.dumps({**story, "text": "The orchestra played in the market, the mayor said."}) + "\n")
END
    "$DIXIT" add -q moved.jsonl
    [ "$(members "$claim")" = "$before" ]
    run -0 "$DIXIT" trace "$claim"
    [[ $output != *orphan* ]]
    "$DIXIT" add -q gone.jsonl
    run -0 "$DIXIT" trace "$claim"
    [[ $output == *"orphan"* && $output != *"Elm Gazette ›"* ]]
    run -0 "$DIXIT" log verify
}

@test "add --reread says which passages of claims, corrections and verdicts a new reading does not have" {
    setup_ledger
    claim=$(bridge)
    "$DIXIT" group accept "$claim"
    "$DIXIT" correct 'a#1' --checked
    "$DIXIT" judge 'b#1' --verdict "as it was" --why "it was heard"
    before=$("$DIXIT" log verify)
    run -0 --separate-stderr "$DIXIT" add --reread --dry-run --model "$DIXIT_SMALL_MODEL"
    [[ $output == *$'c\t'"$claim would lose c#"* && $output == *$'a\tan orphan would be the correction of a#1'* && $output == *$'b\tan orphan would be the verdict on b#1'* ]]
    [ "$("$DIXIT" log verify)" = "$before" ]
    run -0 --separate-stderr "$DIXIT" add --reread --model "$DIXIT_SMALL_MODEL"
    [[ $output == *$'c\t'"$claim loses c#"* && $output == *$'a\tan orphan is now the correction of a#1'* ]]
    run -0 "$DIXIT" trace "$claim"
    [[ $output == *orphan* ]]
    run -0 "$DIXIT" log verify
}
