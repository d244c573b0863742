#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Learns the tables of the reactions: which attribution looks like a reaction of which kind, which attributions it speaks of, and, from both
together, which kind it is, if any; and the head react.* of the model, which says how well a reaction and an attribution go together.

  train/reactions.py CORPORA MODEL              writes data/reaction-kinds.txt, -targets.txt and -settle.txt, and react.npz for add_heads.py
  train/reactions.py CORPORA MODEL --measure    measures only

CORPORA: the folder with claims/ and exclude.tsv. MODEL: the model file that the tables are for. About four minutes on one core, one of them for the
readings, which build/tools/reactions-read makes; those of an earlier run are taken again with --readings PREFIX.
The models look at what the program itself found in the stories, joined to what is annotated as tools/score.py joins it, so that they learn from what
they will see. The trees are boosted; the head is fitted in numpy by Adam. The same on every run.
Stories of exclude.tsv are left out, and those of claims/tune.txt are never fitted. What a model learns of another's answers are answers for stories
that the other has not seen, in five folds; limits are chosen on predictions for stories that none of them has seen. In all but the first stories of
train texts with denials were preferred, so the first count NATURAL times when limits are chosen. Needs numpy, scipy and lightgbm.
--engine W: the weight of the engine's own scores of a reaction (rows 21 to 26 of act.out). The engine has seen the stories that are not in tune.txt,
so the weight is chosen on those of tune.txt and the limits without it.
"""
import argparse
import collections
import json
import math
import os
import random
import subprocess
import sys
import tempfile

import lightgbm
import numpy
import scipy.sparse

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import score  # noqa: E402

KINDS = ["deny", "confirm", "unverified", "no_response", "contradict"]
NONE_BUT_NEAR = 0.3  # weight of a pair of an attribution that looks like a reaction and is none
LEAST = 6            # features seen less often are left out
MAY = -4.5           # what looks less like a reaction than this is none (a difference of scores)
LOWEST = -20 * 1024
PREFERRED = 222      # the last so many stories of train were chosen for their denials
NATURAL = 3          # weight of the others
MOST = 8             # targets of one reaction
UNIT = 65536
NUMBERS = 55         # PAIR_NUMBERS of src/claims/reaction_numbers.h, the topics' fit last
UNKNOWN = -9999      # TOPIC_UNKNOWN
UNTOLD = 0.1         # share of the reactions whose topics are hidden, as a model without the head hides them
TOPIC = 16           # REACT_WIDTH
LIKE = {"deny", "reject", "confirm", "support", "doubt"}  # stances that look like a reaction


# ---- the readings ----

class Row:
    """An attribution, or a phrase that may react."""

    def __init__(self, parts):
        self.place, self.guess, self.by = int(parts[1]), int(parts[2]), parts[3].split("|")
        self.phrase = self.place < 0
        self.scores = [float(x) for x in parts[4].split()]
        self.features = parts[5] if len(parts) > 5 else ""
        self.label, self.wanted, self.near, self.vector = 0, set(), False, None


def join(story, gold, system):
    """Labels the rows of a story by the annotation, and notes what is annotated: (kind, by, count of targets, those that were found)."""
    text = score.Text(gold["text"])
    sides = score.Side(gold, text), score.Side(system, text)
    pairs = score.pairs_of(sides[0].said, sides[1].said)
    twin = {g.id: int(s.id) for g, s in pairs if score.right(g, s)}
    near = {g.id: int(s.id) for g, s in pairs if g.shares(s, "cue")}
    of = {row.place: row for row in story["rows"] if not row.phrase}
    phrases = [row for row in story["rows"] if row.phrase]
    for row in phrases:
        row.at = [len(gold["text"].encode()[:int(x)].decode()) for x in row.scores]
    for r in gold.get("reactions", []):
        kind = KINDS.index(r["kind"])
        story["gold"].append((kind, sides[0].actor(r.get("by")) or "", len(r["to"]), {twin[t] for t in r["to"] if t in twin}))
        if r.get("attribution"):
            rows = [of[near[r["attribution"]]]] if r["attribution"] in near else []
        else:
            rows = [row for row in phrases if any(s < row.at[1] and row.at[0] < e for s, e in r["span"])]
        for row in rows:
            row.label = kind + 1
            row.wanted |= {near[t] for t in r["to"] if t in near}
    for said in sides[1].said:
        row = of[int(said.id)]
        row.near = not row.label and (said.raw["stance"] in LIKE or max(row.scores[1:]) - row.scores[0] > -3)


def load(prefix, corpora, excluded):
    """{story: {"rows": [Row], "gold": […]}}; each row has the places of its pairs, their numbers, and the mean vector of its content."""
    with open(os.path.join(corpora, "claims", "train.jsonl"), encoding="utf-8") as file:
        gold = {d["id"]: d for d in map(json.loads, file)}
    with open(prefix + ".jsonl", encoding="utf-8") as file:
        system = {d["id"]: d for d in map(json.loads, file)}
    stories = collections.OrderedDict((name, {"rows": [], "gold": []}) for name in gold)
    with open(prefix + ".rows", encoding="utf-8") as file:
        rows = [(line.split("\t", 1)[0], Row(line.rstrip("\n").split("\t"))) for line in file]
    pairs = numpy.fromfile(prefix + ".pairs", numpy.dtype([("row", "<u4"), ("target", "<u4"), ("numbers", "<i2", (NUMBERS,))]))
    vectors = numpy.fromfile(prefix + ".vectors", "<f4").reshape(sum(not row.phrase for _, row in rows), -1)
    starts = numpy.searchsorted(pairs["row"], numpy.arange(len(rows) + 1))
    vector = 0
    for i, (name, row) in enumerate(rows):
        row.targets = pairs["target"][starts[i]:starts[i + 1]].astype(int)
        row.numbers = pairs["numbers"][starts[i]:starts[i + 1]].astype(numpy.float32)
        if not row.phrase:
            row.vector = vectors[vector]
            vector += 1
        stories[name]["rows"].append(row)
    for name, story in stories.items():
        join(story, gold[name], system[name])
    return collections.OrderedDict((n, s) for n, s in stories.items() if n not in excluded), list(gold)


def columns_of(rows, least):
    count = collections.Counter(f for features in rows for f in set(features.split()))
    return {f: i for i, f in enumerate(sorted((f for f, n in count.items() if n >= least), key=lambda f: int(f, 16)))}


def matrix(rows, columns):
    at, starts = [], [0]
    for features in rows:
        at += [columns[f] for f in set(features.split()) if f in columns]
        starts.append(len(at))
    return scipy.sparse.csr_matrix((numpy.ones(len(at), numpy.float32), at, starts), shape=(len(rows), len(columns)))


# ---- the head react.* ----

class Topics:
    """Two projections of a content's mean vector, as a reaction and as what is reacted to; their product is high where the target is right."""

    EPOCHS, BATCH, RATE, DECAY, DROP = 12, 32, 1e-3, 0.05, 0.3

    def __init__(self, stories):
        everything = numpy.array([r.vector for s in stories for r in s["rows"] if not r.phrase and r.vector.any()])
        self.mean, self.spread = everything.mean(0), everything.std(0) + 1e-6
        examples = []
        for s in stories:
            of = {r.place: r.vector for r in s["rows"] if not r.phrase}
            for r in s["rows"]:
                right = numpy.isin(r.targets, list(r.wanted))
                if r.label and not r.phrase and right.any() and r.vector.any():
                    examples.append((self.plain(r.vector), self.plain(numpy.array([of[t] for t in r.targets])), right / right.sum()))
        random = numpy.random.default_rng(1)
        width = len(self.mean)
        self.weights = [random.uniform(-1, 1, (width, TOPIC)) / math.sqrt(width) for _ in range(2)]
        self.fit(examples, random)

    def plain(self, vectors):
        return (vectors - self.mean) / self.spread

    def gradient(self, example, random):
        """Of the cross-entropy of the right targets under a softmax of the products, with inputs dropped."""
        a, b, right = example
        a = a * (random.random(a.shape) > self.DROP) / (1 - self.DROP)
        b = b * (random.random(b.shape) > self.DROP) / (1 - self.DROP)
        asks, answers = a @ self.weights[0], b @ self.weights[1]
        scores = answers @ asks / math.sqrt(TOPIC)
        soft = numpy.exp(scores - scores.max())
        slope = (soft / soft.sum() - right) / math.sqrt(TOPIC)
        return numpy.outer(a, slope @ answers), b.T @ numpy.outer(slope, asks)

    def fit(self, examples, random):
        first, second = [[numpy.zeros_like(w) for w in self.weights] for _ in range(2)]
        step = 0
        for _ in range(self.EPOCHS):
            order = random.permutation(len(examples))
            for start in range(0, len(order), self.BATCH):
                batch = [self.gradient(examples[i], random) for i in order[start:start + self.BATCH]]
                step += 1
                for k in range(2):
                    g = sum(part[k] for part in batch)
                    first[k] = 0.9 * first[k] + 0.1 * g
                    second[k] = 0.999 * second[k] + 0.001 * g * g
                    self.weights[k] -= self.RATE * (first[k] / (1 - 0.9 ** step) / (numpy.sqrt(second[k] / (1 - 0.999 ** step)) + 1e-8)
                                                    + self.DECAY * self.weights[k])

    def tensors(self):
        """react.topic and react.bias as the model file has them, for vectors as they come."""
        both = numpy.concatenate([w / self.spread[:, None] for w in self.weights], 1) / TOPIC ** 0.25
        return {"react.topic": both.astype(numpy.float32), "react.bias": -(self.mean @ both).astype(numpy.float32)[None]}

    def tell(self, story):
        """Sets the last number of each pair of the story, as claims_topic_fit does."""
        tensors = self.tensors()
        topics = {r.place: r.vector @ tensors["react.topic"] + tensors["react.bias"][0] for r in story["rows"] if not r.phrase and r.vector.any()}
        for r in story["rows"]:
            r.numbers[:, -1] = UNKNOWN
            if r.place in topics:
                for i, t in enumerate(r.targets):
                    if t in topics:
                        r.numbers[i, -1] = max(-8191, min(8191, int(256 * (topics[r.place][:TOPIC] @ topics[t][TOPIC:]))))


