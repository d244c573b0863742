#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pronouns by GAP (Webster et al., 2018), from the mentions of actors in readings.

  gap.py texts GAP.tsv.xz > GAP.jsonl          one document a line, for `dixit read --json` and build/tools/actors-gold
  gap.py score GAP.tsv.xz READINGS.jsonl       precision, recall and F1 over the two names of each pronoun, overall and by sex

A name counts as meant when one actor has a mention that holds the pronoun and one that meets the name.
"""
import csv
import json
import lzma
import sys


def rows(path):
    opener = lzma.open if path.endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def meets(mentions, start, end):
    return any(s < end and start < e for s, e in mentions)


def judged(row, reading):
    """The pronoun's sex, and for each of its two names whether it is meant by the reading and by the gold."""
    at = int(row["Pronoun-offset"])
    actors = [a for a in reading.get("actors", []) if meets(a["mentions"], at, at + len(row["Pronoun"]))]
    sex = "male" if row["Pronoun"].lower() in ("he", "him", "his") else "female"
    names = []
    for name in "AB":
        start = int(row[f"{name}-offset"])
        given = any(meets(a["mentions"], start, start + len(row[name])) for a in actors)
        names.append((given, row[f"{name}-coref"].upper() == "TRUE"))
    return sex, names


def score(gap, readings):
    counts = {k: [0, 0, 0] for k in ("overall", "male", "female")}
    for r in gap:
        sex, names = judged(r, readings.get(r["ID"], {}))
        for given, gold in names:
            for k in ("overall", sex):
                counts[k][0] += given and gold
                counts[k][1] += given and not gold
                counts[k][2] += gold and not given
    for k, (tp, fp, fn) in counts.items():
        print(f"{k:8} p {100 * tp / max(1, tp + fp):.1f}  r {100 * tp / max(1, tp + fn):.1f}  f1 {200 * tp / max(1, 2 * tp + fp + fn):.1f}")


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "texts":
        for r in rows(sys.argv[2]):
            at = int(r["Pronoun-offset"])
            names = [[int(r[f"{n}-offset"]), int(r[f"{n}-offset"]) + len(r[n])] for n in "AB" if r[f"{n}-coref"].upper() == "TRUE"]
            print(json.dumps({"id": r["ID"], "text": r["Text"], "pronoun": [at, at + len(r["Pronoun"])], "names": names}))
    elif len(sys.argv) == 4 and sys.argv[1] == "score":
        with open(sys.argv[3], encoding="utf-8") as f:
            readings = {d["id"]: d for d in map(json.loads, f)}
        score(rows(sys.argv[2]), readings)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
