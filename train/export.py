#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Step 3: train/out/NAME.pt → a model file for the C program.

  export.py NAME MODEL_FILE [--decode decode.json] [--style 0.0] [--vocabulary kept.txt] [--scale max|mse] [--heads file.npz …]

--style: how much of the cue head's idea of a cue is PolNeAR's; the rest is that of the claims annotation.
--decode: {"name": number}: thresholds and weights of the decoder (src/claims/label.c, read_weights), found by tune.py.
--heads: the tensors coref.* and react.* that were fitted on this model's vectors; add_heads.py puts them into a finished file.
--vocabulary: a list of the pieces to keep, one a line; the others' rows are left out.
"""
import argparse
import json
import os
import pickle

import numpy as np
import torch

from model_file import read_heads, write_model
from network import WINDOW, Reader
from tune import DEFAULTS

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "out")


def tensors_of(net, style):
    s = {k: v.detach().float().numpy() for k, v in net.state_dict().items()}
    t = {"embed.word": s["word.weight"], "embed.position": s["position"], "embed.extra": s["extra"]}

    def norm(name, key):
        t[name + ".gain"], t[name + ".bias"] = s[key + ".weight"], s[key + ".bias"]

    def linear(name, key):
        t[name + ".weight"], t[name + ".bias"] = s[key + ".weight"], s[key + ".bias"]
    norm("embed.norm", "norm")
    for i in range(len(net.layers)):
        for part in ("qkv", "out", "ff1", "ff2"):
            linear(f"layer.{i}.{part}", f"layers.{i}.{part}")
        norm(f"layer.{i}.norm1", f"layers.{i}.norm1")
        norm(f"layer.{i}.norm2", f"layers.{i}.norm2")
    for name in ("tags", "cue_hidden", "cue_out", "role_word", "role_cue", "role_gamma", "role_beta", "role_out", "act_hidden", "act_out"):
        linear(name.replace("_", "."), name)
    mixed = style * s["style.weight"][0] + (1 - style) * s["style.weight"][1]
    t["cue.hidden.bias"] = t["cue.hidden.bias"] + s["cue_style.weight"] @ mixed
    for name in ("role_width", "role_distance", "role_relation"):
        t[name.replace("_", ".")] = s[name + ".weight"]
    for k in range(len(net.blocks)):
        t[f"role.block.{k}.depth"], t[f"role.block.{k}.depth.bias"] = s[f"blocks.{k}.depth"], s[f"blocks.{k}.depth_bias"]
        linear(f"role.block.{k}.point", f"blocks.{k}.point")
        norm(f"role.block.{k}.norm", f"blocks.{k}.norm")
    return t


def load(name):
    saved = torch.load(os.path.join(OUT, name + ".pt"), map_location="cpu", weights_only=False)
    net = Reader(saved["layers"], saved["state"]["word.weight"].shape[0])
    net.load_state_dict(saved["state"])
    return net.eval()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("name")
    ap.add_argument("file")
    ap.add_argument("--decode")
    ap.add_argument("--style", type=float, default=0.0)
    ap.add_argument("--vocabulary")
    ap.add_argument("--scale", default="max")
    ap.add_argument("--title", default="default-1")
    ap.add_argument("--heads", nargs="+", default=[])
    args = ap.parse_args()
    net = load(args.name)
    vocab = pickle.load(open(os.path.join(OUT, "data.pkl"), "rb"))["vocab"]
    tensors = tensors_of(net, args.style)
    if args.vocabulary:
        keep = set(open(args.vocabulary, encoding="utf-8").read().split("\n"))
        rows = [i for i, p in enumerate(vocab) if p in keep]
        vocab = [vocab[i] for i in rows]
        tensors["embed.word"] = tensors["embed.word"][rows]
    tensors.update(read_heads(args.heads))
    config = {"name": args.title, "layers": len(net.layers), "width": 384, "heads": 12, "ff": 1536, "window": WINDOW,
              "vocabulary": len(vocab), "cls": vocab.index("[CLS]"), "sep": vocab.index("[SEP]"), "unk": vocab.index("[UNK]"),
              "decode": dict(json.load(open(args.decode)) if args.decode else DEFAULTS, **{"head.reacts": 1.0})}
    write_model(args.file, config, vocab, tensors, scale=args.scale)
    print(args.file, os.path.getsize(args.file), "bytes")


if __name__ == "__main__":
    main()