TREES = {"min_data_in_leaf": 25, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 63, "verbose": -1, "num_threads": 1, "seed": 1,
         "deterministic": True}


class Kinds:
    """One sum of trees for no reaction and one for each kind."""

    def __init__(self, stories):
        rows = [row for s in stories for row in s["rows"] if not row.phrase]
        self.columns = columns_of([row.features for row in rows], LEAST)
        options = dict(TREES, objective="multiclass", num_class=1 + len(KINDS), num_leaves=8, learning_rate=0.07, min_data_in_leaf=12,
                       feature_fraction=0.2)
        self.trees = lightgbm.train(options, lightgbm.Dataset(matrix([row.features for row in rows], self.columns), numpy.array([row.label for row in rows])), 110)

    def predict(self, rows):
        return self.trees.predict(matrix([row.features for row in rows], self.columns), raw_score=True) if rows else numpy.zeros((0, 1 + len(KINDS)))


class Targets:
    def __init__(self, stories):
        rows = [row for s in stories for row in s["rows"] if (row.label or row.near) and len(row.targets)]
        numbers = numpy.concatenate([row.numbers for row in rows])
        labels = numpy.concatenate([numpy.isin(row.targets, list(row.wanted)) for row in rows])
        weights = numpy.concatenate([numpy.full(len(row.targets), 1.0 if row.label else NONE_BUT_NEAR) for row in rows])
        hidden = numpy.random.default_rng(2).random(len(rows)) < UNTOLD
        numbers[numpy.repeat(hidden, [len(row.targets) for row in rows]), -1] = UNKNOWN
        options = dict(TREES, objective="binary", num_leaves=15, learning_rate=0.06, feature_fraction=0.3)
        self.trees = lightgbm.train(options, lightgbm.Dataset(numbers, labels, weight=weights), 150)

    def predict(self, row):
        return self.trees.predict(row.numbers, raw_score=True)


