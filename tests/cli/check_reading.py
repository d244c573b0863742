#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_reading.py FILE [chosen]: every line is a dixit-reading/1 with every field, every span lies inside the text, every id leads
somewhere. `chosen`: only some attributions are there, each with those it is nested in."""
import json
import sys

FIELDS = ["format", "id", "file", "sha256", "text", "body", "title", "outlet", "author", "published", "url", "language", "model",
          "provenance", "pages", "sentences", "names", "own", "actors", "attributions", "reactions", "notes"]
OF_ATTRIBUTION = ["id", "parent", "source", "cue", "content", "stance", "negated", "quote", "addressee", "against", "about", "said",
                  "status", "confidence"]

OF_ACTOR = ["id", "name", "kind", "code", "members", "mentions"]
OF_REACTION = ["id", "kind", "by", "span", "attribution", "to"]
ACTORS = ["person", "state", "organisation", "group", "document", "several"]
REACTIONS = ["deny", "confirm", "unverified", "no_response", "contradict"]
STATUSES = ["disputed", "opposed", "backed", "confirmed", "unverified", "unanswered"]
chosen = sys.argv[2:] == ["chosen"]

for line in open(sys.argv[1], encoding="utf-8"):
    row = json.loads(line)
    text = row["text"]

    def check(spans):
        for start, end in spans:
            assert 0 <= start < end <= len(text), (start, end)
            assert text[start:end] == text[start:end].strip(), text[start:end]

    assert list(row) == FIELDS, list(row)
    assert row["format"] == "dixit-reading/1" and row["body"] == [0, len(text)]
    check(row["sentences"])
    check(row["own"])
    check([name["span"] for name in row["names"]])
    actors = {f"A{i}" for i in range(1, len(row["actors"]) + 1)}
    for number, actor in enumerate(row["actors"], 1):
        assert list(actor) == OF_ACTOR and actor["id"] == f"A{number}" and actor["name"], actor
        assert actor["kind"] in ACTORS and set(actor["members"]) <= actors and actor["id"] not in actor["members"]
        assert actor["code"] is None or len(actor["code"]) == 3
        check(actor["mentions"])
    ids = [a["id"] for a in row["attributions"]]
    reactions = {reaction["id"]: reaction for reaction in row["reactions"]}
    for reaction in row["reactions"]:
        assert list(reaction) == OF_REACTION and reaction["kind"] in REACTIONS, reaction
        assert reaction["by"] is None or reaction["by"] in actors or reaction["by"] in text
        assert chosen or set(reaction["to"]) <= set(ids) and reaction["attribution"] in ids + [None]
        check(reaction["span"])
    starts = []
    for number, a in enumerate(row["attributions"], 1):
        assert list(a) == OF_ATTRIBUTION, list(a)
        assert chosen or a["id"] == str(number)
        assert a["parent"] is None or a["parent"] in ids
        assert set(a["about"]) <= actors
        for status in a["status"]:
            assert list(status) == ["is", "by", "reaction"] and status["is"] in STATUSES, status
            assert a["id"] in reactions[status["reaction"]]["to"] and status["by"] == reactions[status["reaction"]]["by"]
        assert len(a["cue"]) == 1 and a["quote"] in ("direct", "mixed", "indirect") and isinstance(a["negated"], bool)
        assert 0 <= a["confidence"] <= 1 and round(a["confidence"], 2) == a["confidence"]
        for party in (a["source"], a["addressee"], a["against"]):
            if party is not None:
                assert list(party) == ["spans", "actor"] and (party["actor"] is None or party["actor"] in actors)
                check(party["spans"])
        check(a["cue"])
        check(a["content"])
        starts.append(a["cue"][0][0])
    assert starts == sorted(starts)
