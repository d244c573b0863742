#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does tools/score.py agree with another scorer of the same measures, to the last digit?

  compare_score.py OTHER_SCORE.py GOLD.jsonl[.xz]… [--rounds 20] [--seed 1] [--system SYSTEM.jsonl]

First on invented documents, then on the files: gold itself, damaged at random, plays the system: attributions dropped, doubled and moved, spans shortened, cut in two
and shifted, labels and parents changed, actors renamed, reactions lost and redirected. Both scorers run as programs,
with --json and as text, and what they print must be the same bytes.
"""
import argparse
import copy
import json
import lzma
import os
import random
import subprocess
import sys
import tempfile

OURS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "score.py")


def read_lines(path):
    opener = lzma.open if path.endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def bend(rng, spans, size):
    """Spans a little wrong; at times gone, at times one more."""
    out = []
    for start, end in spans:
        chance = rng.random()
        if chance < 0.04:
            continue
        if chance < 0.12:
            start, end = start + rng.randint(-25, 25), end + rng.randint(-25, 25)
        elif chance < 0.2 and end - start > 12:
            middle = rng.randint(start + 3, end - 3)
            out.append([start, middle - rng.randint(0, 2)])
            start = middle + rng.randint(0, 6)
        start, end = max(0, min(start, size)), max(0, min(end, size))
        out.append([start, end])
    if rng.random() < 0.03:
        start = rng.randint(0, size)
        out.append([start, min(size, start + rng.randint(0, 40))])
    return out


def spans_of(value):
    if isinstance(value, dict):
        value = value.get("spans") or []
    if value and isinstance(value[0], (int, float)):
        value = [value]
    return value or []


def damage(rng, doc):
    """A system's document made from a gold one; the shape of `dixit read --json` or of the corpus."""
    doc = copy.deepcopy(doc)
    if "annotations" in doc:
        notes = doc.pop("annotations")
        doc["attributions"] = rng.choice(notes)["attributions"] if notes else []
    size, rows = len(doc["text"]), []
    ids = [a.get("id") for a in doc["attributions"]]
    for a in doc["attributions"]:
        if rng.random() < 0.06:
            continue
        for role in ("source", "cue", "content", "addressee", "against"):
            if role not in a:
                continue
            bent = bend(rng, spans_of(a[role]), size)
            if isinstance(a[role], dict):
                a[role]["spans"] = bent
                if rng.random() < 0.1:
                    a[role]["actor"] = rng.choice(["Nobody", None, "The " + str(a[role].get("actor"))])
            else:
                a[role] = bent
        if rng.random() < 0.1:
            a["stance"] = rng.choice(["state", "deny", "allege"])
        if rng.random() < 0.1:
            a["negated"] = not a.get("negated")
        if rng.random() < 0.1:
            a["quote"] = rng.choice(["direct", "mixed", "indirect"])
        if rng.random() < 0.1:
            a["parent"] = rng.choice(ids + [None])
        rows.append(a)
        if rng.random() < 0.03:
            rows.append(copy.deepcopy(a))
    if rng.random() < 0.2:
        rng.shuffle(rows)
    doc["attributions"] = rows
    reactions = []
    for r in doc.get("reactions", []):
        if rng.random() < 0.1:
            continue
        if rng.random() < 0.2:
            r["to"] = r["to"][1:] + ([rng.choice(ids)] if ids else [])
        if rng.random() < 0.1:
            r["kind"] = "deny"
        if rng.random() < 0.1:
            r["by"] = None
        reactions.append(r)
    if "reactions" in doc:
        doc["reactions"] = reactions
    return doc


