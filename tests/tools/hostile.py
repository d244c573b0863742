#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hostile files by the thousand, and whether dixit survives them.

    tests/tools/hostile.py [--count N] [--seed S] [--every K] DIXIT      (2,500 files; K: only each Kth of them)

Makes files in a folder of its own (bombs, deep nesting, cuts at every kilobyte, wrong lengths, entity bombs, path tricks, changed bytes, over every format that intake reads), reads
them in lots with `dixit read --after words`, and checks of each lot: it ends in time, with status 0 or 1, no child crashed or was too slow, and nothing was written
elsewhere. Prints how many files there were and what went wrong; exit status 1 when anything did. A lot that fails is read again file by file."""
import argparse
import gzip
import io
import lzma
import os
import random
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib

SENTENCE = "Anna Berg said that the quay would close on Monday, and that the mayor of the town had known of it since the spring."
LOT, SECONDS = 100, 240


def zip_of(files, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for path, data in files:
            made.writestr(path, data)
    return out.getvalue()


def tar_of(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path, data in files:
            info = tarfile.TarInfo(path)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def record(body, length=None, kind="response", content="application/http"):
    size = len(body) if length is None else length
    return (f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://a.example/\r\nWARC-Date: 2026-01-04T10:00:00Z\r\nContent-Type: {content}\r\n"
            f"Content-Length: {size}\r\n\r\n").encode() + body + b"\r\n\r\n"


def response(body, fields=""):
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{fields}\r\n".encode() + body


def whole():
    """One good file of each format: (ending, bytes)."""
    text = (SENTENCE + "\n").encode()
    page = f"<!doctype html><title>Quay</title><article><h1>Quay</h1>{f'<p>{SENTENCE}</p>' * 30}</article>".encode()
    item = f"<item><title>Quay</title><link>http://a.example/</link><description>&lt;p&gt;{SENTENCE}&lt;/p&gt;</description></item>"
    mail = (f"From: Anna Berg <a@a.example>\nTo: b@b.example\nSubject: =?utf-8?q?Quay_=C4=8C?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=xx\n\n--xx\n"
            f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{SENTENCE}=C4=8D\n--xx\nContent-Type: text/html\n\n"
            f"<p>{SENTENCE}</p>\n--xx--\n").encode()
    crawl = [record(response(page)), record(response(gzip.compress(page), "Content-Encoding: gzip\r\n")), record(text, kind="resource", content="text/plain")]
    document = f"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{f'<w:p><w:r><w:t>{SENTENCE}</w:t></w:r></w:p>' * 20}</w:body></w:document>"
    odt = (f"<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>"
           f"<office:body><office:text><text:p>{SENTENCE}</text:p></office:text></office:body></office:document-content>")
    return [
        (".txt", text * 20), (".html", page), (".rss", f"<?xml version='1.0'?><rss version='2.0'><channel><title>a</title>{item * 10}</channel></rss>".encode()),
        (".atom", f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>a</title><content type='html'>&lt;p&gt;{SENTENCE}</content></entry></feed>".encode()),
        (".json", f'{{"version": "https://jsonfeed.org/version/1", "items": [{{"id": "1", "content_text": "{SENTENCE}"}}]}}'.encode()),
        (".eml", mail), (".mbox", b"From a@a.example Sun Jan  4 09:30:00 2026\n" + mail + b"\nFrom b@b.example Sun Jan  4 09:30:00 2026\n" + mail),
        (".csv", ("id,title,text\n" + "".join(f'{i},"T ""{i}""","{SENTENCE}"\n' for i in range(20))).encode()),
        (".md", f"# Quay\n\n> {SENTENCE}\n\n* [a](http://a.example/)\n".encode()),
        (".docx", zip_of([("[Content_Types].xml", "<Types/>"), ("word/document.xml", document)])),
        (".odt", zip_of([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", odt)])),
        (".hocr", f"<html><head><meta name='ocr-system' content='x'></head><body><div class='ocr_page'><span class='ocr_line'>{SENTENCE}</span></div></body></html>".encode()),
        (".alto.xml", f"<alto><Layout><Page><PrintSpace><TextLine>{''.join(f'<String CONTENT={chr(34)}{w}{chr(34)}/>' for w in SENTENCE.split())}</TextLine></PrintSpace></Page></Layout></alto>".encode()),
        (".zip", zip_of([("a.txt", text), ("b.html", page)])), (".tar", tar_of([("a.txt", text), ("b.html", page)])),
        (".txt.gz", gzip.compress(text * 50)), (".html.xz", lzma.compress(page)), (".warc", b"".join(crawl)), (".warc.gz", b"".join(map(gzip.compress, crawl))),
        (".wacz", zip_of([("datapackage.json", "{}"), ("archive/a.warc.gz", b"".join(map(gzip.compress, crawl)))], zipfile.ZIP_STORED)),
    ]


def designed():
    """Files that are made to do harm: (ending, bytes)."""
    zeros = b"0" * 60_000_000
    page = f"<p>{SENTENCE}</p>".encode()
    yield ".txt.gz", gzip.compress(zeros)
    yield ".txt.gz", gzip.compress(gzip.compress(gzip.compress(zeros)))
    yield ".txt.xz", lzma.compress(zeros)
    yield ".zip", zip_of([("a.txt", zeros)])
    yield ".zip", zip_of([(f"{i}.txt", "a" * 1000) for i in range(20000)])
    inner = zip_of([("a.txt", SENTENCE)])
    for depth in range(40):
        inner = zip_of([("a.zip", inner)])
        if depth % 4 == 3:
            yield ".zip", inner
    packed = SENTENCE.encode()
    for depth in range(40):
        packed = gzip.compress(packed)
    yield ".gz", packed
    for name in ("../../evil.txt", "/tmp/dixit-evil.txt", "..\\..\\evil.txt", "a\x00b.txt", "C:\\evil.txt", "~/evil.txt", "-rf.txt", "a" * 60000 + ".txt", "\udcff.txt".encode("utf-8", "surrogateescape").decode("latin-1")):
        yield ".zip", zip_of([(name, SENTENCE)])
        yield ".tar", tar_of([(name.replace("\x00", "_")[:90], SENTENCE.encode())])
    whole_zip = bytearray(zip_of([("a.txt", SENTENCE), ("b.txt", SENTENCE)]))
    at = whole_zip.index(b"PK\x01\x02")
    for field in range(10, 46, 2):  # every field of the directory as large as it goes
        bad = bytearray(whole_zip)
        bad[at + field:at + field + 2] = b"\xff\xff"
        yield ".zip", bytes(bad)
    end = whole_zip.index(b"PK\x05\x06")
    for field in range(4, 22, 2):
        bad = bytearray(whole_zip)
        bad[end + field:end + field + 2] = b"\xff\xff"
        yield ".zip", bytes(bad)
    header = bytearray(tar_of([("a.txt", SENTENCE.encode())]))
    for size in (b"77777777777\0", b"\x80" + b"\xff" * 11, b"-0000000001\0", b"00000000000\0"):
        header[124:136] = size
        header[148:156] = b" " * 8
        header[148:156] = b"%06o\0 " % sum(header[:512])
        yield ".tar", bytes(header)
    for length in (0, 1, 10**6, 2**32, 2**63 - 1, 2**64, -1, "x"):
        yield ".warc", record(response(page), length) + record(response(page))
    yield ".warc", b"WARC/1.0\r\n" * 100000
    yield ".warc", b"WARC/1.0\r\n" + b"A: b\r\n" * 100000
    for chunk in (b"ffffffffffffffff", b"-5", b"zz", b"5;" + b"x" * 100000, b""):
        yield ".warc", record(response(chunk + b"\r\nhello\r\n", "Transfer-Encoding: chunked\r\n"))
    yield ".warc", record(response(zlib.compress(zeros), "Content-Encoding: deflate\r\n"))
    for tag in ("<div>", "<b>", "<table>", "<a><p>", "<svg><g>", "<ul><li>", "<select>", "<template>", "<math><mi>"):
        yield ".html", (f"<!doctype html><p>{SENTENCE}" + tag * 30000).encode()
    yield ".html", b"<!doctype html><p " + b" ".join(b"a%d=b" % i for i in range(50000)) + b">x"
    yield ".html", b"<!doctype html>" + b"<!--" * 100000
    yield ".html", b"<!doctype html><p>" + b"&" * 500000
    lol = "<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12))
    yield ".rss", f"<?xml version='1.0'?><!DOCTYPE rss [{lol}]><rss><channel><item><title>&a11;</title></item></channel></rss>".encode()
    big = "x" * 100000
    yield ".rss", f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a '{big}'>]><rss><channel><item><title>{'&a;' * 10000}</title></item></channel></rss>".encode()
    for address in ("file:///etc/passwd", "http://127.0.0.1:9/"):
        yield ".rss", f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a SYSTEM '{address}'>]><rss><channel><item><title>&a;</title></item></channel></rss>".encode()
    yield ".rss", b"<?xml version='1.0'?><rss><channel><item>" + b"<a>" * 200000
    yield ".docx", zip_of([("[Content_Types].xml", "<Types/>"), ("word/document.xml", b"<w>" * 2_000_000)])
    yield ".docx", zip_of([("[Content_Types].xml", "<Types/>"), ("word/document.xml", zeros)])
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n" for i in range(3000))
    yield ".eml", f"From: a@a.example\nSubject: x\nMIME-Version: 1.0\n{parts}".encode()
    yield ".eml", ("From: a@a.example\nSubject: " + "=?utf-8?q?a?= " * 100000 + "\n\nx\n").encode()
    yield ".eml", b"From: a@a.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\n" * 100000
    yield ".csv", b"text\n\"" + b"a" * 5_000_000
    yield ".csv", b"," * 3_000_000 + b"\n"
    yield ".json", b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 200000
    yield ".md", b"[" * 200000 + b"(" * 200000
    yield ".md", b"> " * 100000 + SENTENCE.encode()
    yield ".pdf", b"%PDF-1.4\n" + b"1 0 obj<</Length 99999999999>>stream\n" * 1000
    yield ".pdf", b"%PDF-1.7\n1 0 obj<</Type/Pages/Kids[1 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>"


