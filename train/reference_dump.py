# SPDX-License-Identifier: Apache-2.0
"""A second, slow computation of the model in numpy, and the dump that tests/kernels/reference_test.c compares the C with.

    python train/reference_dump.py small tests/kernels/reference/small     writes small.dixit (random weights) and small.reference
    python train/reference_dump.py dump models/default.dixit               writes models/default.reference beside it

A trainer that computes the model its own way calls write_reference(path, windows) with windows as `compute_window` returns them.

The dump, little-endian: "DIXITREF", u32 version 1, u32 count of records, then the records: name (32 bytes, zeros after it),
u32 rows, u32 columns, f32 [rows][columns]. In this order for each window:
    ids [1, n], extra [n, 4]                      inputs; whole numbers, written as floats
    hidden [n, W]                                 the encoder's output
    tags [n, 20], cues [n, 3], p [n, 128]         word heads of each row of hidden
  and for each cue of the window:
    cue [1, 4]                                    first and last row of hidden that the cue is, first candidate, their count
    distance [1, m], relation [1, m]              rows of role.distance and role.relation
    roles [m, 16], acts [1, 32], pools [3, 128]   the role tower's output
"""
import os
import struct
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from model_file import random_tensors, read_model, write_model  # noqa: E402

BEFORE, AFTER = 80, 112


def whole(x):
    """Rows rounded as the runtime rounds them: within +-127 of the row's own scale."""
    scale = np.maximum(np.abs(x).max(axis=-1, keepdims=True), 1e-30) / 127
    return np.rint(x / scale) * scale


def linear(t, name, x):
    return whole(x) @ t[name + ".weight"].T.astype(np.float64) + t[name + ".bias"]


def norm(t, name, x, epsilon):
    d = x - x.mean(axis=-1, keepdims=True)
    return d / np.sqrt((d * d).mean(axis=-1, keepdims=True) + epsilon) * t[name + ".gain"] + t[name + ".bias"]


def gelu(x):
    return 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attend(q, k, v):
    """One head, in floats."""
    return softmax(q @ k.T / np.sqrt(q.shape[-1])) @ v


def encode(config, t, ids, extra, attention=attend):
    """ids [n], extra [n, 4] -> hidden [n, W]."""
    n, w = len(ids), config["width"]
    x = t["embed.word"][ids].astype(np.float64) + t["embed.position"][:n]
    for e in range(4):
        x = x + t["embed.extra"][extra[:, e]]
    x = norm(t, "embed.norm", x, 1e-12)
    for i in range(config["layers"]):
        q, k, v = np.split(linear(t, f"layer.{i}.qkv", x), 3, axis=1)
        a = np.concatenate([attention(q[:, h:h + 32], k[:, h:h + 32], v[:, h:h + 32]) for h in range(0, w, 32)], axis=1)
        x = norm(t, f"layer.{i}.norm1", x + linear(t, f"layer.{i}.out", a), 1e-12)
        x = norm(t, f"layer.{i}.norm2", x + linear(t, f"layer.{i}.ff2", gelu(linear(t, f"layer.{i}.ff1", x))), 1e-12)
    return x


def word_heads(t, h):
    """hidden -> tags, cues, p."""
    return linear(t, "tags", h), linear(t, "cue.out", gelu(linear(t, "cue.hidden", h))), linear(t, "role.word", h)


def depthwise(x, taps, bias, dilation):
    y = np.zeros_like(x) + bias
    for tap in range(7):
        shift = (tap - 3) * dilation
        for i in range(len(x)):
            if 0 <= i + shift < len(x):
                y[i] += taps[tap] * x[i + shift]
    return y


