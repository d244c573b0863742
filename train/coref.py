#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The head `coref` of a model: who is meant by a pronoun, a noun phrase or a source that is not named → HEADS.npz for add_heads.py.

  train/coref.py MODEL HEADS.npz [--work DIR] [--build BUILD] [--wrong SHARE]

MODEL is a model file with or without the head; BUILD holds `dixit` and `tools/actors-gold`; the corpora are under $DIXIT_SHARED. It
reads claims train (rows of exclude.tsv left out) and GAP with the model, writes each look-up and the vectors of its words into
DIR, and fits the network of src/claims/ranker_vectors.h to them. Stories are left out in turn (5 parts; GAP too) to set each
form's margin: the share of wrong answers among the look-ups that are answered is at most SHARE; then all of it is fitted. Prints the
look-ups of each form by these parts, and those of GAP. --fold-out NAME keeps the five heads, for the figure of GAP (docs/scores.md).
Needs numpy and torch; some four minutes of one core.
"""
import argparse
import json
import os
import subprocess

import numpy as np
import torch

TRAITS, WIDTH, HIDDEN, CHOICES, ENCODER, BATCH = 116, 64, 128, 32, 384, 64
FORMS = "he she they it i we you role body government group document spokes empty name".split()
HERE = os.path.dirname(os.path.abspath(__file__))
RECORD = np.dtype([("doc", "<i4"), ("word", "<i4"), ("scale", "<f4"), ("at", "i1", ENCODER)])


# ---- what the program makes of the corpora ----

def write_lines(path, docs):
    with open(path, "w", encoding="utf-8") as f:
        f.writelines(json.dumps(d) + "\n" for d in docs)


def prepare(model, work, build):
    """Look-ups and vectors in `work`: fit (claims train) and gap."""
    shared = os.environ["DIXIT_SHARED"] + "/corpora/"
    with open(shared + "exclude.tsv", encoding="utf-8") as f:
        out = {row.split("\t")[1] for row in f if row.startswith("claims/train")}
    with open(shared + "claims/train.jsonl", encoding="utf-8") as f:
        stories = [d for d in map(json.loads, f) if d["id"] not in out]
    write_lines(f"{work}/fit.jsonl", stories)
    with open(f"{work}/gap.jsonl", "w", encoding="utf-8") as f:
        for part in ("dev", "val"):
            subprocess.run(["python3", f"{HERE}/../tools/gap.py", "texts", f"{shared}coref/gap-{part}.tsv.xz"], stdout=f, check=True)
    gold = f"{build}/tools/actors-gold"
    for name in ("fit", "gap"):
        write_lines(f"{work}/{name}.in.jsonl", ({"id": d["id"], "text": d["text"]} for d in map(json.loads, open(f"{work}/{name}.jsonl", encoding="utf-8"))))
        with open(f"{work}/{name}.out.jsonl", "w", encoding="utf-8") as f:
            subprocess.run([f"{build}/dixit", "read", "--json", "--threads", "1", "--model", model, f"{work}/{name}.in.jsonl"], stdout=f, check=True)
        with open(os.devnull, "w", encoding="utf-8") as f:
            subprocess.run([gold, f"{work}/{name}.jsonl", f"{work}/{name}.out.jsonl", "--model", model, "--vectors", f"{work}/{name}.vec",
                            "--dump", f"{work}/{name}.free.bin"], stdout=f, check=True)
    with open(os.devnull, "w", encoding="utf-8") as f:
        subprocess.run([gold, f"{work}/fit.jsonl", f"{work}/fit.out.jsonl", "--dump", f"{work}/fit.taught.bin", "--teach"], stdout=f, check=True)


# ---- look-ups ----

class Lookups:
    """Of n look-ups: x [n, 32, 116] counts, count, label, form (0 he …), known, doc, own [n] and mention, name [n, 32] rows of a table of mentions."""


def load(paths, table):
    """`table` maps (doc, first, last) to a row; docs of a path are numbered from its offset."""
    rows = []
    for path, offset in paths:
        data, at = open(path, "rb").read(), 0
        while at < len(data):
            head = np.frombuffer(data, "<i4", 7, at)
            n = int(head[3])
            block = np.frombuffer(data, np.dtype([("words", "<i4", 4), ("x", "<f4", TRAITS)]), n, at + 28)
            at += 28 + n * (16 + 4 * TRAITS)
            rows.append((head, block, offset))
    out, n = Lookups(), len(rows)
    out.x = np.zeros((n, CHOICES, TRAITS), np.float32)
    out.mention = np.zeros((n, CHOICES), np.int64)  # row 0 of the table is nought
    out.name = np.zeros((n, CHOICES), np.int64)
    out.own = np.zeros(n, np.int64)
    out.doc, out.form, out.label, out.count, out.known = (np.zeros(n, np.int64) for _ in range(5))
    row = lambda doc, first, last: table.setdefault((int(doc), int(first), int(last)), len(table) + 1) if first >= 0 else 0
    for i, (head, block, offset) in enumerate(rows):
        doc = head[0] + offset
        out.doc[i], out.form[i], out.label[i], out.count[i], out.known[i] = doc, head[1] - 2 if head[1] > 1 else len(FORMS) - 1, head[2], head[3], head[4]
        out.own[i] = row(doc, head[5], head[6])
        out.x[i, :len(block)] = block["x"]
        for j, words in enumerate(block["words"]):
            out.mention[i, j] = row(doc, words[0], words[1])
            out.name[i, j] = row(doc, words[2], words[3])
    return out


def mentions(table, paths):
    """[rows, 3 x 384]: first word, last, mean of at most 12."""
    out = np.zeros((len(table) + 1, 3 * ENCODER), np.float32)
    words = {}
    for path, offset in paths:
        records = np.fromfile(path, RECORD)
        starts = {}
        for i, doc in enumerate(records["doc"]):
            starts.setdefault(int(doc), i)
        for doc, start in starts.items():
            words[doc + offset] = (records, start)
    for (doc, first, last), row in table.items():
        records, start = words[doc]
        part = records[start + first:start + last + 1]
        v = part["at"].astype(np.float32) * part["scale"][:, None]
        out[row] = np.concatenate([v[0], v[-1], v[:12].mean(0)])
    return out


# ---- the network ----

class Net(torch.nn.Module):
    def __init__(self, basis):
        super().__init__()
        self.basis = basis  # [384, k]: the words' vectors are first turned and cut
        self.word = torch.nn.Parameter(torch.randn(3, basis.shape[1], WIDTH) * 0.05)
        self.word_bias = torch.nn.Parameter(torch.zeros(WIDTH))
        self.hidden = torch.nn.Linear(TRAITS + 4 * WIDTH, HIDDEN)
        torch.nn.init.normal_(self.hidden.weight, 0, 0.15)
        torch.nn.init.zeros_(self.hidden.bias)
        self.out = torch.nn.Linear(HIDDEN, 1, bias=False)
        torch.nn.init.normal_(self.out.weight, 0, 0.2)

    def forward(self, x, own, mention, name, table):
        g = torch.einsum("rpk,pkw->rw", table, self.word) + self.word_bias
        none = (mention == 0)[..., None]
        drop = torch.nn.functional.dropout
        i, j, k = g[own], g[mention].masked_fill(none, 0), g[name].masked_fill(none, 0)
        i = drop(i, 0.2, self.training)[:, None].expand_as(j)
        both = torch.cat([x, i, j, i * j, i * k], -1)
        return self.out(drop(torch.relu(self.hidden(both)), 0.2, self.training))[..., 0]


def take(data, rows, table):
    """The tensors of some look-ups, their mentions renumbered."""
    n = int(data.count[rows].max())
    used, where = np.unique(np.concatenate([data.own[rows], data.mention[rows, :n].ravel(), data.name[rows, :n].ravel()]), return_inverse=True)
    k, m = len(rows), len(rows) * n
    t = lambda a: torch.from_numpy(np.ascontiguousarray(a))
    mask = np.arange(n)[None] < data.count[rows][:, None]
    mention = where[k:k + m].reshape(k, n)
    zero = data.mention[rows, :n] == 0
    if used[0] != 0:
        used, mention, shift = np.concatenate([[0], used]), mention + 1, 1
    else:
        shift = 0
    mention = np.where(zero, 0, mention)
    return (t(data.x[rows, :n]), t(where[:k] + shift), t(mention), t(np.where(zero, 0, where[k + m:].reshape(k, n) + shift)), table[t(used)]), t(mask)


def train(parts, table, basis, epochs, rate, decay, seed):
    """`parts`: (look-ups, rows, weight of each)."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Net(basis)
    groups = [{"params": [net.word], "weight_decay": decay * 3}, {"params": [p for n, p in net.named_parameters() if n != "word"], "weight_decay": decay}]
    optimiser = torch.optim.AdamW(groups, lr=rate)
    batches = []
    for data, rows, weight in parts:
        order = rows[np.argsort(data.doc[rows], kind="stable")]
        for i in range(0, len(order), BATCH):
            rows = order[i:i + BATCH]
            batches.append((*take(data, rows, table), torch.from_numpy(data.label[rows]), torch.from_numpy(weight[rows])))
    steps, average, kept = epochs * len(batches), None, 0
    step = 0
    net.train()
    for epoch in range(epochs):
        for b in rng.permutation(len(batches)):
            inputs, mask, label, weight = batches[b]
            z = net(inputs[0] * (torch.rand(len(label), 1, TRAITS) > 0.05), *inputs[1:]).masked_fill(~mask, -1e9)
            loss = (torch.nn.functional.cross_entropy(z, label, reduction="none") * weight).mean()
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1, (step + 1) / 100) * (1 - step / steps)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            step += 1
            if step > 0.6 * steps:
                kept += 1
                state = {k: v.detach().clone() for k, v in net.state_dict().items()}
                average = state if average is None else {k: average[k] + v for k, v in state.items()}
    net.load_state_dict({k: v / kept for k, v in average.items()})
    return net.eval()