def files(count, seed):
    draw = random.Random(seed)
    good, made = whole(), 0
    for ending, data in designed():
        made += 1
        yield ending, data
    for ending, data in good:
        yield ending, data
        for cut in [*range(1, min(len(data), 32)), *range(1000, len(data), 1000)]:
            made += 1
            yield ending, data[:cut]
    while made < count:
        ending, data = draw.choice(good)
        bad = bytearray(data)
        for _ in range(draw.randint(1, 8)):
            at = draw.randrange(len(bad))
            what = draw.randrange(4)
            if what == 0:
                bad[at] = draw.randrange(256)
            elif what == 1:
                bad[at:at + draw.randint(1, 64)] = b""
            elif what == 2:
                bad[at:at] = bytes(draw.randrange(256) for _ in range(draw.randint(1, 16)))
            else:
                bad[at:at] = bad[at:at + draw.randint(1, 4000)] * draw.randint(1, 5)
            if not bad:
                bad = bytearray(b"x")
        made += 1
        yield ending, bytes(bad)


def run(dixit, names, folder):
    """What went wrong with a lot, or None."""
    command = [dixit, "read", "--after", "words", "--max-bytes", "300000", "--time-limit", "20", *names]
    try:
        done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "took too long"
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode not in (0, 1):
        return f"status {done.returncode}: {said[-300:]}"
    wrong = [line for line in said.splitlines() if "crashed" in line or "--time-limit" in line or "was killed" in line or "could not be started" in line]
    return "; ".join(wrong[:5]) or None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=2500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("dixit")
    options = parser.parse_args()
    dixit = os.path.abspath(options.dixit)
    failed = total = 0
    with tempfile.TemporaryDirectory() as outer:
        folder = os.path.join(outer, "files")
        os.mkdir(folder)
        lot = []

        def read_lot():
            nonlocal failed
            before = set(os.listdir(folder))
            if lot and run(dixit, lot, folder) is not None:
                for name in lot:
                    wrong = run(dixit, [name], folder)
                    if wrong is not None:
                        failed += 1
                        print(f"not ok - {name}: {wrong}")
            if set(os.listdir(folder)) != before or os.listdir(outer) != ["files"] or os.path.exists("/tmp/dixit-evil.txt"):
                failed += 1
                print("not ok - something was written")
            for name in before:
                os.remove(os.path.join(folder, name))
            lot.clear()

        for number, (ending, data) in enumerate(files(options.count, options.seed)):
            if number % options.every != 0:
                continue
            total += 1
            lot.append(f"{total}{ending}")
            with open(os.path.join(folder, lot[-1]), "wb") as out:
                out.write(data)
            if len(lot) == LOT:
                read_lot()
        read_lot()
    print(f"{total} hostile files, {failed} that did harm")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
