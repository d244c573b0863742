#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The ranker of the stage `actors`: a network of two layers over the choices of each look-up → data/actor-weights.txt.

  build/tools/actors-gold FIT.jsonl FIT-READINGS.jsonl --dump taught.bin --teach > /dev/null
  build/tools/actors-gold FIT.jsonl FIT-READINGS.jsonl --dump free.bin > /dev/null
  build/tools/actors-gold TUNE.jsonl TUNE-READINGS.jsonl --dump tune.bin > /dev/null
  build/tools/actors-gold GAP.jsonl GAP-READINGS.jsonl --dump gap.bin > /dev/null
  train/actors.py taught.bin free.bin tune.bin --gap gap.bin [--wrong SHARE] [--seed N]

FIT and TUNE are parts of claims/train.jsonl (rows of exclude.tsv left out; TUNE has the stories of claims/tune.txt), the readings are
`dixit read --json` of the same. GAP is what tools/gap.py makes of gap-dev and gap-val. Only numpy is needed. Each form's margin over the second best is set so that the share of wrong answers
in cross-validation by stories is at most SHARE (of the look-ups only; names add to the right ones); then TUNE joins the training.
"""
import argparse
import os

import numpy as np

FEATURES, CHOICES, HIDDEN, NETS = 116, 32, 32, 4
WEIGHTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "actor-weights.txt")


def load(paths):
    x, label, count, form, has, doc = [], [], [], [], [], []
    for path in paths.split(","):
        b, at = open(path, "rb").read(), 0
        while at < len(b):
            head = np.frombuffer(b, np.int32, 5, at)
            n = int(head[3])
            rows = np.frombuffer(b, np.float32, n * FEATURES, at + 20).reshape(n, FEATURES)
            at += 20 + n * FEATURES * 4
            block = np.zeros((CHOICES, FEATURES), np.float32)
            block[:n] = rows
            x.append(block)
            label.append(int(head[2]))
            count.append(n)
            form.append(int(head[1]))
            has.append(int(head[4]))
            doc.append(int(head[0]))
    return np.stack(x), np.array(label), np.array(count), np.array(form), np.array(has), np.array(doc)


def scores(w, x):
    h = np.maximum(x @ w["a"] + w["b"], 0)
    return h, h @ w["c"]


def train(data, rng, epochs, rate, decay, none_weight):
    x, label, count, _, has = data[:5]
    mask = np.arange(CHOICES)[None] < count[:, None]
    w = {"a": rng.normal(0, 0.2, (FEATURES, HIDDEN)).astype(np.float32), "b": np.zeros(HIDDEN, np.float32), "c": rng.normal(0, 0.3, HIDDEN).astype(np.float32)}
    m = {k: np.zeros_like(v) for k, v in w.items()}
    s = {k: np.zeros_like(v) for k, v in w.items()}
    average = {k: np.zeros_like(v) for k, v in w.items()}
    step = kept = 0
    weight = np.where((label == 0) & (has == 1), none_weight, 1.0).astype(np.float32)
    for epoch in range(epochs):
        order = rng.permutation(len(label))
        order = np.concatenate([c[np.argsort(count[c], kind="stable")] for c in np.array_split(order, len(order) // 1024 + 1)])
        for i in rng.permutation(range(0, len(order), 64)):  # batches of like length, so that little of them is empty
            k = order[i:i + 64]
            n = count[k].max()
            keep = (rng.random((len(k), 1, HIDDEN)) > 0.2).astype(np.float32) / 0.8
            drop = (rng.random((len(k), 1, FEATURES)) > 0.05).astype(np.float32)
            xb = x[k, :n] * drop
            pre = np.maximum(xb @ w["a"] + w["b"], 0) * keep
            z = np.where(mask[k, :n], pre @ w["c"], -1e9)
            p = np.exp(z - z.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            p[np.arange(len(k)), label[k]] -= 1
            dz = p * weight[k][:, None] / len(k)
            dh = dz[:, :, None] * w["c"] * (pre > 0) * keep
            g = {"c": dz.reshape(-1) @ pre.reshape(-1, HIDDEN), "b": dh.sum((0, 1)), "a": xb.reshape(-1, FEATURES).T @ dh.reshape(-1, HIDDEN)}
            step += 1
            lr = rate * min(1, step / 100) * (1 - step / (epochs * (len(order) // 64 + 1) + 1))
            for name in w:
                g[name] += decay * w[name]
                m[name] = 0.9 * m[name] + 0.1 * g[name]
                s[name] = 0.999 * s[name] + 0.001 * g[name] ** 2
                w[name] = w[name] - lr * (m[name] / (1 - 0.9 ** step)) / (np.sqrt(s[name] / (1 - 0.999 ** step)) + 1e-8)
        if epoch >= epochs * 2 // 3:
            kept += 1
            for name in w:
                average[name] += w[name]
    return {k: (v / kept).astype(np.float32) for k, v in average.items()}


def outcome(w, data):
    """Of each look-up: what leads, by how much, whether it is right."""
    x, label, count, form, has = data[:5]
    z = np.where(np.arange(CHOICES)[None] < count[:, None], scores(w, x)[1], -1e9)
    best = z.argmax(1)
    top = np.sort(z, 1)
    return best, top[:, -1] - top[:, -2], best == label


FORMS = "nobody figure he she they it i we you role body government group document spokes empty".split()


def report(name, results, data, margin):
    best, lead, right = results
    given = (best != 0) & (lead >= margin[data[3]])
    print(f"{name}: {len(best)} look-ups, {given.sum()} answered, {100 * (given & right).sum() / max(1, (data[4] == 1).sum()):.1f} % of those with an actor right, "
          f"{100 * (given & ~right).sum() / max(1, given.sum()):.1f} % of the answers wrong; reachable {100 * ((data[1] > 0).sum()) / max(1, (data[4] == 1).sum()):.1f} %")
    for f in sorted(set(data[3])):
        k = data[3] == f
        print(f"   {FORMS[f]:10} {k.sum():5} actor {(data[4][k] == 1).sum():5} reachable {(data[1][k] > 0).sum():5} right {(given & right & k).sum():5} wrong {(given & ~right & k).sum():4}   margin {margin[f]:.2f}, without {(right & (best != 0) & k).sum()} right {(~right & (best != 0) & k).sum()} wrong")


def choose_margins(outcomes, data, wrong):
    """One rate of exchange for all: of each form the margin that makes right answers less wrong ones times a price most; the price
    is the smallest at which the whole share of wrong ones is at most `wrong`."""
    best, lead, right = outcomes
    margins = np.full(len(FORMS), 6.0)
    for price in np.arange(0.5, 20, 0.25):
        for f in set(data[3]):
            k = (data[3] == f) & (best != 0)
            worth = lambda m: ((right & k & (lead >= m)).sum() - price * (~right & k & (lead >= m)).sum(), m)
            margins[f] = max(worth(m) for m in np.arange(0, 6.01, 0.25))[1]
        given = (best != 0) & (lead >= margins[data[3]])
        if (given & ~right).sum() <= wrong * given.sum():
            break
    print(f"a wrong answer counts {price:.2f}")
    return margins


def pick(data, rows):
    return tuple(d[rows] for d in data)


def join(a, b):
    return tuple(np.concatenate([x, y]) for x, y in zip(a, b))


def train_nets(data, seed, a):
    """NETS networks from different starts, side by side in one: its score is their mean."""
    nets = [train(data, np.random.default_rng(seed + 100 * k), a.epochs, 0.004, a.decay, a.none) for k in range(NETS)]
    return {"a": np.concatenate([n["a"] for n in nets], 1), "b": np.concatenate([n["b"] for n in nets]), "c": np.concatenate([n["c"] for n in nets]) / NETS}


def write(w, margins, path):
    n = lambda v: str(int(round(float(v) * 10000)))
    with open(path, "w") as f:
        f.write("# The ranker of actors, in ten-thousandths: the margin of each form from he on; then of each hidden unit its weights (features as src/claims/ranker.c\n"
                "# lays them), its bias, its weight in the sum. Made by train/actors.py, whose head has the command and what it learned from.\n")
        f.write(" ".join(n(v) for v in margins[2:]) + "\n")
        for h in range(w["a"].shape[1]):
            f.write(" ".join([n(v) for v in w["a"][:, h]] + [n(w["b"][h]), n(w["c"][h])]) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("taught")
    parser.add_argument("free")
    parser.add_argument("tune")
    parser.add_argument("--gap", help="look-ups of GAP, which join every training")
    parser.add_argument("--gap-fold", type=int, help="leave out the texts of GAP whose number leaves this rest by 5")
    parser.add_argument("--wrong", type=float, default=0.10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--decay", type=float, default=1e-3)
    parser.add_argument("--none", type=float, default=0.6, help="weight of look-ups whose actor is not among the choices")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--out", default=WEIGHTS)
    a = parser.parse_args()
    taught, free, tune = load(a.taught), load(a.free), load(a.tune)
    more = lambda data: data
    if a.gap:
        gap = load(a.gap)
        gap = pick(gap, (gap[1] > 0) & (gap[5] % 5 != (-1 if a.gap_fold is None else a.gap_fold)))
        more = lambda data: join(data, gap)
    margins = np.zeros(len(FORMS))
    if a.gap_fold is not None:
        with open(WEIGHTS, encoding="utf-8") as f:  # the margins in use
            margins[2:] = [float(v) / 10000 for v in next(line for line in f if not line.startswith("#")).split()]
    else:
        outcomes = [np.zeros(len(free[1]), t) for t in (int, float, bool)]
        for fold in range(a.folds):
            rest, out = (taught[5] % a.folds != fold), (free[5] % a.folds == fold)
            w = train_nets(more(join(pick(taught, rest), pick(free, ~out))), a.seed, a)
            for kept, new in zip(outcomes, outcome(w, pick(free, out))):
                kept[out] = new
        margins = choose_margins(outcomes, free, a.wrong)
        report("cross-validated", outcomes, free, margins)
    write(train_nets(more(join(join(taught, free), tune)), a.seed, a), margins, a.out)


if __name__ == "__main__":
    main()
