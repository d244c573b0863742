# SPDX-License-Identifier: Apache-2.0
"""What the scripts that measure share: JSON Lines in and out, and the program run over documents."""
import argparse
import json
import lzma
import os
import subprocess
import sys
import tempfile

import score

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def read_lines(path):
    opener = lzma.open if path.endswith(".xz") else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def write_lines(path, docs):
    with open(path, "w", encoding="utf-8") as out:
        for doc in docs:
            out.write(json.dumps(doc, ensure_ascii=False) + "\n")


def by_program(program, arguments, docs, folder, name):
    """The readings of the documents, by id, as the program prints them; gold, input and readings stay in the folder."""
    given, found = (os.path.join(folder, f"{name}-{part}.jsonl") for part in ("input", "system"))
    write_lines(given, [{"id": doc["id"], "text": doc["text"]} for doc in docs])
    write_lines(os.path.join(folder, f"{name}-gold.jsonl"), docs)
    with open(found, "wb") as out:
        done = subprocess.run([program, "read", "--json", *arguments, given], stdout=out, check=False)
    if done.returncode:
        sys.exit(f"{program} read ended with {done.returncode}")
    return score.by_id(read_lines(found))


def of(doc, readings):
    """The reading of a document, {} when there is none. One of another text stops the run: its offsets would mean nothing."""
    reading = readings.get(doc["id"]) or {}
    if reading.get("text", doc["text"]) != doc["text"]:
        sys.exit(f"the reading's text of {doc['id']} is not the gold's")
    return reading


def options(description):
    """The options of a script that measures, and a place for its own; arguments after -- go to `dixit read`."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", default=os.environ.get("DIXIT_SHARED", os.path.join(ROOT, "..", "shared")))
    parser.add_argument("--program", default=os.path.join(ROOT, "build", "dixit"))
    return parser


def parse(parser):
    own, arguments = sys.argv[1:], []
    if "--" in own:
        own, arguments = own[:own.index("--")], own[own.index("--") + 1:]
    args = parser.parse_args(own)
    args.arguments = arguments
    return args


def given_or_made(args, docs, name):
    """The readings of the file that --readings names, or those that the program makes now."""
    if args.readings:
        return score.by_id(read_lines(args.readings))
    with tempfile.TemporaryDirectory() as folder:
        return by_program(args.program, args.arguments, docs, folder, name)