class Settle:
    """Like Kinds, from what Kinds says, the scores of the targets and the numbers of the likeliest."""

    def __init__(self, possible):
        options = dict(TREES, objective="multiclass", num_class=1 + len(KINDS), num_leaves=6, learning_rate=0.05, feature_fraction=0.3, min_data_in_leaf=20)
        rows = numpy.array([p["numbers"] for p in possible], numpy.float32)
        self.trees = lightgbm.train(options, lightgbm.Dataset(rows, numpy.array([p["kind"] for p in possible])), 80)

    def predict(self, possible):
        return self.trees.predict(numpy.array([p["numbers"] for p in possible], numpy.float32), raw_score=True) if possible else []


# ---- the decision, as src/claims/reactions.c and reaction_targets.c make it ----

def sure(x):
    return 1 / (1 + math.exp(-max(-12.0, min(12.0, x))))


def counts(chances):
    """The chances that 0, 1, 2 … of independent things happen."""
    out = [1.0]
    for p in chances:
        out = [(out[i] if i < len(out) else 0) * (1 - p) + (out[i - 1] * p if i else 0) for i in range(len(out) + 1)]
    return out


def choose(pairs):
    """The likeliest few: so many that "at least half right" (F1 with the right ones at least 0.5) is likeliest; and how likely that is."""
    pairs = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:24]
    chances = [sure(score) for _, score in pairs]
    best, taken = 0.0, 1
    for k in range(1, min(MOST, len(pairs)) + 1):
        hits, missed = counts(chances[:k]), counts(chances[k:])
        chance = sum(hits[i] * missed[j] for i in range(1, k + 1) for j in range(len(missed)) if 4 * i >= i + j + k)
        if chance > best + 1e-9:
            best, taken = chance, k
    return {j for j, _ in pairs[:taken]}, best