def invent(rng, number):
    """A gold document about nothing: short, with every field there or not, ids shared, spans anywhere."""
    text = "".join(rng.choice(["word ", "a", "’", ". ", "\n", "_", "é", "12 ", "\u00a0", "“", "😀 "]) for _ in range(rng.randint(0, 60)))
    size = len(text)

    def spans(most):
        out = []
        for _ in range(rng.randint(0, most)):
            start = rng.randint(0, size)
            out.append([start, min(size, start + rng.randint(0, 12))])
        return out[0] if out and rng.random() < 0.2 else out

    names = ["A1", "A2", "The League", "league", None, ""]
    deep = number % 10 < 7  # both sides alike: a bare list has no actor to ask for
    actors = [{"id": f"A{i}", "name": rng.choice(["Ada Brunn", "the League", "Halda"])} for i in range(rng.randint(0, 3))]
    rows = []
    for i in range(rng.randint(0, 7)):
        row = {"id": str(i if rng.random() < 0.9 else 0), "cue": spans(2), "content": spans(3)}
        row["source"] = {"spans": spans(2), "actor": rng.choice(names)} if deep else spans(2)
        for field, values in (("parent", [None, None, "0", "1"]), ("stance", ["state", "deny"]), ("negated", [True, False]),
                              ("quote", ["direct", "mixed"]), ("actor", names)):
            if rng.random() < (0.8 if deep else 0.2) and (deep or field != "actor"):
                row[field] = rng.choice(values)
        for field in ("addressee", "against"):
            if rng.random() < 0.4:
                row[field] = rng.choice([None, spans(2), {"spans": spans(1), "actor": rng.choice(names)}])
        rows.append(row)
    doc = {"id": f"d{number}", "text": text, "attributions": rows, "actors": actors}
    if rng.random() < 0.6:
        doc["reactions"] = [{"kind": rng.choice(["deny", "confirm"]), "by": rng.choice(names + [{"actor": "A1"}]),
                             "to": rng.sample(["0", "1", "2", "3"], rng.randint(1, 3))} for _ in range(rng.randint(0, 4))]
    return doc


def write(path, docs):
    with open(path, "w", encoding="utf-8") as out:
        for doc in docs:
            out.write(json.dumps(doc, ensure_ascii=False) + "\n")


def compare(other, gold, system, flags):
    prints = [subprocess.run([sys.executable, s, gold, system, *flags], capture_output=True, text=True)
              for s in (OURS, other)]
    for done in prints:
        if done.returncode:
            sys.exit(f"a scorer failed on {gold} {system}: {done.stderr}")
    if prints[0].stdout != prints[1].stdout:
        print(f"ours:  {prints[0].stdout}\nother: {prints[1].stdout}")
        sys.exit(f"they differ on {gold} {system} {' '.join(flags)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other")
    parser.add_argument("gold", nargs="*")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--system")
    args = parser.parse_args()
    runs = 0
    invented = max(1, args.rounds)
    with tempfile.TemporaryDirectory() as folder:
        system, gold = os.path.join(folder, "system.jsonl"), os.path.join(folder, "gold.jsonl")
        for i in range(invented):
            rng = random.Random(args.seed * 1000 + i)
            docs = [invent(rng, k) for k in range(200)]
            write(gold, docs)
            write(system, [damage(rng, doc) if rng.random() < 0.7 else dict(invent(rng, k), text=doc["text"])
                           for k, doc in enumerate(docs)])
            compare(args.other, gold, system, [["--json"], []][i % 2])
            runs += 1
        print(f"invented documents: {invented} rounds alike", flush=True)
        for path in args.gold:
            docs = read_lines(path)
            write(gold, docs)
            several = all("annotations" in doc for doc in docs)
            for i in range(args.rounds):
                rng = random.Random(args.seed * 1000 + i)
                some = docs if i == 0 else [damage(rng, doc) for doc in docs if rng.random() > 0.02]
                if args.system and i == 0:
                    some = read_lines(args.system)
                write(system, some)
                flags = [["--json"], []][i % 2] + (["--every-annotator"] if several and i % 3 == 0 else [])
                compare(args.other, gold, system, flags)
                runs += 1
            print(f"{path}: {args.rounds} rounds alike", flush=True)
    print(f"{runs} comparisons, all the same bytes")


if __name__ == "__main__":
    main()
