#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run the tests of a build folder with prove, which counts them all.

  prove.py BUILD [SUITE…] [--only REGEX] [--wrap COMMAND] [--jobs N]

Meson knows the tests (name, command, environment, timeout); this writes each as BUILD/t/SUITE-NAME.t, a few lines of
sh that speak TAP, and hands them to prove. What fails is run once more with all it says. --wrap puts a command such
as valgrind before each program.
"""
import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys


def tests_of(build):
    """The tests as meson has them."""
    out = subprocess.run(["meson", "introspect", "--tests", build], check=True, capture_output=True, text=True).stdout
    return json.loads(out)


def write(folder, test, wrap):
    """One test as a script; returns its path."""
    suite = test["suite"][0].split(":")[-1] if test["suite"] else "other"
    path = os.path.join(folder, f"{suite}-{test['name']}.t")
    lines = ["#!/bin/sh"]
    for key, value in sorted(test["env"].items()):
        lines.append(f"export {key}={shlex.quote(value)}")
    workdir = test.get("workdir") or os.path.dirname(folder)  # meson's own: the build folder
    lines.append(f"cd {shlex.quote(workdir)} || exit 1")
    lines.append(f"exec timeout {test['timeout'] or 600} {wrap} " + " ".join(map(shlex.quote, test["cmd"])))
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("suites", nargs="*")
    parser.add_argument("--only", default="")
    parser.add_argument("--wrap", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()

    folder = os.path.join(os.path.abspath(args.build), "t")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    paths = []
    for test in tests_of(args.build):
        suites = {s.split(":")[-1] for s in test["suite"]}
        if (not args.suites or suites & set(args.suites)) and re.search(args.only, test["name"]):
            paths.append(write(folder, test, args.wrap))
    if not paths:
        sys.exit("prove.py: no such test")
    os.chdir(folder)  # prove keeps its .prove here
    names = sorted(map(os.path.basename, paths))
    done = subprocess.run(["prove", "--state=save", "-j", str(args.jobs), "--exec", "sh", *names])
    if done.returncode:
        print("\nThe failed ones again, with all they say:\n", flush=True)
        subprocess.run(["prove", "-v", "--state=failed", "--exec", "sh"], stderr=subprocess.STDOUT)
        print("Result: FAIL")
    sys.exit(1 if done.returncode else 0)


if __name__ == "__main__":
    main()
