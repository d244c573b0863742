#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the archives and crawls of containers.bats in the folder where it runs: make_containers.py page|tar|zip|nested|warc|wacz|bombs|odd …

offsets FILE: checks that each reading on standard input has the offset at which its record begins in FILE."""
import gzip
import io
import json
import sys
import tarfile
import zipfile
import zlib

SENTENCE = "Anna Berg said that the %s quay would close on Monday, and that the mayor of the town had known of it since the spring."


def page(word, extra="", charset=None):
    meta = f"<meta charset={charset}>" if charset else ""
    text = SENTENCE % word
    return f"<!doctype html><html><head>{meta}<title>The {word} quay</title></head><body><p>{text} {extra}</p><p>{text.replace('Monday', 'Tuesday')}</p></body></html>"


FILES = [("news/a.txt", SENTENCE % "first"), ("news/picture.png", "\x89PNG"), ("../evil.txt", SENTENCE % "second"), ("/tmp/evil.html", page("third"))]


def make_page():
    open("page.html", "w").write(page("packed"))


def make_tar():
    for name, mode in (("made.tar", "w"), ("made.tar.gz", "w:gz")):
        with tarfile.open(name, mode) as tar:
            for path, text in FILES:
                info = tarfile.TarInfo(path)
                data = text.encode("latin-1")
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))


def zip_of(files, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for path, data in files:
            made.writestr(path, data)
    return out.getvalue()


def make_zip():
    open("made.zip", "wb").write(zip_of(FILES))


def make_nested():
    inner = zip_of([("x.png", "x"), ("in.txt", SENTENCE % "inner")])
    open("nested.zip", "wb").write(zip_of([("inner.zip", inner)]))


def record(kind, url, content_type, body):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-04T10:00:00Z\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body + b"\r\n\r\n"


def response(word, body, fields="", status="200 OK", kind="text/html; charset=utf-8"):
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{fields}\r\n".encode() + body
    return record("response", f"http://harbour.example/{word}", "application/http; msgtype=response", http)


def chunks(data, size=100):
    out = b""
    for at in range(0, len(data), size):
        part = data[at:at + size]
        out += b"%x\r\n" % len(part) + part + b"\r\n"
    return out + b"0\r\n\r\n"


def records():
    html = {word: page(word).encode() for word in ("plain", "chunked", "gzip", "deflate")}
    return [
        record("warcinfo", "", "application/warc-fields", b"software: made\r\n"),
        response("plain", html["plain"]),
        response("moved", b"<html>moved</html>", status="301 Moved"),
        response("picture", b"\x89PNG", kind="image/png"),
        response("chunked", chunks(html["chunked"]), "Transfer-Encoding: chunked\r\n"),
        response("gzip", chunks(gzip.compress(html["gzip"])), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"),
        response("deflate", zlib.compress(html["deflate"]), "Content-Encoding: deflate\r\n"),
        response("latin", page("latin", "Čapek café").encode("iso-8859-2"), kind="text/html; charset=iso-8859-2"),
        record("revisit", "http://harbour.example/plain", "application/http; msgtype=response", b"HTTP/1.1 200 OK\r\n\r\n"),
        record("resource", "http://harbour.example/resource", "text/plain", (SENTENCE % "resource").encode()),
    ]


def make_warc():
    open("made.warc", "wb").write(b"".join(records()))
    open("made.warc.gz", "wb").write(b"".join(gzip.compress(one) for one in records()))


def make_wacz():
    crawl = b"".join(gzip.compress(one) for one in records())
    files = [("datapackage.json", "{}"), ("archive/data.warc.gz", crawl), ("pages/pages.jsonl", '{"text": "not a document"}\n')]
    open("made.wacz", "wb").write(zip_of(files, zipfile.ZIP_STORED))


def make_bombs():
    with gzip.open("bomb.txt.gz", "wb") as bomb:
        for _ in range(20):
            bomb.write(b"all the same words " * 13797)
    with tarfile.open("bomb.tar.gz", "w:gz") as tar:
        for name, data in (("a.txt", SENTENCE % "first"), ("b.png", "0" * 40_000_000), ("c.txt", SENTENCE % "last")):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data.encode()))
    open("many.zip", "wb").write(zip_of([(f"{i}.txt", SENTENCE % str(i)) for i in range(50)]))


def make_odd():
    open("pictures.zip", "wb").write(zip_of([("a.png", "a"), ("b.css", "b")]))
    whole = zip_of(FILES)
    open("broken.zip", "wb").write(whole[:len(whole) // 2])
    locked = bytearray(zip_of([("a.txt", "secret")], zipfile.ZIP_STORED))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    open("encrypted.zip", "wb").write(bytes(locked))
    with tarfile.open("empty.tar.gz", "w:gz"):
        pass


def check_offsets(path):
    data = open(path, "rb").read()
    for line in sys.stdin:
        reading = json.loads(line)
        there = data[reading["provenance"]["offset"]:]
        if path.endswith(".gz"):
            there = zlib.decompressobj(31).decompress(there)
        assert there.startswith(b"WARC/1.0") and reading["url"].encode() in there[:400], reading["url"]


if sys.argv[1] == "offsets":
    check_offsets(sys.argv[2])
else:
    for what in sys.argv[1:]:
        globals()["make_" + what]()
