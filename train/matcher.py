# SPDX-License-Identifier: Apache-2.0
"""Trains the net that orders the known claims a text may repeat (src/ledger/matcher.h), or measures it by cross-validation.

    python train/matcher.py [--write]      from the top of the repository, after a build

It learns from CheckThat! 2020, task 2 (Barrón-Cedeño et al., CLEF 2020): 800 tweets, each with the one of 10,389 verified claims that it
repeats. The loss is the cross entropy of the right one among the candidates. Without --write it prints the MAP@5 of five folds; with it, it
learns from all tweets and writes data/matcher.txt. Numbers, not words, go into the file. No model file is needed.
"""
import argparse
import json
import lzma
import os
import re
import subprocess
import sys
import tempfile

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NETS, HIDDEN, STEPS, RATE, DECAY, FOLDS = 3, 16, 150, 0.02, 0.4, 5


def shared():
    return os.environ.get("DIXIT_SHARED") or os.path.join(ROOT, "..", "shared")


def bare(tweet):
    """A tweet without addresses and, where it ends with who wrote it ("— Name (@name) day"), with the name alone."""
    text = re.sub(r"https?://\S+|pic\.twitter\.com/\S+", " ", tweet)
    return re.sub(r"\(@\w+\)[^—–]*$", " ", text)


def lines(folder, name):
    with lzma.open(os.path.join(folder, "corpora", "across", name), "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def candidates(folder, program):
    """(tweets' right claims, and of each tweet its candidates in the order of the shipped net, with their numbers)."""
    tweets = lines(folder, "checkthat2020-train.jsonl.xz")
    with tempfile.TemporaryDirectory() as temporary:
        claims = os.path.join(temporary, "claims.jsonl")
        with open(claims, "w", encoding="utf-8") as file:
            for claim in lines(folder, "checkthat2020-claims.jsonl.xz"):
                file.write(json.dumps({"id": claim[""], "title": claim.get("title") or "", "words": claim["vclaim"]}) + "\n")
        texts = "".join(json.dumps({"id": t["id"], "text": bare(t["text"])}) + "\n" for t in tweets)
        done = subprocess.run([program, claims, "--numbers"], input=texts, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    found = {t["id"]: ([], []) for t in tweets}
    for line in done.stdout.splitlines():
        tweet, claim, *numbers = line.split("\t")
        found[tweet][0].append(claim)
        found[tweet][1].append([float(x) for x in numbers])
    return [(t["claim"], *found[t["id"]]) for t in tweets]


def output(net, x):
    hidden = x @ net[0] + net[1]
    return hidden, (hidden / (1 + np.abs(hidden))) @ net[2]


def learn(rows, seed):
    """Adam over all rows at once, with decay; the numbers are brought to one size first, and that is folded into the weights."""
    rng = np.random.default_rng(seed)
    rows = [r for r in rows if r[0] in r[1]]
    x = np.concatenate([np.array(r[2], np.float32) for r in rows])
    right = np.concatenate([[c == r[0] for c in r[1]] for r in rows])
    starts = np.concatenate([[0], np.cumsum([len(r[1]) for r in rows])[:-1]])
    group = np.repeat(np.arange(len(rows)), [len(r[1]) for r in rows])
    mean, size = x.mean(0), x.std(0) + 1e-6
    x = (x - mean) / size
    net = [rng.normal(0, 0.25, (x.shape[1], HIDDEN)).astype(np.float32), np.zeros(HIDDEN, np.float32), rng.normal(0, 0.25, HIDDEN).astype(np.float32)]
    first, second = [np.zeros_like(w) for w in net], [np.zeros_like(w) for w in net]
    for step in range(1, STEPS + 1):
        hidden, score = output(net, x)
        e = np.exp(score - np.maximum.reduceat(score, starts)[group])
        slope = ((e / np.add.reduceat(e, starts)[group] - right) / len(rows)).astype(np.float32)
        bent = hidden / (1 + np.abs(hidden))
        inner = slope[:, None] * net[2] / np.square(1 + np.abs(hidden))
        rate = RATE * min(1, 2 * (1 - step / (STEPS + 1)))
        for k, g in enumerate((x.T @ inner, inner.sum(0), bent.T @ slope)):
            first[k] = 0.9 * first[k] + 0.1 * g
            second[k] = 0.99 * second[k] + 0.01 * g * g
            net[k] = net[k] * (1 - rate * DECAY) - rate * (first[k] / (1 - 0.9**step)) / (np.sqrt(second[k] / (1 - 0.99**step)) + 1e-8)
    return [net[0] / size[:, None], net[1] - (mean / size) @ net[0], net[2]]


def learn_all(rows):
    """The mean of NETS nets begun differently, as one net of NETS times HIDDEN units."""
    nets = [learn(rows, seed) for seed in range(NETS)]
    return [np.concatenate([n[0] for n in nets], 1), np.concatenate([n[1] for n in nets]), np.concatenate([n[2] for n in nets]) / NETS]


def precision(row, scores):
    """1 / rank of the right claim, 0 past the fifth."""
    order = np.argsort(-scores, kind="stable")[:5]
    return next((1 / (k + 1) for k, i in enumerate(order) if row[1][i] == row[0]), 0.0)


def cross_validated(rows):
    """Of each tweet, its precision by a net that learned from the other folds."""
    fold = np.random.default_rng(1).permutation(len(rows)) % FOLDS
    found = np.zeros(len(rows))
    for f in range(FOLDS):
        net = learn_all([r for r, k in zip(rows, fold) if k != f])
        for i in np.where(fold == f)[0]:
            found[i] = precision(rows[i], output(net, np.array(rows[i][2], np.float32))[1]) if rows[i][1] else 0.0
    return found


def by_bm25(rows):
    """The same by BM25 over title and words alone, which is the eleventh number."""
    return np.array([precision(r, np.array(r[2], np.float32)[:, 10]) if r[1] else 0.0 for r in rows])


def write(net):
    with open(os.path.join(ROOT, "data", "matcher.txt"), "w", encoding="utf-8") as file:
        file.write("# The net that orders the known claims a text may repeat, in ten-thousandths: a line for each hidden unit, with the weights of the numbers as\n"
                   "# src/ledger/matcher.c lays them, its bias, its weight in the sum. Made by train/matcher.py --write from CheckThat! 2020.\n")
        for h in range(NETS * HIDDEN):
            file.write(" ".join(str(round(10000 * float(v))) for v in [*net[0][:, h], net[1][h], net[2][h]]) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--program", default=os.path.join(ROOT, "build", "tools", "match-claims"))
    args = parser.parse_args()
    rows = candidates(shared(), args.program)
    if args.write:
        write(learn_all(rows))
        return
    print(f"among the candidates {np.mean([r[0] in r[1] for r in rows]):.3f}, BM25 {by_bm25(rows).mean():.4f}")
    print(f"MAP@5, {FOLDS} folds: {cross_validated(rows).mean():.4f}")


if __name__ == "__main__":
    sys.exit(main())
