#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well readings agree with gold annotation.

  score.py GOLD.jsonl SYSTEM.jsonl [--json] [--every-annotator]

One document a line in both files, as `dixit read --json` prints it and as the corpora have it: id, text, attributions,
reactions, actors; offsets in code points. A gold document with several annotators ("annotations") counts with its first,
or once for each with --every-annotator. A document that the system lacks counts as empty.

All figures are sums over documents. A word is a run of letters and digits, or one other character that is not a space.
  ROLE.exact      the attribution's words in the role, all of them, as a set among the document's sets
  ROLE.runs       unbroken runs of words of a top-level attribution in one line
  ROLE.overlap    words shared by paired attributions
  ROLE.words      words that have the role in any attribution
  attribution     a pair whose cues share a word, whose contents agree at word F1 0.5, and whose sources share a word or
                  are both absent
  stance parent nested negated quote actor   right among those pairs, where the gold has the field
  addressee against                          words shared by paired attributions
  reaction        kind and by right, and at least half of the targets, through the pairs
Where no gold attribution of a document says what it is nested in, the system's nested ones are left out.
"""
import json
import re
import sys
from bisect import bisect_left, bisect_right
from collections import Counter

ROLES = "source", "cue", "content"
EXTRAS = "addressee", "against"
WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


class Text:
    """A text cut into words."""

    def __init__(self, text):
        self.text = text
        found = [m.span() for m in WORD.finditer(text)]
        self.starts = [start for start, _ in found]
        self.ends = [end for _, end in found]

    def words(self, value):
        """The words that a role's spans touch, as a frozen set of numbers; the spans may be [s, e], [[s, e], …] or
        {"spans": …}."""
        if isinstance(value, dict):
            value = value.get("spans", [])
        if not value:
            return frozenset()
        if isinstance(value[0], (int, float)):
            value = [value]
        out = set()
        for start, end in value:
            out.update(range(bisect_right(self.ends, start), bisect_left(self.starts, end)))
        return frozenset(out)

    def runs(self, words):
        """The unbroken runs in a set of words, as (first, last); a line end breaks too."""
        out = []
        for word in sorted(words):
            if out and word == out[-1][1] + 1 and "\n" not in self.text[self.ends[word - 1]:self.starts[word]]:
                out[-1] = out[-1][0], word
            else:
                out.append((word, word))
        return out


class Said:
    """One attribution of a file, with the words of its roles."""

    def __init__(self, raw, text):
        self.raw = raw
        self.id = raw.get("id")
        self.parent = raw.get("parent")
        self.role = {role: text.words(raw.get(role)) for role in ROLES}

    def shares(self, other, role):
        return bool(self.role[role] & other.role[role])


class Side:
    """The gold or the system's half of one document."""

    def __init__(self, doc, text):
        if "annotations" in doc:
            rows = doc["annotations"][0]["attributions"] if doc["annotations"] else []
        else:
            rows = doc.get("attributions", [])
        self.said = [Said(row, text) for row in rows]
        self.reactions = doc.get("reactions", [])
        self.names = {actor.get("id"): actor.get("name") for actor in doc.get("actors", [])}

    def actor(self, value):
        """The name of the actor that a source or "by" gives; a gold file writes the name itself."""
        if isinstance(value, dict):
            value = value.get("actor")
        if value is None or isinstance(value, list):
            return None
        return self.names.get(value, value)