def read_roles(t, h, p, first, last, low, count, distance, relation):
    """-> roles [count, 16], acts [32], pools [3, 128]."""
    cue = np.concatenate([h[first], h[last], h[first:last + 1].mean(axis=0)])
    u = gelu(linear(t, "role.cue", cue[None])[0] + t["role.width"][min(last - first, 7)])
    gamma, beta = linear(t, "role.gamma", u[None])[0], linear(t, "role.beta", u[None])[0]
    x = gelu(p[low:low + count] * (1 + gamma) + beta + t["role.distance"][distance] + t["role.relation"][relation])
    for k, dilation in enumerate((1, 3, 9)):
        y = depthwise(x, t[f"role.block.{k}.depth"], t[f"role.block.{k}.depth.bias"], dilation)
        x = norm(t, f"role.block.{k}.norm", x + gelu(linear(t, f"role.block.{k}.point", y)), 1e-5)
    roles = linear(t, "role.out", x)
    prob = softmax(roles[:, :3])
    pools = [u] + [(prob[:, j:j + 1] * x).sum(axis=0) / (prob[:, j].sum() + 1e-3) for j in (1, 2)]
    acts = linear(t, "act.out", gelu(linear(t, "act.hidden", np.concatenate(pools)[None])))[0]
    return roles, acts, np.stack(pools)


def distance_row(i, first, last):
    if first <= i <= last:
        return 0
    away = first - i if i < first else i - last
    bucket = 1 + sum(away > end for end in (1, 2, 3, 4, 6, 9, 14, 24, 49))
    return bucket if i < first else 11 + bucket


def compute_window(config, tensors, ids, extra, cues, attention=attend):
    """All that the dump says of one window. cues: (first, last, relation of each row) for each."""
    h = encode(config, tensors, ids, extra, attention)
    tags, cue_logits, p = word_heads(tensors, h)
    window = {"ids": ids, "extra": extra, "hidden": h, "tags": tags, "cues": cue_logits, "p": p, "roles": []}
    for first, last, relation in cues:
        low, high = max(0, first - BEFORE), min(len(ids), last + AFTER + 1)
        distance = np.array([distance_row(i, first, last) for i in range(low, high)])
        roles, acts, pools = read_roles(tensors, h, p, first, last, low, high - low, distance, relation[low:high])
        window["roles"].append({"cue": (first, last, low, high - low), "distance": distance, "relation": relation[low:high],
                                "roles": roles, "acts": acts, "pools": pools})
    return window


def write_reference(path, windows):
    records = []

    def add(name, array):
        array = np.atleast_2d(np.asarray(array)).astype("<f4")
        records.append(struct.pack("<32sII", name.encode(), *array.shape) + array.tobytes())

    for window in windows:
        for name in ("ids", "extra", "hidden", "tags", "cues", "p"):
            add(name, window[name])
        for cue in window["roles"]:
            for name in ("cue", "distance", "relation", "roles", "acts", "pools"):
                add(name, cue[name])
    with open(path, "wb") as out:
        out.write(struct.pack("<8sII", b"DIXITREF", 1, len(records)) + b"".join(records))


def random_windows(config, tensors, seed=1, attention=attend):
    """Two windows of random ids, the second the longest there is, with two cues each."""
    random, windows = np.random.default_rng(seed), []
    for n in (min(37, config["window"]), config["window"]):
        ids = random.integers(0, config["vocabulary"], n)
        ids[0], ids[-1] = config["cls"], config["sep"]
        extra = np.stack([random.integers(low, high, n) for low, high in ((0, 8), (8, 10), (10, 14), (14, 16))], axis=1)
        cues = []
        for first, width in ((n // 5, 0), (n // 2, 3)):
            cues.append((first, first + width, random.integers(0, 12, n)))
        windows.append(compute_window(config, tensors, ids, extra, cues, attention))
    return windows


def main():
    command, path = sys.argv[1], sys.argv[2]
    if command == "small":
        config = {"name": "small-1", "layers": 2, "width": 64, "heads": 2, "ff": 128, "window": 101, "vocabulary": 64, "cls": 2,
                  "sep": 3, "unk": 1, "decode": {"threshold.cue": 0.4, "threshold.real": 0.5}}
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        write_model(path + ".dixit", config, [f"piece{i}" for i in range(64)], random_tensors(config))
        path += ".dixit"
    config, _, tensors = read_model(path)
    write_reference(os.path.splitext(path)[0] + ".reference", random_windows(config, tensors))


if __name__ == "__main__":
    main()
