#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well the sentences of raw text are found, on the dev parts of the English Web Treebank and GUM.

  score_sentences.py [ewt | gum | gum-free …] [--shared FOLDER] [--program build/dixit] [--readings FILE] [-- ARGUMENTS]

The text of a document is rebuilt from its sentences: a line end where a paragraph begins, a space elsewhere, nothing where
the last token says SpaceAfter=No. The program reads it (ARGUMENTS go to `dixit read`), or FILE holds the readings as JSON
Lines. A sentence is right when its first and its last character are, counted without white space, as the scorer of the
CoNLL 2018 shared task does; the figure is F1 over all documents. A document without a reading counts as empty.
gum-free leaves out the genres of GUM whose texts are not free for every use, as training does.
"""
import lzma
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import readings  # noqa: E402
import score  # noqa: E402

SETS = "ewt", "gum", "gum-free"
NOT_FREE = "whow", "textbook", "fiction", "academic"


def treebank(lines):
    """The documents of a CoNLL-U file: id, text, and sentences as [start, end] in code points."""
    docs, gap = [], ""
    for line in lines:
        if line.startswith("# newdoc id"):
            docs.append({"id": line.split("=", 1)[1].strip(), "text": "", "sentences": []})
        elif line.startswith("# newpar"):
            gap = "\n"
        elif line.startswith("# text ="):
            doc, sentence = docs[-1], line[8:].strip()
            doc["text"] += (gap if doc["text"] else "") + sentence
            doc["sentences"].append([len(doc["text"]) - len(sentence), len(doc["text"])])
        elif line[0].isdigit():
            gap = "" if "SpaceAfter=No" in line.rstrip("\n").split("\t")[9].split("|") else " "
    return docs


def corpus(shared, name):
    with lzma.open(os.path.join(shared, "corpora", "ud", f"{name.split('-')[0]}-dev.conllu.xz"), "rt", encoding="utf-8") as lines:
        docs = treebank(lines)
    return docs if name != "gum-free" else [d for d in docs if d["id"].split("_")[1] not in NOT_FREE]


def in_characters(text, spans):
    """The spans, counted in characters that are no white space; empty ones are left out."""
    before = [0]
    for c in text:
        before.append(before[-1] + (not c.isspace()))
    return {(before[s], before[e]) for s, e in spans if before[s] < before[e]}


def count(tally, doc, reading):
    gold, found = (in_characters(doc["text"], spans) for spans in (doc["sentences"], reading.get("sentences", [])))
    tally["gold"] += len(gold)
    tally["system"] += len(found)
    tally.found("sentences", len(gold & found), len(found), len(gold))


def main():
    parser = readings.options(__doc__)
    parser.add_argument("names", nargs="*", metavar="SET", help="ewt, gum or gum-free (default: ewt gum)")
    parser.add_argument("--readings")
    args = readings.parse(parser)
    for name in args.names or ("ewt", "gum"):
        if name not in SETS:
            sys.exit(f"score_sentences: there is no set {name} ({' '.join(SETS)})")
        docs = corpus(args.shared, name)
        found = readings.given_or_made(args, docs, name)
        tally = score.Tally()
        for doc in docs:
            count(tally, doc, readings.of(doc, found))
        f = tally.f1("sentences")
        print(f"{name:9} p {f['p']}  r {f['r']}  f1 {f['f1']}  {len(docs)} documents, {tally['gold']} sentences, "
              f"{tally['system']} found, {sum(d['id'] not in found for d in docs)} documents missing")


if __name__ == "__main__":
    main()