def outcome(net, data, rows, table):
    """Of each look-up: what leads, by how much, whether it is right."""
    best, lead, second = np.zeros(len(rows), int), np.zeros(len(rows)), np.zeros(len(rows), int)
    with torch.no_grad():
        for i in range(0, len(rows), 256):
            inputs, mask = take(data, rows[i:i + 256], table)
            z = net(*inputs).masked_fill(~mask, -1e9).numpy()
            top = np.sort(z, 1)
            best[i:i + 256], lead[i:i + 256] = z.argmax(1), top[:, -1] - top[:, -2]
            second[i:i + 256] = z[:, 1:].argmax(1) + 1 if z.shape[1] > 1 else 0
    return best, lead, best == data.label[rows], second


# ---- margins ----

def choose_margins(best, lead, right, form, wrong):
    """One rate of exchange for all forms: of each the margin that makes right answers less wrong ones times a price most; the price
    is the smallest at which the share of wrong ones is at most `wrong`."""
    margins = np.full(len(FORMS), 9.0)
    for price in np.arange(0.5, 20, 0.25):
        for f in set(form):
            k = (form == f) & (best != 0)
            worth = lambda m: ((right & k & (lead >= m)).sum() - price * (~right & k & (lead >= m)).sum(), m)
            margins[f] = max(worth(m) for m in np.arange(0, 9.01, 0.25))[1]
        given = (best != 0) & (lead >= margins[form])
        if (given & ~right).sum() <= wrong * given.sum():
            break
    print(f"a wrong answer counts {price:.2f}")
    return margins


