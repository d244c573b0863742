# SPDX-License-Identifier: Apache-2.0
"""Writes pieces.bin: what HuggingFace's `tokenizers` makes of 100,000 generated strings.

    python3 -m pip install tokenizers
    python3 tests/reference/make_pieces.py

The strings are made by a small generator that tests/unit/text_reference_test.c has too, draw for draw; only fingerprints
of the pieces are kept. vocabulary.txt is the WordPiece vocabulary of BERT (uncased).

pieces.bin, all numbers little-endian: u32 ranges; that many pairs of u32 (first, last) of code points that the generator
replaces by "x"; u32 strings; u16 fingerprint of each; SHA-256 of all ids as u16, with 0xFFFF after each string.

Replaced are the code points on which the tokenizer's tables are of an older or newer Unicode than the program's, and
vertical tab, form feed and next line, which it drops and the program takes for line ends.
"""
import hashlib
import os
import struct
import unicodedata

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

HERE = os.path.dirname(os.path.abspath(__file__))
STRINGS, SEED, MASK = 100_000, 20240917, (1 << 64) - 1
SYLLABLES = ["ka", "mor", "el", "in", "tha", "qu", "str", "ou", "ba", "ner", "zi", "lo", "vent", "ish", "ton", "er"]
MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
SPACES = [" ", " ", " ", "", "\u00a0", "\n", "\t", "\u2009"]
BLOCKS = [(0x4E00, 0x51FF), (0xAC00, 0x500), (0x3041, 0x50), (0x30A1, 0x50), (0xF900, 0x60), (0x20000, 0x300), (0x1100, 0x100)]


class Draws:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
        return ((z ^ z >> 31) >> 33) % n


def letter(d):
    return ord("a") + d.below(26) if d.below(3) else ord("A") + d.below(26)


def syllables(d, most):
    return "".join(SYLLABLES[d.below(len(SYLLABLES))] for _ in range(1 + d.below(most)))


def piece(d, vocabulary):
    text = vocabulary[d.below(len(vocabulary))]
    return text[2:] if len(text) > 2 and text.startswith("##") else text


def hidden(d):
    return [d.below(0x20), 0x7F + d.below(0x21), 0x200B + d.below(5), 0xAD, 0xFEFF, 0xFFFD][d.below(6)]


def token(d, vocabulary):
    """The code points of one token."""
    kind = d.below(16)
    if kind < 4:
        return [ord(c) for c in piece(d, vocabulary)]
    if kind == 4:
        return [ord(c) for c in piece(d, vocabulary) + piece(d, vocabulary)]
    if kind == 5:
        return [ord(c) for c in syllables(d, 5)]
    if kind == 6:
        text = syllables(d, 4)
        return [ord(c) for c in (text.upper() if d.below(2) else text[0].upper() + text[1:])]
    if kind == 7:
        return [ord("0123456789.,-:"[d.below(14)]) for _ in range(1 + d.below(9))]
    if kind == 8:
        points = [d.below(0x110000) for _ in range(1 + d.below(4))]
        return [ord("x") if 0xD800 <= p < 0xE000 else p for p in points]
    if kind == 9:
        return [0x80 + d.below(0x2F80) for _ in range(1 + d.below(6))]
    if kind == 10:
        out = []
        for _ in range(1 + d.below(6)):
            out.append(letter(d))
            if d.below(2):
                out.append(0x300 + d.below(0x70))
        return out
    if kind == 11:
        first, count = BLOCKS[d.below(len(BLOCKS))]
        return [first + d.below(count) for _ in range(1 + d.below(4))]
    if kind == 12:
        out = []
        for _ in range(1 + d.below(3)):
            out.append(0x1F300 + d.below(0x700))
            out.append([0xFE0F, 0x200D, 0x20E3, 0x1F3FB][d.below(4)])
        return out
    if kind == 13:
        out = []
        for _ in range(1 + d.below(5)):
            out.append(letter(d))
            out.append(hidden(d))
        return out
    if kind == 14:
        return [letter(d) for _ in range(90 + d.below(40))]
    if d.below(2):
        return [ord(c) for c in "https://" + syllables(d, 3) + ".org/" + syllables(d, 2)]
    return [ord(MARKS[d.below(len(MARKS))]) if d.below(2) else 0x2010 + d.below(0x50) for _ in range(1 + d.below(4))]


def string(d, vocabulary, replaced):
    points = []
    for _ in range(1 + d.below(4)):
        points += token(d, vocabulary)
        points += [ord(c) for c in SPACES[d.below(len(SPACES))]]
    return "".join("x" if p in replaced else chr(p) for p in points)


def expected(c, point):
    """What Unicode, as far as Python knows it, makes of a character; None for one that it does not know."""
    category = unicodedata.category(c)
    if category == "Cn":
        return None
    if point in (9, 10, 13) or category[0] == "Z":
        return " "
    if category[0] == "C" or point == 0xFFFD:
        return ""
    return "".join(p.lower() for p in unicodedata.normalize("NFD", c) if unicodedata.category(p) != "Mn")


def is_punctuation(c):
    return c.isascii() and c.isprintable() and not c.isalnum() and c != " " or unicodedata.category(c)[0] == "P"


def find_replaced(normalizer, splitter):
    replaced = {0x0B, 0x0C, 0x85}
    for point in range(0x110000):
        if 0xD800 <= point < 0xE000:
            continue
        c = chr(point)
        have, want = normalizer.normalize_str(c), expected(c, point)
        if want is None:
            replaced.add(point)
        elif have.strip() != want.strip():
            replaced.add(point)
        elif have.strip():
            alone = splitter.pre_tokenize_str("a" + have + "b")[0][0] == "a"
            chinese = have[0] == " "
            if alone != (chinese or is_punctuation(have.strip()[0])):
                replaced.add(point)
    return replaced


def fingerprint(ids):
    h = 0xCBF29CE484222325
    for i in ids:
        for byte in (i & 255, i >> 8):
            h = ((h ^ byte) * 0x100000001B3) & MASK
    return (h ^ h >> 16 ^ h >> 32 ^ h >> 48) & 0xFFFF


def main():
    with open(os.path.join(HERE, "vocabulary.txt"), encoding="utf-8", newline="\n") as file:
        vocabulary = file.read().split("\n")
    if vocabulary[-1] == "":
        vocabulary.pop()
    tokenizer = Tokenizer(models.WordPiece({p: i for i, p in enumerate(vocabulary)}, unk_token="[UNK]",
                                           max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None,
                                                      lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    replaced = find_replaced(tokenizer.normalizer, tokenizer.pre_tokenizer)
    ranges = []
    for point in sorted(replaced):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    draws = Draws(SEED)
    strings = [string(draws, vocabulary, replaced) for _ in range(STRINGS)]
    everything = hashlib.sha256()
    with open(os.path.join(HERE, "pieces.bin"), "wb") as out:
        out.write(struct.pack("<I", len(ranges)))
        for first, last in ranges:
            out.write(struct.pack("<II", first, last))
        out.write(struct.pack("<I", STRINGS))
        for encoding in tokenizer.encode_batch(strings):
            everything.update(struct.pack("<%dH" % (len(encoding.ids) + 1), *encoding.ids, 0xFFFF))
            out.write(struct.pack("<H", fingerprint(encoding.ids)))
        out.write(everything.digest())
    print(len(ranges), "ranges replaced,", STRINGS, "strings")


if __name__ == "__main__":
    main()
