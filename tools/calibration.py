# SPDX-License-Identifier: Apache-2.0
"""Whether `confidence` means what it says: of the attributions with 0.8, eight in ten should count (score.py's right())."""
import score

BINS = 10


def judged(gold_doc, system_doc):
    """(confidence, counts) of each attribution found in a document; nested ones are left out where the gold has one level."""
    text = score.Text(gold_doc["text"])
    gold, system = (score.Side(doc, text).said for doc in (gold_doc, system_doc))
    if gold and not any("parent" in a.raw for a in gold):
        system = [a for a in system if a.parent is None]
    good = {id(s) for g, s in score.pairs_of(gold, system) if score.right(g, s)}
    return [(a.raw.get("confidence", 0.0), id(a) in good) for a in system]


def binned(pairs):
    """For each bin of width 1/10: how many, the sum of confidences, how many count. 1.0 belongs to the last."""
    bins = [[0, 0.0, 0] for _ in range(BINS)]
    for confidence, counts in pairs:
        row = bins[min(BINS - 1, max(0, int(confidence * BINS + 1e-9)))]
        row[0] += 1
        row[1] += confidence
        row[2] += counts
    return bins


def error(bins):
    """Expected calibration error: the gap between mean confidence and share that counts, weighted by the bins' sizes."""
    n = sum(row[0] for row in bins)
    return sum(abs(row[1] - row[2]) for row in bins) / n if n else 0.0


def added(many):
    return [[sum(column) for column in zip(*rows)] for rows in zip(*many)]
