#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Score what an extractor made of web pages.

  tools/html_score.py [--worst N] aeb GOLD SYSTEM
  tools/html_score.py [--worst N] readability GOLD SYSTEM

GOLD is a set of pages as JSON Lines (.xz too): `aeb` has "articleBody", `readability` "expected" (HTML) and "metadata".
SYSTEM is one JSON object a line in the same order, {"id", "body", "title", "author", "published"}, as html-dump prints it.

aeb: the measure of the article-extraction-benchmark (Zyte, MIT licence): of each page the 4-grams of its words, counted; precision and
recall of each page, averaged; F1 of the two averages. "exact" counts the pages with the same words.
readability: F1 of the words of each page's text against the text of "expected", averaged; then title, author and date
where they are expected: titles alike but for spaces, authors alike but for case, a leading "By" and punctuation, dates on the same day.
The interval holds 95 % of 1,000 draws of the pages with replacement.
"""
import argparse
import collections
import html.parser
import json
import lzma
import random
import re
import statistics

TOKEN = re.compile(r"\w+", re.UNICODE)
BLOCKS = set("p div li ul ol h1 h2 h3 h4 h5 h6 td th tr table blockquote pre br section article figure figcaption dd dt dl hr "
             "header footer aside main".split())


def read_lines(path):
    opener = lzma.open if path.endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class Text(html.parser.HTMLParser):
    """The text of HTML, blocks parted by line ends."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.skip = [], 0

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.parts.append("\n")
        self.skip += tag in ("script", "style")

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.parts.append("\n")
        self.skip -= tag in ("script", "style")

    def handle_data(self, data):
        if self.skip <= 0:
            self.parts.append(data)


def text_of(source):
    parser = Text()
    parser.feed(source)
    parser.close()
    return "".join(parser.parts)


def shingles(text, size):
    words = TOKEN.findall(text or "")
    grams = (tuple(words[i:i + size]) for i in range(max(1, len(words) - size + 1)))
    return collections.Counter(gram for gram in grams if gram)


def page_score(gold, system, size):
    """(precision, recall) as the benchmark has them: both 1 when nothing was expected and nothing found."""
    wanted, found = shingles(gold, size), shingles(system, size)
    hit = sum((wanted & found).values())
    extra, missed = sum(found.values()) - hit, sum(wanted.values()) - hit
    if extra == missed == 0:
        return 1.0, 1.0
    return (hit / (hit + extra) if hit else 0.0), (hit / (hit + missed) if hit else 0.0)


def f1(precision, recall):
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def f1_of_means(pairs):
    return f1(statistics.mean(p for p, _ in pairs), statistics.mean(r for _, r in pairs))


def interval(measure, values):
    rng = random.Random(1)
    draws = sorted(measure([values[rng.randrange(len(values))] for _ in values]) for _ in range(1000))
    return draws[25], draws[974]


def print_worst(count, rows):
    for score, precision, recall, name in sorted(rows)[:count]:
        print(f"  {score:.3f} P {precision:.3f} R {recall:.3f} {name}")


def score_aeb(golds, systems, worst):
    pairs = [page_score(gold["articleBody"], system["body"], 4) for gold, system in zip(golds, systems)]
    low, high = interval(f1_of_means, pairs)
    exact = sum(p == 1 == r for p, r in pairs) / len(pairs)
    print(f"pages {len(pairs)}  F1 {f1_of_means(pairs):.3f} [{low:.3f}, {high:.3f}]  "
          f"precision {statistics.mean(p for p, _ in pairs):.3f}  recall {statistics.mean(r for _, r in pairs):.3f}  exact {exact:.3f}")
    print_worst(worst, [(f1(*pair), *pair, gold["id"] + " " + gold["url"]) for gold, pair in zip(golds, pairs)])


def plain(text):
    return " ".join((text or "").split())


def author_key(text):
    words = TOKEN.findall(plain(text).lower())
    return " ".join(words[1:] if words[:1] == ["by"] else words)


def same_author(gold, system):
    return author_key(gold) == author_key(system)


def same_day(gold, system):
    return (gold or "")[:10] == (system or "")[:10]


def score_readability(golds, systems, worst):
    pairs = [page_score(text_of(gold["expected"]), system["body"], 1) for gold, system in zip(golds, systems)]
    low, high = interval(lambda some: statistics.mean(f1(*pair) for pair in some), pairs)
    print(f"pages {len(pairs)}  text F1 {statistics.mean(f1(*pair) for pair in pairs):.3f} [{low:.3f}, {high:.3f}]  "
          f"precision {statistics.mean(p for p, _ in pairs):.3f}  recall {statistics.mean(r for _, r in pairs):.3f}")
    checks = [("title", "title", "title", lambda a, b: plain(a) == plain(b)), ("author", "byline", "author", same_author),
              ("date", "publishedTime", "published", same_day)]
    for name, key, own, same in checks:
        asked = [(gold, system) for gold, system in zip(golds, systems) if gold["metadata"].get(key)]
        right = [same(gold["metadata"][key], system.get(own)) for gold, system in asked]
        print(f"{name} {sum(right)} of {len(right)} ({100 * sum(right) / max(1, len(right)):.0f} %)")
        for (gold, system), good in zip(asked, right):
            if worst and not good:
                print(f"  {gold['id']}: expected {plain(gold['metadata'][key])!r}, got {system.get(own)!r}")
    print_worst(worst, [(f1(*pair), *pair, gold["id"]) for gold, pair in zip(golds, pairs)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="name the N worst pages, and the facts that differ")
    parser.add_argument("kind", choices=["aeb", "readability"])
    parser.add_argument("gold")
    parser.add_argument("system")
    given = parser.parse_args()
    golds, systems = read_lines(given.gold), read_lines(given.system)
    if [gold["id"] for gold in golds] != [system["id"] for system in systems]:
        raise SystemExit("the pages of the two files are not the same")
    {"aeb": score_aeb, "readability": score_readability}[given.kind](golds, systems, given.worst)


if __name__ == "__main__":
    main()
