#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Where the figure for reactions is lost.

  score_reactions.py GOLD.jsonl SYSTEM.jsonl

For each kind, of the annotated reactions: how many can be told at all (at least a third of the targets are among the attributions that count, and the
name of who reacts is among the actors); how many are found (a reaction of that kind whose words meet the annotated ones, or that is the same attribution);
of those found, how many have the right name, how many at least half of the right targets, how many both; and how many the system has in all.
"""
import sys
from collections import Counter

import score

KINDS = "deny", "confirm", "unverified", "no_response", "contradict"
ROWS = "annotated", "targets there", "name there", "both there", "found", "name right", "targets right", "both right", "in the system"


def same(a, b):
    return score.same_name(a, b) if a or b else True


def count(tally, gold_doc, system_doc):
    text = score.Text(gold_doc["text"])
    gold, system = score.Side(gold_doc, text), score.Side(system_doc, text)
    pairs = score.pairs_of(gold.said, system.said)
    twin = {g.id: s.id for g, s in pairs if score.right(g, s)}
    near = {g.id: s.id for g, s in pairs if g.shares(s, "cue")}
    for q in system.reactions:
        tally[q["kind"], "in the system"] += 1
    for r in gold.reactions:
        want, by, words = {twin[t] for t in r["to"] if t in twin}, gold.actor(r.get("by")), text.words(r.get("span"))
        here = [0 < len(want) and 3 * len(want) >= len(r["to"]), not by or any(same(name, by) for name in system.names.values())]
        best = None
        for q in system.reactions:
            its = r.get("attribution") and near.get(r["attribution"]) == q.get("attribution") is not None
            if q["kind"] == r["kind"] and (its or words & text.words(q.get("span"))):
                both = want & set(q["to"])
                now = [same(by, system.actor(q.get("by"))), bool(both) and 4 * len(both) >= len(r["to"]) + len(q["to"])]
                best = now if best is None or sum(now) > sum(best) else best
        values = [True, here[0], here[1], all(here), best is not None] + (best + [all(best)] if best else [False] * 3)
        for row, value in zip(ROWS, values):
            tally[r["kind"], row] += value


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    system, tally = score.by_id(score.read_lines(sys.argv[2])), Counter()
    for doc in score.read_lines(sys.argv[1]):
        count(tally, doc, system.get(doc["id"]) or {})
    print("| | " + " | ".join(KINDS) + " | all |\n" + "|---" * (len(KINDS) + 2) + "|")
    for row in ROWS:
        values = [tally[kind, row] for kind in KINDS]
        print(f"| {row} | " + " | ".join(map(str, values)) + f" | {sum(values)} |")


if __name__ == "__main__":
    main()
