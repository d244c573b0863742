#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Learns the two tables of the reactions: which attribution is a reaction of which kind, and which attributions it speaks of.

  build/tools/reactions-gold --features < CORPORA/claims/train.jsonl > features.tsv
  train/reactions.py CORPORA features.tsv               writes data/reaction-kinds.txt and data/reaction-targets.txt
  train/reactions.py CORPORA features.tsv --measure     measures only

CORPORA: the folder with claims/ and exclude.tsv. Both models look at hashed yes-or-no features that the program itself prints, so that it and
this script cannot differ; both are boosted trees. The same on every run.
Stories of exclude.tsv are left out, and those of claims/tune.txt are never fitted. Limits are chosen on predictions for stories that a model
has not seen: those of tune.txt, and the others in five folds. In all but the first stories of train texts with denials were preferred, so the
first count NATURAL times when limits are chosen. Needs numpy, scipy and lightgbm.
"""
import argparse
import collections
import json
import math
import os
import random
import re

import lightgbm
import numpy
import scipy.sparse

KINDS = ["deny", "confirm", "unverified", "no_response", "contradict"]
NONE_BUT_NEAR = 0.3  # weight of a pair of an attribution that looks like a reaction and is none
LEAST = {"kinds": 6, "targets": 8}  # features seen less often are left out
PREFERRED = 222      # the last so many stories of train were chosen for their denials
NATURAL = 3          # weight of the others
SILENCE = 0.1        # limit of a phrase that says that no answer came: the phrase is sure, whatever its targets; too few to choose by
MOST = 8             # targets of one reaction
UNIT = 65536


def load(path, excluded):
    """{story: {"rows": [(actor, kind, features)], "reactions": {number: {…, "pairs": [(attribution, wanted, features)]}}}}"""
    stories = collections.OrderedDict()
    for line in open(path, encoding="utf-8"):
        part = line.rstrip("\n").split("\t")
        if part[1] in excluded:
            continue
        story = stories.setdefault(part[1], {"rows": [], "reactions": {}})
        if part[0] == "K":
            story["rows"].append((part[3], int(part[4]), part[5]))
        elif part[0] == "R":
            story["reactions"][int(part[2])] = {"kind": int(part[3]), "attribution": int(part[4]), "by": part[5], "how": part[6],
                                                "to": [int(x) for x in part[7].split()], "pairs": []}
        else:
            story["reactions"][int(part[2])]["pairs"].append((int(part[3]), int(part[4]), part[5]))
    return stories


def columns_of(rows, least):
    count = collections.Counter(f for features in rows for f in set(features.split()))
    return {f: i for i, f in enumerate(sorted((f for f, n in count.items() if n >= least), key=lambda f: int(f, 16)))}


def matrix(rows, columns):
    at, starts = [], [0]
    for features in rows:
        at += [columns[f] for f in set(features.split()) if f in columns]
        starts.append(len(at))
    return scipy.sparse.csr_matrix((numpy.ones(len(at), numpy.float32), at, starts), shape=(len(rows), len(columns)))


TREES_OF_BOTH = {"min_data_in_leaf": 25, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 3, "verbose": -1, "num_threads": 1,
                 "seed": 1, "deterministic": True}


class Kinds:
    """One sum of trees for no reaction and one for each kind."""

    def __init__(self, stories):
        rows = [row for s in stories for row in s["rows"]]
        self.columns = columns_of([row[2] for row in rows], LEAST["kinds"])
        options = dict(TREES_OF_BOTH, objective="multiclass", num_class=1 + len(KINDS), num_leaves=8, learning_rate=0.07, min_data_in_leaf=12,
                       feature_fraction=0.2)
        self.trees = lightgbm.train(options, lightgbm.Dataset(matrix([row[2] for row in rows], self.columns), numpy.array([row[1] for row in rows])), 110)

    def predict(self, rows):
        return self.trees.predict(matrix(rows, self.columns), raw_score=True) if rows else numpy.zeros((0, 1 + len(KINDS)))


class Targets:
    def __init__(self, stories):
        rows, labels, weights = [], [], []
        for story in stories:
            for r in story["reactions"].values():
                for _, wanted, features in r["pairs"] if r["how"] in "gn" else []:
                    rows.append(features)
                    labels.append(wanted)
                    weights.append(1.0 if r["how"] == "g" else NONE_BUT_NEAR)
        self.columns = columns_of(rows, LEAST["targets"])
        options = dict(TREES_OF_BOTH, objective="binary", num_leaves=15, learning_rate=0.06, feature_fraction=0.3)
        self.trees = lightgbm.train(options, lightgbm.Dataset(matrix(rows, self.columns), numpy.array(labels), weight=numpy.array(weights)), 150)

    def predict(self, rows):
        return self.trees.predict(matrix(rows, self.columns), raw_score=True) if rows else []


# ---- the decision, as src/claims/reactions.c and reaction_targets.c make it ----

def sure(x):
    return 1 / (1 + math.exp(-max(-12.0, min(12.0, x))))


def counts(chances):
    """The chances that 0, 1, 2 … of independent things happen."""
    out = [1.0]
    for p in chances:
        out = [(out[i] if i < len(out) else 0) * (1 - p) + (out[i - 1] * p if i else 0) for i in range(len(out) + 1)]
    return out


def choose(pairs, sharpness, shift):
    """The likeliest few: so many that "at least half right" (F1 with the right ones at least 0.5) is likeliest; and how likely that is."""
    pairs = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:24]
    chances = [sure(score * sharpness + shift) for _, score in pairs]
    best, taken = 0.0, 1
    for k in range(1, min(MOST, len(pairs)) + 1):
        hits, missed = counts(chances[:k]), counts(chances[k:])
        chance = sum(hits[i] * missed[j] for i in range(1, k + 1) for j in range(len(missed)) if 4 * i >= i + j + k)
        if chance > best + 1e-9:
            best, taken = chance, k
    return {j for j, _ in pairs[:taken]}, best


def candidates_of(story, kinds, targets):
    """[(kind, chance of the kind, by, [(attribution, score)])]: every possible reaction of a story."""
    out, of = [], {}
    for r in story["reactions"].values():
        if r["attribution"] >= 0:
            of.setdefault(r["attribution"], r)
        elif r["how"] == "f" and r["pairs"]:
            out.append((r["kind"], None, "?" if KINDS[r["kind"]] == "no_response" else "", r["pairs"]))
    for i, scores in enumerate(kinds.predict([row[2] for row in story["rows"]])):
        kind = 1 + int(numpy.argmax(scores[1:]))
        margin = scores[kind] - max(s for k, s in enumerate(scores) if k != kind)
        if margin > -4 and i in of and of[i]["pairs"]:
            out.append((kind - 1, sure(margin), story["rows"][i][0], of[i]["pairs"]))
    return [(kind, chance, by, [(p[0], s) for p, s in zip(pairs, targets.predict([p[2] for p in pairs]))]) for kind, chance, by, pairs in out]


def members(name):
    parts = [p for part in name.split(" and ") for p in part.split(", ") if p]
    return parts if len(parts) > 1 and all(p[0].isupper() for p in parts) else [name]


def decide(chosen, limits):
    found = []
    for kind, chance, by, to, fit in chosen:
        if (fit if chance is None else chance * fit) >= limits["phrase" if chance is None else "kind"][kind]:
            found += [(kind, name, to) for name in members(by)]
    return found


def plain(name):
    return re.sub(r"^(the|a|an) ", "", re.sub(r"[^\w ]", "", name.lower())).strip()


def count(story, found):
    """Right, found and annotated, by kind, as tools/score.py counts (who answers not is not checked of phrases)."""
    result, used = [[0, 0, 0] for _ in KINDS], set()
    for r in story["reactions"].values():
        if r["how"] != "g":
            continue
        result[r["kind"]][2] += 1
        for k, (kind, by, to) in enumerate(found):
            both = to & set(r["to"])
            if k not in used and kind == r["kind"] and (by == "?" or plain(by) == plain(r["by"])) and both and 4 * len(both) >= len(to) + len(r["to"]):
                used.add(k)
                result[kind][0] += 1
                break
    for kind, _, _ in found:
        result[kind][1] += 1
    return result


def measure(stories, chosen, limits, weights=None):
    total = numpy.zeros((len(KINDS), 3), int)
    for name, story in stories.items():
        total += numpy.array(count(story, decide(chosen[name], limits))) * (weights[name] if weights else 1)
    right, found, gold = total.sum(0)
    return 200 * right / (found + gold) if found + gold else 0, total.tolist()


def search(stories, candidates, weights):
    """(F1, limits, what was chosen): the best limits, one at a time, twice around, for each of some shapes of the chance."""
    best = (-1,)
    for sharpness, shift in ((0.7, -0.5), (0.85, -0.25), (1.0, 0.0)):
        chosen = {n: [(k, c, by, *choose(pairs, sharpness, shift)) for k, c, by, pairs in candidates[n]] for n in stories}
        limits = {"kind": [0.25, 0.25, 0.1, 0.25, 2.0], "phrase": [0.5, 0.5, 0.5, SILENCE, 2.0]}
        f1 = measure(stories, chosen, limits, weights)[0]
        for _ in range(2):
            for part, places in (("kind", range(5)), ("phrase", range(3))):
                for place in places:
                    for value in [x / 40 for x in range(1, 33)] + [2.0]:
                        trial = {p: list(v) for p, v in limits.items()}
                        trial[part][place] = value
                        now = measure(stories, chosen, trial, weights)[0]
                        if now > f1 + 1e-9:
                            f1, limits = now, trial
        if f1 > best[0]:
            best = (f1, dict(limits, sharpness=sharpness, shift=shift), chosen)
    return best


# ---- written ----

HEAD = """# SPDX-License-Identifier: Apache-2.0
# Made by train/reactions.py: {}. Source: own training on annotated stories; no words of theirs stand here.
# Limits in 1/65536; hashes of features; roots; nodes: feature (its place), next where it is absent, next where it is there; leaf: -1, score in 1/65536.
"""


def write(path, what, model, limits):
    names, nodes, roots = list(model.columns), [], []

    def add(node):
        at = len(nodes)
        nodes.append(None)
        if "leaf_value" in node:
            nodes[at] = (-1, round(UNIT * node["leaf_value"]), 0)
        else:  # absent goes left: 0 is below the threshold
            nodes[at] = (names[node["split_feature"]], add(node["left_child"]), add(node["right_child"]))
        return at

    for tree in model.trees.dump_model()["tree_info"]:
        roots.append(add(tree["tree_structure"]))
    used = sorted({n[0] for n in nodes if n[0] != -1}, key=lambda f: int(f, 16))
    place = {f: i for i, f in enumerate(used)}
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD.format(what))
        out.write(f"limits {' '.join(str(round(x * UNIT)) for x in limits)}\n")
        out.writelines(f"key {int(f, 16):08x}\n" for f in used)
        out.writelines(f"root {r}\n" for r in roots)
        out.writelines(f"node {-1 if f == -1 else place[f]} {a} {b}\n" for f, a, b in nodes)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("corpora")
    parser.add_argument("features")
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    rows = (line.rstrip("\n").split("\t") for line in open(os.path.join(options.corpora, "exclude.tsv"), encoding="utf-8"))
    excluded = {row[1] for row in rows if row[0].startswith("claims/train")}
    tune = set(open(os.path.join(options.corpora, "claims", "tune.txt"), encoding="utf-8").read().split())
    stories = load(options.features, excluded)
    lines = open(os.path.join(options.corpora, "claims", "train.jsonl"), encoding="utf-8")
    everything = [json.loads(line)["id"] for line in lines]
    names = [n for n in stories if n not in tune]
    random.Random(7).shuffle(names)
    candidates = {}
    for fold in range(5):
        seen = [stories[n] for i, n in enumerate(names) if i % 5 != fold]
        kinds, targets = Kinds(seen), Targets(seen)
        for name in names[fold::5]:
            candidates[name] = candidates_of(stories[name], kinds, targets)
    seen = [stories[n] for n in names]
    kinds, targets = Kinds(seen), Targets(seen)
    for name in tune & set(stories):
        candidates[name] = candidates_of(stories[name], kinds, targets)
    natural = set(everything[: len(everything) - PREFERRED])
    _, limits, chosen = search(stories, candidates, {n: NATURAL if n in natural else 1 for n in stories})
    f1, alone, plainly = (measure({n: s for n, s in stories.items() if n in part}, chosen, limits)[0] for part in (stories, tune, natural))
    print(f"reactions F1 {f1:.1f} on stories not seen, {alone:.1f} on those of tune.txt, {plainly:.1f} on natural ones;", limits)
    for kind, (right, found, gold) in zip(KINDS, measure(stories, chosen, limits)[1]):
        print(f"  {kind:12} right {right:4}  found {found:4}  annotated {gold:4}")
    if not options.measure:
        data = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
        write(os.path.join(data, "reaction-kinds.txt"), "kinds of reaction, one tree in turn for none and for each", kinds, limits["kind"] + limits["phrase"])
        write(os.path.join(data, "reaction-targets.txt"), "targets of reactions", targets, [limits["sharpness"], limits["shift"]])


if __name__ == "__main__":
    main()