def small(score):
    return max(LOWEST, int(math.floor(round(score * UNIT) / 64)))


def possible_of(story, kinds, targets):
    """Every possible reaction of a story, with the numbers by which it is settled."""
    out = []
    rows = [row for row in story["rows"] if not row.phrase]
    for row in story["rows"]:
        if row.phrase and len(row.targets):
            to, fit = choose(list(zip(row.targets, targets.predict(row))))
            out.append({"phrase": True, "guess": row.guess, "row": row, "by": row.by, "to": to, "fit": fit})
    for row, scores in zip(rows, kinds.predict(rows)):
        if max(scores[1:]) - scores[0] <= MAY or not len(row.targets):
            continue
        chances = targets.predict(row)
        to, fit = choose(list(zip(row.targets, chances)))
        best = sorted(range(len(chances)), key=lambda k: (-chances[k], row.targets[k]))
        top = [chances[k] for k in best[:3]] + [-20.0] * 3
        before = max([s for t, s in zip(row.targets, chances) if t < row.place], default=-20.0)
        numbers = [small(s - scores[0]) for s in scores[1:]] + [small(max(scores[1:]) - scores[0])] + [small(s) for s in top[:3]] + [small(before)]
        soft = numpy.exp(scores - max(scores))
        numbers += [int(fit * 1024), len(to)] + [int(10000 * x) for x in soft / sum(soft)] + [int(x) for x in row.numbers[best[0]]]
        out.append({"phrase": False, "kind": row.label, "row": row, "numbers": numbers, "by": row.by, "to": to, "fit": fit})
    return out


def settled(possible, settle, engine):
    """[(kind, chance, by, targets, phrase)]"""
    out = [(p["guess"], p["fit"], p["by"], p["to"], True) for p in possible if p["phrase"]]
    rest = [p for p in possible if not p["phrase"]]
    for p, scores in zip(rest, settle.predict(rest)):
        scores = scores + engine * (numpy.array(p["row"].scores) - p["row"].scores[0])
        soft = numpy.exp(scores - max(scores))
        chances = soft / sum(soft)
        kind = int(numpy.argmax(chances[1:]))
        out.append((kind, chances[1 + kind] * p["fit"], p["by"], p["to"], False))
    return [c for c in out if c[1] > 0.02]


def decide(chosen, limits):
    return [(kind, name, to) for kind, chance, by, to, phrase in chosen if chance >= limits[phrase] for name in by]


def count(story, found):
    """Right, found and annotated, by kind, as tools/score.py counts."""
    result, used = [[0, 0, 0] for _ in KINDS], set()
    for gold_kind, gold_by, targets, wanted in story["gold"]:
        result[gold_kind][2] += 1
        for k, (kind, by, to) in enumerate(found):
            both = to & wanted
            alike = score.same_name(by, gold_by) if by or gold_by else True
            if k not in used and kind == gold_kind and alike and both and 4 * len(both) >= len(to) + targets:
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


def search(stories, chosen, weights):
    """The best two limits, of what is an attribution and of phrases, one after the other, twice."""
    limits, f1 = [0.22, 0.22], -1
    for _ in range(2):
        for place in range(2):
            for value in [x / 50 for x in range(3, 40)]:
                trial = [value if i == place else x for i, x in enumerate(limits)]
                now = measure(stories, chosen, trial, weights)[0]
                if now > f1 + 1e-9:
                    f1, limits = now, trial
    return limits


# ---- written ----

HEAD = """# SPDX-License-Identifier: Apache-2.0
# Made by train/reactions.py: {}. Source: own training on annotated stories; no words of theirs stand here.
# Limits in 1/65536; hashes of features, if it is of those; roots; nodes: which number (first the features: 1 when there), a limit, the next
# node up to it and above it; leaf: -1, score in 1/65536.
"""


