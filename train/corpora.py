#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the corpora into one shape: documents with text and what is annotated in it, offsets in code points.

A document is a dict: id, set, text, and of
  attributions  [{cue, source, content, addressee, against: [[s, e], ...], stance, negated}]
  style         "polnear" | "claims": whose idea of a cue it follows; cues get no loss without it
  masked        [[s, e], ...] passages that were not annotated
  roles_only    True where only the roles of given cues are known (PropBank)
  sentences     [end, ...] code-point offsets where sentences end, or absent
  names         [[s, e, kind], ...] or absent
"""
import json
import lzma
import os
import random
import re
import zlib

NAMES = ["date", "facility", "location", "misc", "money", "norp", "organization", "person", "product"]
STANCES = ("state argue allege show think doubt question confirm deny reject criticise support accuse warn threaten "
           "urge decide pledge predict").split()
REACTIONS = "none deny confirm unverified no_response contradict".split()
HEARSAY = {"alleged", "allegedly", "reported", "reportedly", "purported", "purportedly", "supposed", "supposedly",
           "apparent", "apparently", "rumored", "rumoured", "claimed", "ostensibly", "so-called", "suspected",
           "perceived", "accused", "unconfirmed", "unverified"}


def shared():
    return os.environ.get("DIXIT_SHARED", os.path.join(os.path.dirname(__file__), "..", "..", "shared"))


def lines(name):
    path = os.path.join(shared(), "corpora", name)
    with (lzma.open if name.endswith(".xz") else open)(path, "rt", encoding="utf-8") as f:
        yield from f


def excluded():
    """{file: ids} of the documents that share text with a dev or held-out set."""
    out = {}
    for line in list(lines("exclude.tsv"))[1:]:
        file, ident = line.rstrip("\n").split("\t")[:2]
        out.setdefault(file, set()).add(ident)
    return out


def stance_priors():
    """{cue: (stance, negated, count)} of lexicon/cue-stance.tsv, cues of up to seven words."""
    out = {}
    for line in list(lines("lexicon/cue-stance.tsv"))[1:]:
        f = line.rstrip("\n").split("\t")
        if len(f[0].split()) < 8:
            out[f[0]] = (f[2], len(f) > 3 and f[3] == "neg", int(f[1]))
    return out


def held_for_tuning(ident):
    """One PolNeAR train document in twenty is kept out of training, for thresholds."""
    return zlib.crc32(ident.split("#")[0].encode()) % 20 == 0


def polnear(part, every_annotator=False):
    name = f"polnear/{part}.jsonl.xz"
    skip = excluded().get(name, set())
    priors = stance_priors()
    for line in lines(name):
        d = json.loads(line)
        if d["id"] in skip or not d["annotations"]:
            continue
        chosen = d["annotations"] if every_annotator else d["annotations"][:1]
        for k, a in enumerate(chosen):
            rows = []
            for r in a["attributions"]:
                row = dict(cue=r["cue"], source=r["source"], content=r["content"], addressee=None, against=None,
                           stance=None, negated=None)
                if r["cue"]:
                    cue = d["text"][r["cue"][0][0]:r["cue"][0][1]].lower()
                    prior = priors.get(cue)
                    if prior:
                        row["stance"], row["negated"] = prior[0], prior[1]
                        row["weak"] = True
                rows.append(row)
            yield dict(id=f"{d['id']}#{k}", set="polnear", text=d["text"], style="polnear", attributions=rows,
                       masked=(a.get("masked") or []) + (d.get("masked") or []), share=1.0 / len(chosen),
                       tune=part == "train" and held_for_tuning(d["id"]))


def claims(part):
    name = f"claims/{part}.jsonl"
    skip = excluded().get(name, set())
    tune = {line.strip() for line in lines("claims/tune.txt")}
    for line in lines(name):
        d = json.loads(line)
        if d["id"] in skip:
            continue
        rows = []
        reacts = {r["attribution"]: r["kind"] for r in d["reactions"] if r.get("attribution")}
        for r in d["attributions"]:
            get = lambda k: (r.get(k) or {}).get("spans", []) if isinstance(r.get(k), dict) else (r.get(k) or [])
            rows.append(dict(id=r["id"], cue=r["cue"], source=get("source"), content=r["content"],
                             addressee=get("addressee"), against=get("against"), stance=r["stance"],
                             negated=r["negated"], parent=r["parent"],
                             reaction=REACTIONS.index(reacts.get(r["id"], "none"))))
        yield dict(id=d["id"], set="claims", text=d["text"], style="claims", attributions=rows, masked=[],
                   tune=d["id"] in tune)


def propbank(part):
    """PropBank on EWT: roles of single-word cues; ten sentences a document, one a line."""
    lexicon = {}
    for line in list(lines("lexicon/propbank-attribution.tsv.xz"))[1:]:
        f = line.rstrip("\n").split("\t")
        lexicon[f[0]] = {"source": f[6], "content": f[7], "addressee": f[8], "against": f[9]}
    rows, text, count = [], "", 0
    for line in lines(f"attribution/propbank-ewt-{part}.jsonl.xz"):
        d = json.loads(line)
        if "text" not in d:
            continue
        spans, at, base = [], 0, len(text)
        for t in d["tokens"]:
            at = d["text"].find(t, at)
            if at < 0:
                break
            spans.append((base + at, base + at + len(t)))
            at += len(t)
        if len(spans) != len(d["tokens"]):
            continue
        found = []
        for p in d["predicates"]:
            lex = lexicon.get(p["roleset"])
            if not lex:
                continue
            row = dict(cue=[list(spans[p["at"]])], stance=None, negated=None)
            for role in ("source", "content", "addressee", "against"):
                row[role] = [[spans[a["start"]][0], spans[a["end"] - 1][1]] for a in p["args"]
                             if lex[role] and a["role"] in lex[role].split(",")]
            if row["content"] and row["source"]:
                found.append(row)
        if not found:
            continue
        rows += found
        text += d["text"] + "\n"
        count += 1
        if count == 10:
            yield dict(id=f"propbank-{base}-{len(rows)}", set="propbank", text=text, attributions=rows, masked=[], roles_only=True)
            rows, text, count = [], "", 0


def treebank(name, part):
    """EWT or GUM: documents with sentence ends; paragraphs are lines."""
    file = f"ud/{name}-{part}.conllu.xz"
    skip = excluded().get(file, set())
    licensed_out = ("whow", "textbook", "fiction", "academic")  # CC BY-NC-SA parts of GUM
    doc, text, ends, fresh, keep = None, "", [], False, True

    def done():
        if doc and text and keep:
            return dict(id=doc, set=name, text=text, sentences=list(ends), attributions=None)
        return None
    for line in lines(file):
        if line.startswith("# newdoc id"):
            out = done()
            if out:
                yield out
            doc, text, ends, fresh = line.split("=", 1)[1].strip(), "", [], False
            keep = doc not in skip and not (name == "gum" and doc.split("_")[1] in licensed_out)
        elif line.startswith("# newpar"):
            fresh = True
        elif line.startswith("# text ="):
            sentence = line[8:].strip()
            text += ("\n" if fresh else " ") if text else ""
            fresh = False
            text += sentence
            ends.append(len(text))
    out = done()
    if out:
        yield out


def detokenise(tokens):
    """Joins tokens as print does, for variety; returns text and spans."""
    text, spans, glue, open_quote = "", [], True, False
    for t in tokens:
        no_space = glue or re.fullmatch(r"[.,;:!?%)\]}’”]|n't|'(?:s|re|ve|ll|d|m)|’s", t)
        if t == '"':
            no_space = glue or open_quote
        text += "" if no_space else " "
        spans.append((len(text), len(text) + len(t)))
        text += t
        glue = t in ("(", "[", "{", "$", "“", "‘", "£", "#") or (t == '"' and not open_quote)
        if t == '"':
            open_quote = not open_quote
    return text, spans


def worldwide(part, rng=None):
    name = f"ner/worldwide-{part}.jsonl.xz"
    skip = excluded().get(name, set())
    for line in lines(name):
        d = json.loads(line)
        if d["id"] in skip:
            continue
        text, names = "", []
        natural = rng is not None and rng.random() < 0.5
        for sentence in d["sentences"]:
            tokens = [w[0] for w in sentence]
            if natural:
                joined, spans = detokenise(tokens)
            else:
                spans, at = [], 0
                for t in tokens:
                    spans.append((at, at + len(t)))
                    at += len(t) + 1
                joined = " ".join(tokens)
            base = len(text) + (1 if text else 0)
            text += (" " if text else "") + joined
            for w, s in zip(sentence, spans):
                tag = w[1]
                if tag == "O":
                    continue
                kind = NAMES.index(tag[2:].lower())
                if tag[0] == "B" or not names or names[-1][2] != kind:
                    names.append([base + s[0], base + s[1], kind])
                else:
                    names[-1][1] = base + s[1]
        yield dict(id=d["id"], set="worldwide", text=text, names=names, attributions=None)


def training():
    rng = random.Random(1)
    yield from polnear("train", every_annotator=True)
    yield from claims("train")
    yield from propbank("train")
    yield from treebank("ewt", "train")
    yield from treebank("gum", "train")
    yield from worldwide("train", rng)
