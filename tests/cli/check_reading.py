#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_reading.py FILE: every line is a dixit-reading/1 with every field, and every span lies inside the text."""
import json
import sys

FIELDS = ["format", "id", "file", "sha256", "text", "body", "title", "outlet", "author", "published", "url", "language", "model",
          "provenance", "sentences", "names", "own", "actors", "attributions", "reactions", "notes"]
OF_ATTRIBUTION = ["id", "parent", "source", "cue", "content", "stance", "negated", "quote", "addressee", "against", "about", "said",
                  "status", "confidence"]

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
    starts = []
    for number, a in enumerate(row["attributions"], 1):
        assert list(a) == OF_ATTRIBUTION, list(a)
        assert a["id"] == str(number)
        assert a["parent"] is None or 1 <= int(a["parent"]) <= len(row["attributions"])
        assert len(a["cue"]) == 1 and a["quote"] in ("direct", "mixed", "indirect") and isinstance(a["negated"], bool)
        assert 0 <= a["confidence"] <= 1 and round(a["confidence"], 2) == a["confidence"]
        for party in (a["source"], a["addressee"], a["against"]):
            if party is not None:
                assert list(party) == ["spans", "actor"]
                check(party["spans"])
        check(a["cue"])
        check(a["content"])
        starts.append(a["cue"][0][0])
    assert starts == sorted(starts)
