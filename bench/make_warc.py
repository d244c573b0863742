#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a crawl of invented pages, to measure intake with: bench/make_warc.py MEGABYTES [gzip] >FILE

    bench/make_warc.py 200 >crawl.warc
    /usr/bin/time -v build/dixit read --after words crawl.warc >/dev/null

Pages are about 60 kB, most of it markup, as pages are; the same arguments give the same bytes."""
import gzip
import random
import sys

WORDS = """harbour mayor council quay ferry valley league minister report spring border copper letter witness farmer bridge school vote
tax storm river market union court price road engineer village festival company""".split()


def sentence(draw):
    said = " ".join(draw.choice(WORDS) for _ in range(draw.randint(6, 14)))
    return f"{draw.choice(['Anna Berg', 'Olle Lind', 'The ministry', 'A witness'])} said that the {said} would not change."


def page(draw, number):
    story = "".join(f"<p>{' '.join(sentence(draw) for _ in range(4))}</p>\n" for _ in range(12))
    menu = "".join(f'<li class="menu-item level-{i % 3}"><a href="/section/{draw.choice(WORDS)}/{i}">{draw.choice(WORDS)}</a></li>\n' for i in range(250))
    script = "var state = {" + ",".join(f'"{draw.choice(WORDS)}{i}":{draw.random()}' for i in range(700)) + "};"
    return (f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Story {number}</title><script>{script}</script></head><body><nav><ul>{menu}</ul></nav>"
            f"<article><h1>Story {number}</h1>{story}</article><footer>{menu}</footer></body></html>").encode()


def record(draw, number):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page(draw, number)
    head = (f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://harbour.example/{number}\r\nWARC-Date: 2026-01-04T10:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n")
    return head.encode() + http + b"\r\n\r\n"


draw, left, number = random.Random(7), int(sys.argv[1]) * 1_000_000, 0
while left > 0:
    number += 1
    made = record(draw, number)
    left -= len(made)
    sys.stdout.buffer.write(gzip.compress(made, 6, mtime=0) if sys.argv[2:] == ["gzip"] else made)
