#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the word lists in data/ that come from other people's lists: countries, words for them, first names, nouns by class.

  lists.py LEXICON NEWS.jsonl.xz…

LEXICON holds countries.tsv.xz (CLDR, CIA World Factbook), first-names.tsv.xz and wordnet-nouns.tsv.xz (WordNet). The news only
says which nouns occur at least three times; no sentence of it goes into the lists. Lists made by hand (data/roles.txt, titles.txt,
seats.txt) are not touched. Every list is sorted by its bytes, as src/claims/lexicon.c looks words up by halving.
"""
import collections
import csv
import json
import lzma
import os
import re
import sys

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data")
# The short English name where the Factbook's heading is another one.
SHORT = {"Burma": "Myanmar", "DRC": "Democratic Republic of the Congo", "Congo (Brazzaville)": "Congo", "The Gambia": "Gambia",
         "The Bahamas": "Bahamas", "The Dominican": "Dominican Republic", "Falkland Islands (Islas Malvinas)": "Falkland Islands",
         "Federated States of Micronesia": "Micronesia", "Holy See (Vatican City)": "Holy See", "Curacao": "Curaçao",
         "Gaza, Gaza Strip": "Palestine", "West Bank": "Palestine", "Saint Barthelemy": "Saint Barthélemy",
         "Cocos (Keeling) Islands": "Cocos Islands", "Virgin Islands": "U.S. Virgin Islands", "Turkey": "Türkiye"}
# Further words, ours: name, adjective, people, capital or seat of government.
MORE = {
    "USA": {"n": ["United States", "United States of America", "US", "USA", "U.S.", "U.S.A.", "U.S", "America"], "a": ["American", "US", "U.S.", "U.S"], "c": ["Washington", "Washington DC", "Washington D.C."]},
    "GBR": {"n": ["United Kingdom", "UK", "U.K.", "Britain", "Great Britain"], "a": ["British", "UK", "U.K."], "p": ["Briton", "Britons", "British"], "c": ["Whitehall"]},
    "RUS": {"n": ["Russia", "Russian Federation"]}, "TUR": {"n": ["Turkey", "Türkiye"], "p": ["Turks"]},
    "NLD": {"n": ["Netherlands", "Holland"], "a": ["Dutch"]}, "CZE": {"n": ["Czech Republic"], "a": ["Czech"]},
    "PRK": {"a": ["North Korean"], "p": ["North Koreans", "North Korean"], "c": ["Pyongyang"]},
    "KOR": {"a": ["South Korean"], "p": ["South Koreans", "South Korean"], "c": ["Seoul"]},
    "ARE": {"n": ["UAE", "Emirates"], "a": ["Emirati"]}, "UKR": {"c": ["Kyiv", "Kiev"]}, "IRN": {"n": ["Islamic Republic", "Persia"]},
    "BIH": {"n": ["Bosnia", "Bosnia-Herzegovina"], "a": ["Bosnian"]}, "CIV": {"n": ["Ivory Coast"], "a": ["Ivorian"]},
    "MMR": {"n": ["Burma", "Myanmar"], "c": ["Naypyidaw"]}, "COD": {"n": ["DR Congo", "DRC"], "c": ["Kinshasa"]}, "SWZ": {"n": ["Swaziland"]},
    "PSE": {"n": ["Palestine"]}, "VAT": {"n": ["Vatican", "Vatican City"]}, "TLS": {"n": ["East Timor"]},
    "IND": {"c": ["Delhi", "New Delhi"]}, "CHN": {"c": ["Beijing", "Peking"]}, "AUS": {"a": ["Australian"]}, "NZL": {"a": ["New Zealand"]},
    "SAU": {"a": ["Saudi", "Saudi Arabian"]}, "AFG": {"a": ["Afghan"]}, "BRA": {"c": ["Brasilia"]}, "PHL": {"a": ["Filipino", "Philippine"]},
    "SRB": {"a": ["Serb", "Serbian"]}, "KAZ": {"a": ["Kazakh"]}, "UZB": {"a": ["Uzbek"]}, "TKM": {"a": ["Turkmen"]}, "TJK": {"a": ["Tajik"]},
    "KGZ": {"a": ["Kyrgyz"]}, "BWA": {"a": ["Botswanan"]}, "LAO": {"a": ["Lao", "Laotian"]}, "IRL": {"a": ["Irish"]}, "ARG": {"a": ["Argentinian"]},
}
# A word for several (French, Chinese) means the one of these.
FIRST_OF = {"FRA", "CHN", "NLD", "USA", "GBR", "NOR", "DNK", "AUS", "FIN"}
LEAVE = {"c": {"georgetown", "kingston", "hamilton", "stanley", "douglas", "valletta", "plymouth", "saint george's", "road town", "victoria",
               "san juan", "singapore", "berne", "melbourne", "gibraltar", "hong kong", "city", "jamestown", "brussels"}}
FIRST_NOUNS = {"message": "d", "writing": "d", "document": "d", "medium": "o", "organisation": "o", "group": "o", "person": "p"}


def low(text):
    return "".join(c.lower() if c < "\x80" else c for c in text)


def write(name, head, lines):
    with open(os.path.join(DATA, name), "w", encoding="utf-8") as f:
        f.write("".join(f"# {h}\n" for h in head))
        for line in sorted(set(lines), key=lambda s: s.encode()):
            f.write(line + "\n")


def rows(path):
    with lzma.open(path, "rt", encoding="utf-8") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def parts(cell):
    """The words of a cell such as "Turk(s)", "French or Gallic", "Irishman(men), Irish (collective plural)"."""
    for piece in re.split(r"[,;/]| or ", cell):
        piece = re.sub(r"\((?!s\)|es\)|men\)|women\)).*?\)", "", piece).strip()
        stem = re.sub(r"\((s|es|men|women)\)$", "", piece).strip()
        if stem and stem not in ("none", "NA", "note") and not stem.startswith("note"):
            yield stem
            if piece.endswith("(s)"):
                yield stem + "s"


def countries(lexicon):
    names, words = {}, {}

    def add(word, code, kind):
        key = low(re.sub(r"^[Tt]he ", "", word)).replace("’", "'")
        if len(key) > 1 and key not in LEAVE.get(kind, ()):
            words.setdefault(key, {}).setdefault(code, set()).add(kind)

    for r in rows(os.path.join(lexicon, "countries.tsv.xz")):
        code = r["iso3"]
        if not code or not r["iso2"]:
            continue
        names[code] = SHORT.get(r["country"], r["country"])
        for w in {names[code], re.sub(r" \(.*", "", r["country"]), r["cldr_name"], re.sub(r" \(.*|;.*", "", r["long_name"])} - {"", "none"}:
            add(w, code, "n")
        for w in parts(r["demonym_adjective"]):
            add(w, code, "a")
        for w in parts(r["demonym_noun"]):
            add(w, code, "p")
        for w in re.split(r"[,;]", re.sub(r"\(.*?\)| in .*", "", r["capital"])):
            w = w.strip()
            if w and " " not in w.replace("San ", "").replace("Santo ", "").replace("Buenos ", "").replace("Addis ", "").replace("Abu ", "").replace("Kuala ", "").replace("New ", "").replace("Phnom ", "").replace("Sri ", "").replace("Port ", "") and w[0].isupper():
                add(w, code, "c")
    for code, more in MORE.items():
        for kind, list_ in more.items():
            for w in list_:
                add(w, code, kind)
    write("countries.txt", ["States and territories: ISO 3166-1 alpha-3 code, short English name.",
                            "Source: CIA World Factbook (public domain), Unicode CLDR; names settled by hand in train/lists.py, which made this."],
          [f"{c}\t{n}" for c, n in names.items()])
    lines = []
    for key, codes in words.items():
        if len(codes) > 1:  # a word for several: the one whose own name it is, else none
            own = [c for c in codes if low(names[c]) == key] or [c for c in codes if c in FIRST_OF]
            if len(own) != 1:
                continue
            codes = {own[0]: codes[own[0]]}
        for code, kinds in codes.items():
            lines.append(f"{key}\t{code} {''.join(sorted(kinds))}")
    write("country-words.txt", ["Words for states in lower case: the code, and what they are: n name, a adjective, p people, c capital.",
                                "Source: as countries.txt; further words by hand. Made by train/lists.py."], lines)
    return words


def first_names(lexicon, news):
    """Names that both bear go to the sex that nine in ten bear in the news, as Mr and Mrs before the same surname tell."""
    seen = collections.defaultdict(lambda: [0, 0])
    for text in texts(news):
        titles = collections.defaultdict(set)
        for m in re.finditer(r"\b(Mr|Mrs|Ms|Miss)\.? ([A-Z][\w'-]+)", text):
            titles[m[2]].add(m[1] != "Mr")
        for m in re.finditer(r"\b([A-Z][a-z]+) (?:[A-Z]\.? )?([A-Z][\w'-]+)", text):
            if len(titles.get(m[2], ())) == 1:
                seen[low(m[1])][min(titles[m[2]])] += 1
    lines = []
    for r in rows(os.path.join(lexicon, "first-names.tsv.xz")):
        name, sex = low(r["name"]), "b" if "+" in r["sex"] else r["sex"][0]
        men, women = seen[name]
        if men + women >= 3 and max(men, women) >= 0.9 * (men + women):
            sex = "m" if men > women else "f"
        elif men + women >= 3:
            sex = "b"
        lines.append(f"{name}\t{sex}")
    write("first-names.txt", ["First names in lower case: m male, f female, b both.",
                              "Source: lexicon/first-names.tsv of the corpora; names of both sexes settled by counts in its news. Made by train/lists.py."], lines)


def by_hand(name):
    with open(os.path.join(DATA, name), encoding="utf-8") as f:
        return {line.split("\t")[0] for line in f if line.strip() and line[0] != "#"}


def texts(news):
    for path in news:
        with lzma.open(path, "rt", encoding="utf-8") as f:
            for line in f:
                yield json.loads(line)["text"]


def nouns(lexicon, news):
    count = collections.Counter()
    for text in texts(news):
        count.update(re.findall(r"(?<![\w-])[a-z][a-z-]*(?![\w-])", text))
    known = by_hand("roles.txt")
    best = {}
    for r in rows(os.path.join(lexicon, "wordnet-nouns.tsv.xz")):
        n, kind = r["noun"], FIRST_NOUNS.get(r["category"])
        if not kind or r["sense"] != "1" or not re.fullmatch(r"[a-z][a-z-]+", n) or n in known:
            continue
        if count[n] + count[n + "s"] >= 3 and (n not in best or "pod".index(kind) < "pod".index(best[n])):
            best[n] = kind
    write("nouns.txt", ["Nouns by class in the singular: p person, o organisation or group, d document or message.",
                        "Source: WordNet 3.0 (Princeton University; free with its notice), first senses, those seen in news. Made by train/lists.py."],
          [f"{n}\t{k}" for n, k in best.items()])


def main():
    lexicon, news = sys.argv[1], sys.argv[2:]
    countries(lexicon)
    first_names(lexicon, news)
    nouns(lexicon, news)


if __name__ == "__main__":
    main()
