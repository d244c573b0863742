#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Step 4: finds the decoder's weights and thresholds by running the C program over the stories kept for tuning.

  tune.py DIXIT MODEL_FILE decode.json [ROUNDS]

MODEL_FILE is a first export; its table `decode` is patched in a copy for each try. The stories: claims/tune.txt, and one PolNeAR
train document in twenty (corpora.held_for_tuning), none of which the weights were trained on. The aim is the mean of: attribution F1 on the claims,
linked attribution and the three runs F1 on PolNeAR (tools/score.py). Writes the numbers found to decode.json.
"""
import importlib.util
import json
import math
import os
import struct
import subprocess
import sys
import tempfile

import numpy as np

import corpora

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("score", os.path.join(HERE, "..", "tools", "score.py"))
scorer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(scorer)

DEFAULTS = {"cue.lean": 0.7, "role.edge": 0.7, "role.second": 0.5, "role.third": 2.0, "role.addressee": 0.0, "role.against": 0.0,
            "role.sourceless": 0.0, "least": 0.37,
            "confidence.bias": 0.0, "confidence.real": 1.0, "confidence.cue": 0.0, "confidence.margin": 0.0}
TRIES = {"least": (0.25, 0.3, 0.34, 0.38, 0.42, 0.46, 0.5), "cue.lean": (-0.5, 0.0, 0.4, 0.8, 1.2, 1.6), "role.edge": (0.3, 0.5, 0.7, 0.9, 1.2),
         "role.second": (0.0, 0.5, 1.0, 1.5, 2.0), "role.third": (1.0, 2.0, 3.0, 4.0),
         "role.sourceless": (0.0, 1.0, 2.0, 3.0), "role.addressee": (-1.0, -0.5, -0.25, 0.0, 0.5), "role.against": (-2.0, -1.5, -1.0, -0.5, 0.0)}


def patched(data, numbers):
    data = bytearray(data)
    for name, value in numbers.items():
        at = data.find(struct.pack("<28s", name.encode()))
        if at < 0:
            raise ValueError(f"the model file has no number {name}")
        struct.pack_into("<f", data, at + 28, value)
    return bytes(data)


class Runner:
    def __init__(self, program, model):
        self.program, self.data = program, open(model, "rb").read()
        self.folder = tempfile.mkdtemp()
        tune = {x.strip() for x in corpora.lines("claims/tune.txt")}
        self.claims = [d for d in map(json.loads, corpora.lines("claims/train.jsonl")) if d["id"] in tune]
        self.polnear = [d for d in map(json.loads, corpora.lines("polnear/train.jsonl.xz")) if corpora.held_for_tuning(d["id"]) and d["annotations"]]
        self.input = os.path.join(self.folder, "in.jsonl")
        with open(self.input, "w", encoding="utf-8") as f:
            for d in self.claims + self.polnear:
                f.write(json.dumps({"id": d["id"], "text": d["text"]}) + "\n")

    def read(self, numbers):
        model = os.path.join(self.folder, "model.dixit")
        with open(model, "wb") as f:
            f.write(patched(self.data, numbers))
        out = subprocess.run([self.program, "read", "--json", "--model", model, self.input], stdout=subprocess.PIPE, check=True).stdout
        return {d["id"]: d for d in map(json.loads, out.decode().splitlines())}

    def value(self, numbers):
        got = self.read(numbers)
        c, p = scorer.score(self.claims, got), scorer.score(self.polnear, got)
        runs = [p[f"{r}.runs"]["f1"] for r in ("source", "cue", "content")]
        parts = [c["attribution"]["f1"], p["attribution"]["f1"], *runs]
        side = np.mean([c[r]["f1"] for r in ("addressee", "against") if r in c] or [0])
        return np.mean(parts) + 0.05 * side, parts + [side]


def fit_confidence(runner, numbers):
    """Logistic regression of `the attribution counts` on the three scores, read off three runs in which one alone makes the confidence."""
    steps = {"confidence.real": 0.3, "confidence.cue": 0.5, "confidence.margin": 1.0}
    rows = {}
    for k, (name, step) in enumerate(steps.items()):
        alone = dict(numbers, least=0.0, **{"confidence.bias": 0.0, **{n: 0.0 for n in steps}, name: step})
        for ident, d in runner.read(alone).items():
            for a in d["attributions"]:
                p = min(0.995, max(0.005, a["confidence"]))
                rows.setdefault((ident, a["cue"][0][0]), [None] * 3)[k] = math.log(p / (1 - p)) / step
    got = runner.read(dict(numbers, least=0.0))
    x, y = [], []
    for d in runner.claims + runner.polnear:
        text = scorer.Text(d["text"])
        gold, system = scorer.Side(d, text).said, scorer.Side(got[d["id"]], text).said
        if "annotations" in d:
            system = [a for a in system if a.parent is None]
        good = {s.id for g, s in scorer.pairs_of(gold, system) if scorer.right(g, s)}
        for s in system:
            f = rows.get((d["id"], s.raw["cue"][0][0]))
            if f and None not in f:
                x.append([1.0, *f])
                y.append(float(s.id in good))
    x, y, w = np.array(x), np.array(y), np.zeros(4)
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        h = (x * (p * (1 - p))[:, None]).T @ x + 0.05 * np.eye(4)
        w += np.linalg.solve(h, x.T @ (y - p) - 0.05 * w)
    p = 1 / (1 + np.exp(-x @ w))
    bins = np.minimum((p * 10).astype(int), 9)
    ece = sum(abs(p[bins == b].mean() - y[bins == b].mean()) * (bins == b).sum() for b in range(10) if (bins == b).any()) / len(y)
    print(f"confidence from {len(y)} attributions, weights {np.round(w, 3)}, calibration error on the same {ece:.3f}", flush=True)
    return dict(numbers, **dict(zip(("confidence.bias", "confidence.real", "confidence.cue", "confidence.margin"), map(float, w.round(4)))))


def main():
    runner = Runner(sys.argv[1], sys.argv[2])
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 2
    numbers = dict(DEFAULTS)
    print("before", runner.value(numbers), flush=True)
    for r in range(rounds):
        numbers = fit_confidence(runner, numbers)
        best, parts = runner.value(numbers)
        for name, tries in TRIES.items():
            for v in tries:
                if v == numbers[name]:
                    continue
                value, now = runner.value(dict(numbers, **{name: v}))
                if value > best + 0.02:
                    best, parts, numbers = value, now, dict(numbers, **{name: v})
            print(r, name, numbers[name], f"{best:.2f}", [f"{x:.1f}" for x in parts], flush=True)
    numbers = fit_confidence(runner, numbers)
    with open(sys.argv[3], "w") as f:
        json.dump(numbers, f, indent=1)
        f.write("\n")


if __name__ == "__main__":
    main()