def agreement(a, b):
    """F1 of two sets of words; 0 when both are empty."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def same_name(a, b):
    a, b = (re.sub(r"^(the|a|an) ", "", re.sub(r"[^\w ]", "", (name or "").lower())).strip() for name in (a, b))
    return a == b != ""


def pairs_of(gold, system):
    """Attributions of both sides joined one to one, the most alike first."""
    likely = []
    for i, g in enumerate(gold):
        for j, s in enumerate(system):
            if g.shares(s, "cue") or g.shares(s, "content"):
                alike = 2 * agreement(g.role["cue"], s.role["cue"])
                alike = alike + agreement(g.role["content"], s.role["content"])
                alike = alike + agreement(g.role["source"], s.role["source"])
                likely.append((-alike, i, j))
    taken_gold, taken_system, out = set(), set(), []
    for _, i, j in sorted(likely):
        if i not in taken_gold and j not in taken_system:
            taken_gold.add(i)
            taken_system.add(j)
            out.append((gold[i], system[j]))
    return out


def right(g, s):
    """Whether a pair counts as the same attribution."""
    return (g.shares(s, "cue") and agreement(g.role["content"], s.role["content"]) >= 0.5
            and (g.shares(s, "source") or not (g.role["source"] or s.role["source"])))


class Tally(Counter):
    """Counts by name: (measure, "tp" | "fp" | "fn") and (measure, "n" | "ok")."""

    def found(self, measure, both, system, gold):
        self[measure, "tp"] += both
        self[measure, "fp"] += system - both
        self[measure, "fn"] += gold - both

    def answer(self, measure, ok):
        self[measure, "n"] += 1
        self[measure, "ok"] += bool(ok)

    def f1(self, measure):
        tp, fp, fn = (self[measure, k] for k in ("tp", "fp", "fn"))
        p = tp / (tp + fp) if tp + fp else 0.0
        r = tp / (tp + fn) if tp + fn else 0.0
        return {"p": round(100 * p, 2), "r": round(100 * r, 2),
                "f1": round(200 * p * r / (p + r), 2) if p + r else 0.0}

    def share(self, measure, name):
        return {name: round(100 * self[measure, "ok"] / self[measure, "n"], 2), "n": self[measure, "n"]}


def count_roles(tally, text, gold, system, pairs):
    for role in ROLES:
        g, s = (Counter(a.role[role] for a in side if a.role[role]) for side in (gold, system))
        tally.found(f"{role}.exact", sum((g & s).values()), sum(s.values()), sum(g.values()))
        g, s = (set().union(*(a.role[role] for a in side)) for side in (gold, system))
        tally.found(f"{role}.words", len(g & s), len(s), len(g))
        g, s = ({run for a in side if a.parent is None for run in text.runs(a.role[role])} for side in (gold, system))
        tally.found(f"{role}.runs", len(g & s), len(s), len(g))
        tally.found(f"{role}.overlap", sum(len(a.role[role] & b.role[role]) for a, b in pairs),
                    sum(len(a.role[role]) for a in system), sum(len(a.role[role]) for a in gold))
    for role in EXTRAS:
        g, s = ({id(a): text.words(a.raw.get(role)) for a in side} for side in (gold, system))
        tally.found(role, sum(len(g[id(a)] & s[id(b)]) for a, b in pairs), sum(map(len, s.values())),
                    sum(map(len, g.values())))


def count_labels(tally, g, s, twin, gold_side, system_side):
    """What is said of one pair that counts: its labels, its parent, who the source is."""
    for field in "stance", "negated", "quote":
        if field in g.raw:
            tally.answer(field, g.raw[field] == s.raw.get(field))
    if "negated" in g.raw:
        want, got = bool(g.raw["negated"]), bool(s.raw.get("negated"))
        tally.found("negated.f1", want and got, got, want)
    if "parent" in g.raw:
        if g.parent is None:
            tally.answer("parent", s.parent is None)
        else:
            through = s.parent is not None and twin.get(g.parent) == s.parent
            tally.answer("parent", through)
            tally.answer("nested", through)
    in_source = isinstance(g.raw.get("source"), dict)
    want = gold_side.actor(g.raw["source"]) if in_source else g.raw.get("actor")
    got = system_side.actor(s.raw.get("source")) if in_source or want else None
    if in_source and got:
        tally.answer("wrong actor", not same_name(want, got))
    if want:
        tally.answer("actor", same_name(want, got))


def count_reactions(tally, twin, gold_side, system_side):
    used = set()
    hits = 0
    for r in gold_side.reactions:
        want = {twin[t] for t in r["to"] if t in twin}
        by = gold_side.actor(r.get("by"))
        for k, q in enumerate(system_side.reactions):
            if k in used or q["kind"] != r["kind"]:
                continue
            other = system_side.actor(q.get("by"))
            if (by or other) and not same_name(by, other):
                continue
            both = want & set(q["to"])
            if both and 4 * len(both) >= len(r["to"]) + len(q["to"]):
                used.add(k)
                hits += 1
                break
    tally.found("reaction", hits, len(system_side.reactions), len(gold_side.reactions))


def count_document(tally, gold_doc, system_doc):
    given = system_doc.get("text", system_doc.get("document", {}).get("text"))
    if given is not None and given != gold_doc["text"]:
        sys.exit(f"score: the system's text of {gold_doc['id']} is not the gold's, so offsets mean nothing")
    text = Text(gold_doc["text"])
    gold_side, system_side = Side(gold_doc, text), Side(system_doc, text)
    gold, system = gold_side.said, system_side.said
    if gold and not any("parent" in a.raw for a in gold):
        system = [a for a in system if a.parent is None]
    tally["gold"] += len(gold)
    tally["system"] += len(system)
    pairs = pairs_of(gold, system)
    count_roles(tally, text, gold, system, pairs)
    good = [(g, s) for g, s in pairs if right(g, s)]
    tally.found("attribution", len(good), len(system), len(gold))
    twin = {g.id: s.id for g, s in good}
    for g, s in good:
        count_labels(tally, g, s, twin, gold_side, system_side)
    count_reactions(tally, twin, gold_side, system_side)


def score(gold_docs, system_docs):
    """The figures of a list of gold documents against {id: document}, in the order in which they are printed."""
    tally = Tally()
    for doc in gold_docs:
        found = system_docs.get(doc["id"])
        tally["missing"] += found is None
        count_document(tally, doc, {} if found is None else found)
    out = {"documents": len(gold_docs), "gold": tally["gold"], "system": tally["system"], "missing": tally["missing"]}
    for role in ROLES:
        for measure in "exact", "runs", "overlap", "words":
            out[f"{role}.{measure}"] = tally.f1(f"{role}.{measure}")
    out["attribution"] = tally.f1("attribution")
    for field in "stance", "parent", "nested", "negated", "quote", "actor":
        if tally[field, "n"]:
            out[field] = tally.share(field, "accuracy")
    if tally["negated.f1", "tp"] + tally["negated.f1", "fn"]:
        out["negated.f1"] = tally.f1("negated.f1")
    if tally["wrong actor", "n"]:
        out["wrong actor"] = tally.share("wrong actor", "share")
    for role in EXTRAS:
        if tally[role, "tp"] + tally[role, "fn"]:
            out[role] = tally.f1(role)
    if sum(tally["reaction", k] for k in ("tp", "fp", "fn")):
        out["reaction"] = tally.f1("reaction")
    return out


def read_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def each_annotator(docs):
    return [dict(doc, annotations=[a]) for doc in docs for a in doc["annotations"]]


def by_id(docs):
    return {doc.get("id") or doc.get("document", {}).get("id"): doc for doc in docs}


def main():
    files = [a for a in sys.argv[1:] if not a.startswith("--")]
    if len(files) != 2:
        sys.exit(__doc__)
    gold = read_lines(files[0])
    if "--every-annotator" in sys.argv:
        gold = each_annotator(gold)
    out = score(gold, by_id(read_lines(files[1])))
    if "--json" in sys.argv:
        print(json.dumps(out))
        return
    print(f"{out['documents']} documents, {out['gold']} gold and {out['system']} predicted attributions, "
          f"{out['missing']} documents missing")
    for name, figures in out.items():
        if isinstance(figures, dict):
            print(f"{name:16}" + "  ".join(f"{k} {v}" for k, v in figures.items()))


if __name__ == "__main__":
    main()
