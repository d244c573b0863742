#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well names are found, with their class, on the dev part of Worldwide (nine classes).

  score_names.py [--shared FOLDER] [--program build/dixit] [--readings FILE] [-- ARGUMENTS]

The text of an article is its tokens with single spaces; the program reads it (ARGUMENTS go to `dixit read`), or FILE holds
the readings as JSON Lines. Only outer names count. A name is right when it begins and ends where the gold's does and its
class is the same; the first line is F1 over all names, the others over those of one class. An article without a reading
counts as empty.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import readings  # noqa: E402
import score  # noqa: E402

KINDS = "date", "facility", "location", "misc", "money", "norp", "organisation", "person", "product"
SPELT = {"organization": "organisation", "miscellaneous": "misc"}


def kind_of(tag):
    kind = tag[2:].lower()
    return SPELT.get(kind, kind)


def article(raw):
    """A document of a line of the corpus: id, text, and names as [start, end, kind] in code points."""
    text, names = "", []
    for sentence in raw["sentences"]:
        before = "O"
        for token in sentence:
            word, tag = token[:2]
            start = len(text) + bool(text)
            text += " " * bool(text) + word
            if tag != "O":
                if tag[0] == "B" or before == "O" or kind_of(before) != kind_of(tag):
                    names.append([start, len(text), kind_of(tag)])
                names[-1][1] = len(text)
            before = tag
    return {"id": raw["id"], "text": text, "names": names}


def corpus(shared):
    return [article(raw) for raw in readings.read_lines(os.path.join(shared, "corpora", "ner", "worldwide-dev.jsonl.xz"))]


def count(tally, doc, reading):
    gold = {tuple(name) for name in doc["names"]}
    found = {(*name["span"], name["kind"]) for name in reading.get("names", [])}
    tally["gold"] += len(gold)
    tally["system"] += len(found)
    tally.found("names", len(gold & found), len(found), len(gold))
    for kind in KINDS:
        g, s = ({name for name in side if name[2] == kind} for side in (gold, found))
        tally.found(f"names.{kind}", len(g & s), len(s), len(g))


def main():
    parser = readings.options(__doc__)
    parser.add_argument("--readings")
    args = readings.parse(parser)
    docs = corpus(args.shared)
    found = readings.given_or_made(args, docs, "worldwide")
    tally = score.Tally()
    for doc in docs:
        count(tally, doc, readings.of(doc, found))
    missing = sum(doc["id"] not in found for doc in docs)
    print(f"{len(docs)} articles, {tally['gold']} names, {tally['system']} found, {missing} articles missing")
    for label, measure in [("all", "names")] + [(kind, f"names.{kind}") for kind in KINDS]:
        f = tally.f1(measure)
        print(f"{label:13} p {f['p']}  r {f['r']}  f1 {f['f1']}")


if __name__ == "__main__":
    main()
