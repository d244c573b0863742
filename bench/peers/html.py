#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compare what Dixit makes of web pages with what others make of them, in one run.

  python3 -m venv peers && peers/bin/pip install trafilatura readability-lxml
  peers/bin/python bench/peers/html.py [--program build/tools/html-dump] [--shared FOLDER]

FOLDER holds corpora/html ($DIXIT_SHARED, else ../shared beside the repository). Peers that are not installed are left out. The
figures are those of tools/html_score.py; pages/s is of one core's processor time, over aeb-dev, with the reading of the JSON left out.
No part of the build or of the tests.
"""
import argparse
import importlib.metadata
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[0] = os.path.join(ROOT, "tools")  # instead of this folder, where html.py would hide the standard html
import html_score  # noqa: E402


def by_trafilatura():
    import trafilatura
    return lambda source: trafilatura.extract(source, include_comments=False) or ""


def by_trafilatura_fast():
    import trafilatura
    return lambda source: trafilatura.extract(source, include_comments=False, fast=True) or ""


def by_readability():
    import readability
    return lambda source: html_score.text_of(readability.Document(source).summary())


PEERS = [("trafilatura", "trafilatura", by_trafilatura), ("trafilatura, fast", "trafilatura", by_trafilatura_fast),
         ("readability-lxml", "readability-lxml", by_readability)]


def read_by(extract, pages):
    bodies, start = [], time.process_time()
    for page in pages:
        try:
            bodies.append(extract(page["html"]))
        except Exception:  # what a peer cannot read counts as nothing found
            bodies.append("")
    return bodies, len(pages) / (time.process_time() - start)


def read_by_program(program, pages):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "pages.jsonl")
        with open(path, "w", encoding="utf-8") as out:
            for page in pages:
                out.write(json.dumps({"id": page["id"], "html": page["html"]}, ensure_ascii=False) + "\n")
        lines = subprocess.run([program, path], check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
        timed = subprocess.run([program, "--time", path], check=True, stdout=subprocess.PIPE).stdout.decode()
    return [json.loads(line)["body"] for line in lines], float(timed.split(": ")[1].split(" ")[0])


def row(name, aeb, found, readability, other, speed):
    pairs = [html_score.page_score(page["articleBody"], body, 4) for page, body in zip(aeb, found)]
    low, high = html_score.interval(html_score.f1_of_means, pairs)
    exact = sum(p == 1 == r for p, r in pairs) / len(pairs)
    text = [html_score.f1(*html_score.page_score(html_score.text_of(page["expected"]), body, 1)) for page, body in zip(readability, other)]
    print(f"| {name} | {html_score.f1_of_means(pairs):.3f} [{low:.3f}, {high:.3f}] | {statistics.mean(p for p, _ in pairs):.3f} | "
          f"{statistics.mean(r for _, r in pairs):.3f} | {exact:.3f} | {statistics.mean(text):.3f} | {speed:.0f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=os.path.join(ROOT, "build", "tools", "html-dump"))
    parser.add_argument("--shared", default=os.environ.get("DIXIT_SHARED", os.path.join(os.path.dirname(ROOT), "shared")))
    given = parser.parse_args()
    aeb, readability = (html_score.read_lines(os.path.join(given.shared, "corpora", "html", name + "-dev.jsonl.xz"))
                        for name in ("aeb", "readability"))
    print("| extractor | aeb-dev F1 | precision | recall | exact | readability-dev text F1 | pages/s/core |\n|---|---|---|---|---|---|---|")
    found, speed = read_by_program(given.program, aeb)
    row("Dixit", aeb, found, readability, read_by_program(given.program, readability)[0], speed)
    for name, package, make in PEERS:
        try:
            version, extract = importlib.metadata.version(package), make()
        except (ImportError, importlib.metadata.PackageNotFoundError):
            print(f"{name} is not installed", file=sys.stderr)
            continue
        found, speed = read_by(extract, aeb)
        row(f"{name} {version}", aeb, found, readability, read_by(extract, readability)[0], speed)


if __name__ == "__main__":
    main()