def write(path, what, model, limits):
    keys = list(getattr(model, "columns", {}))
    nodes, roots = [], []

    def add(node):
        at = len(nodes)
        nodes.append(None)
        if "leaf_value" in node:
            nodes[at] = (-1, round(UNIT * node["leaf_value"]), 0, 0)
        else:
            nodes[at] = (node["split_feature"], math.floor(node["threshold"]), add(node["left_child"]), add(node["right_child"]))
        return at

    for tree in model.trees.dump_model()["tree_info"]:
        roots.append(add(tree["tree_structure"]))
    used = sorted({n[0] for n in nodes if 0 <= n[0] < len(keys)}, key=lambda f: int(keys[f], 16))
    place = {f: i for i, f in enumerate(used)}
    place.update({f: f - len(keys) + len(used) for f, _, _, _ in nodes if f >= len(keys)})
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD.format(what))
        out.write(f"limits {' '.join(str(round(x * UNIT)) for x in limits)}\n")
        out.writelines(f"key {int(keys[f], 16):08x}\n" for f in used)
        out.writelines(f"root {r}\n" for r in roots)
        out.writelines(f"node {-1 if f == -1 else place[f]} {a} {b} {c}\n" for f, a, b, c in nodes)


def read(prefix, model, corpora):
    """Lets the program read the stories."""
    with open(os.path.join(corpora, "claims", "train.jsonl"), "rb") as given, open(prefix + ".jsonl", "wb") as out:
        subprocess.run([os.path.join(ROOT, "build", "tools", "reactions-read"), model, prefix], stdin=given, stdout=out, check=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("corpora")
    parser.add_argument("model")
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--engine", type=float, default=0.3)
    parser.add_argument("--readings", metavar="PREFIX")
    parser.add_argument("--heads", default="react.npz")
    options = parser.parse_args()
    lines = (line.rstrip("\n").split("\t") for line in open(os.path.join(options.corpora, "exclude.tsv"), encoding="utf-8"))
    excluded = {line[1] for line in lines if line[0].startswith("claims/train")}
    tune = set(open(os.path.join(options.corpora, "claims", "tune.txt"), encoding="utf-8").read().split())
    with tempfile.TemporaryDirectory() as folder:
        prefix = options.readings or os.path.join(folder, "train")
        if not options.readings:
            read(prefix, options.model, options.corpora)
        stories, everything = load(prefix, options.corpora, excluded)
    tune &= set(stories)
    names = [n for n in stories if n not in tune]
    random.Random(7).shuffle(names)
    fold_of = {name: i % 5 for i, name in enumerate(names)}

    def folds():
        for fold in range(5):
            yield [stories[n] for n in names if fold_of[n] != fold], [n for n in names if fold_of[n] == fold]
        yield [stories[n] for n in names], sorted(tune)

    for seen, unseen in folds():
        topics = Topics(seen)
        for name in unseen:
            topics.tell(stories[name])
    possible = {}
    for seen, unseen in folds():
        kinds, targets = Kinds(seen), Targets(seen)
        possible.update({name: possible_of(stories[name], kinds, targets) for name in unseen})

    def learned(part):
        return Settle([p for n in part for p in possible[n] if not p["phrase"]])

    def choose_with(engine):
        chosen = {}
        for fold in range(5):
            settle = learned([n for n in names if fold_of[n] != fold])
            chosen.update({n: settled(possible[n], settle, engine) for n in names if fold_of[n] == fold})
        settle = learned(names)
        chosen.update({n: settled(possible[n], settle, engine) for n in tune})
        return chosen, settle

    natural = set(everything[: len(everything) - PREFERRED])
    chosen, settle = choose_with(options.engine)
    limits = search(stories, chosen, {n: NATURAL if n in natural else 1 for n in stories})
    # What is right more often than half of F1 raises F1, and F1 is far below the double of either limit; phrases are too few to set one of their own
    # above that of the attributions.
    limits[1] = min(limits[:2])
    f1, alone, plainly = (measure({n: s for n, s in stories.items() if n in part}, chosen, limits)[0] for part in (stories, tune, natural))
    print(f"reactions F1 {f1:.1f} on stories not seen, {alone:.1f} on those of tune.txt, {plainly:.1f} on natural ones; limits", limits)
    for kind, (right, found, gold) in zip(KINDS, measure(stories, chosen, limits)[1]):
        print(f"  {kind:12} right {right:4}  found {found:4}  annotated {gold:4}")
    if not options.measure:
        data = os.path.join(ROOT, "data")
        write(os.path.join(data, "reaction-kinds.txt"), "kinds of reaction, one tree in turn for none and for each", kinds, [MAY])
        write(os.path.join(data, "reaction-targets.txt"), "targets of reactions", targets, [1.0, 0.0])
        write(os.path.join(data, "reaction-settle.txt"), "kinds of reaction given what they speak of", settle, limits + [options.engine])
        numpy.savez(options.heads, **topics.tensors())


if __name__ == "__main__":
    main()