def report(best, lead, right, data, rows, margins):
    form, known, label = data.form[rows], data.known[rows] == 1, data.label[rows]
    given = (best != 0) & (lead >= margins[form])
    print(f"{len(rows)} look-ups, {given.sum()} answered: of {known.sum()} with an actor {100 * (given & right).sum() / max(1, known.sum()):.1f} % right; "
          f"{100 * (given & ~right).sum() / max(1, given.sum()):.1f} % of the answers wrong; reachable {100 * (label > 0).sum() / max(1, known.sum()):.1f} %")
    for f in sorted(set(form)):
        k = form == f
        print(f"   {FORMS[f]:10} {k.sum():5} actor {(known & k).sum():5} reachable {((label > 0) & k).sum():5} right {(given & right & k).sum():5} wrong {(given & ~right & k).sum():4}"
              f"   margin {margins[f]:.2f}; without: {(right & (best != 0) & k).sum()} right {(~right & (best != 0) & k).sum()} wrong")


def tensors(net, margins):
    word = torch.einsum("ek,pkw->pwe", net.basis, net.word.detach()).reshape(3 * WIDTH, ENCODER).numpy()
    bias = np.concatenate([np.zeros(2 * WIDTH), net.word_bias.detach().numpy()])  # the mean's
    out = {"coref.word.weight": word, "coref.word.bias": bias, "coref.hidden": net.hidden.weight.detach().numpy().T, "coref.bias": net.hidden.bias.detach().numpy(),
           "coref.out": net.out.weight.detach().numpy()[0], "coref.margins": margins}
    return {k: np.ascontiguousarray(v, np.float32) for k, v in out.items()}


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("model")
    ap.add_argument("out")
    ap.add_argument("--work", default=os.path.join(HERE, "out", "coref"))
    ap.add_argument("--build", default=os.path.join(HERE, "..", "build"))
    ap.add_argument("--wrong", type=float, default=0.07)
    ap.add_argument("--epochs", type=int, default=10)
    ap.add_argument("--rate", type=float, default=0.003)
    ap.add_argument("--decay", type=float, default=0.05)
    ap.add_argument("--basis", type=int, default=128)
    ap.add_argument("--folds", type=int, default=5)
    ap.add_argument("--none", type=float, default=0.6, help="weight of look-ups whose actor is not among the choices")
    ap.add_argument("--blind", action="store_true", help="with the vectors nought, to see what they are worth")
    ap.add_argument("--keep", action="store_true", help="DIR has been filled before")
    ap.add_argument("--fold-out", help="also write the heads fitted without each part, to NAME.K.npz, for the figure of GAP")
    a = ap.parse_args()
    os.makedirs(a.work, exist_ok=True)
    torch.set_num_threads(1)
    if not a.keep:
        prepare(a.model, a.work, a.build)
    table = {}
    w = a.work
    free, taught = load([(f"{w}/fit.free.bin", 0)], table), load([(f"{w}/fit.taught.bin", 0)], table)
    gap = load([(f"{w}/gap.free.bin", 10000)], table)
    vectors = mentions(table, [(f"{w}/fit.vec", 0), (f"{w}/gap.vec", 10000)])
    words = vectors[1:].reshape(-1, 3, ENCODER)[:, 1]
    values, turns = np.linalg.eigh(words.T @ words / len(words))
    basis = torch.from_numpy(np.ascontiguousarray(turns[:, ::-1][:, :a.basis]))
    table = torch.from_numpy(vectors.reshape(-1, 3, ENCODER)) @ basis
    if a.blind:
        table = table * 0
    print(f"{len(free.doc)} look-ups of claims, {len(gap.doc)} of GAP, {len(table)} mentions; the basis keeps {100 * values[::-1][:a.basis].sum() / values.sum():.1f} %")
    for data in (free, taught, gap):
        data.weight = np.where((data.label == 0) & (data.known == 1), a.none, 1.0).astype(np.float32)
    gap.usable = gap.label > 0

    def fit(keep_claims, keep_gap):
        part = lambda data, keep: (data, np.flatnonzero(keep(data.doc)), data.weight)
        chosen = lambda doc: keep_gap(doc) & gap.usable
        return train([part(free, keep_claims), part(taught, keep_claims), (gap, np.flatnonzero(chosen(gap.doc)), gap.weight)], table, basis, a.epochs, a.rate, a.decay, 1)

    results = [np.zeros(len(free.doc), t) for t in (int, float, bool)]
    gap_right = np.zeros(len(gap.doc), bool)
    nets = []
    for k in range(a.folds):
        net = fit(lambda doc: doc % a.folds != k, lambda doc: doc % a.folds != k)
        nets.append(net)
        rows = np.flatnonzero(free.doc % a.folds == k)
        for all_of, new in zip(results, outcome(net, free, rows, table)):
            all_of[rows] = new
        rows = np.flatnonzero(gap.doc % a.folds == k)
        gap_right[rows] = outcome(net, gap, rows, table)[3] == gap.label[rows]
    np.savez(f"{w}/outcomes.npz", best=results[0], lead=results[1], right=results[2], form=free.form, doc=free.doc, known=free.known, label=free.label)
    margins = choose_margins(*results, free.form, a.wrong)
    report(*results, free, np.arange(len(free.doc)), margins)
    print(f"GAP by parts: of {gap.usable.sum()} pronouns whose name is a choice {100 * gap_right[gap.usable].mean():.1f} % right")
    for k, net in enumerate(nets if a.fold_out else []):
        np.savez(f"{a.fold_out}.{k}.npz", **tensors(net, margins))
    if a.folds:
        np.savez(a.out, **tensors(fit(lambda doc: doc >= 0, lambda doc: doc >= 0), margins))


if __name__ == "__main__":
    main()
