#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Puts fitted heads into a model file: add_heads.py MODEL_FILE NEW_FILE HEADS.npz …

HEADS.npz hold the tensors coref.* or react.* (docs/formats/model.md); what the file already has of these names gives way, all
else stays as it is. Given MODEL_FILE alone, NEW_FILE is the model without any. Only numpy is needed.
"""
import sys

from model_file import HEADS, read_heads, read_model, write_model


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    config, vocabulary, tensors = read_model(sys.argv[1])
    new = read_heads(sys.argv[3:])
    first = {name.split(".")[0] + "." for name in new} or set(HEADS)
    tensors = {name: value for name, value in tensors.items() if not name.startswith(tuple(first))}
    tensors.update(new)
    write_model(sys.argv[2], config, vocabulary, tensors)


if __name__ == "__main__":
    main()
