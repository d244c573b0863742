#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""copies_score.py ANSWERS.jsonl READINGS.jsonl [PROGRAM]: originals against their rewritten answers, each pair by itself.

ANSWERS holds {"id", "task", "category", "text"}: five of category "orig", the answers "cut", "light", "heavy" (copied) or "non".
READINGS is what `dixit read --json` says of the same texts. PROGRAM is build/tools/trace-readings. Prints how many of the copied are found as copies
and how many of the others are taken for one."""
import json
import lzma
import subprocess
import sys


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    opened = lzma.open if sys.argv[1].endswith(".xz") else open
    with opened(sys.argv[1], "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    with open(sys.argv[2], encoding="utf-8") as file:
        readings = {json.loads(line)["id"]: line for line in file}
    program = sys.argv[3] if len(sys.argv) > 3 else "build/tools/trace-readings"
    originals = {r["task"]: r["id"] for r in rows if r["category"] == "orig"}
    found, of = {}, {}
    for row in rows:
        if row["category"] == "orig":
            continue
        pair = readings[originals[row["task"]]] + readings[row["id"]]
        out = subprocess.run([program], input=pair.encode(), capture_output=True, check=True).stdout.decode()
        copies = next(x["documents"]["copies"] for x in map(json.loads, out.splitlines()) if "documents" in x)
        of[row["category"]] = of.get(row["category"], 0) + 1
        found[row["category"]] = found.get(row["category"], 0) + bool(copies)
    copied = [c for c in of if c != "non"]
    print("found", sum(found[c] for c in copied), "of", sum(of[c] for c in copied), {c: found[c] for c in copied})
    print("false alarms", found["non"], "of", of["non"])


if __name__ == "__main__":
    main()
