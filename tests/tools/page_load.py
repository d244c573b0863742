#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""dixit serve under load, and under requests that are none.

    page_load.py views DIXIT LEDGER            size, time and processor time of every view (best of five)
    page_load.py load DIXIT LEDGER [SECONDS]   200 open pages and 50 requests a second while a writer adds documents (default 30 seconds)
    page_load.py malformed DIXIT [REQUESTS]    so many malformed requests (default 10,000)

LEDGER is written to by `load`: give it a copy. Exit status 1 when something was lost, came late, crashed or leaked. Python's standard library alone.
"""
import http.client
import json
import os
import random
import re
import selectors
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

OPEN, RATE, LATE = 200, 50, 0.1  # pages, requests a second, seconds
MOST_MEMORY = 400 << 20
PAGE = 100_000  # bytes

VIEWS = ["/", "/documents", "/documents?page=150", "/document/1", "/search", "/search?q=harbour", "/search?q=the", "/search?q=har*",
         "/search?q=%22the+harbour%22", "/search?source=Jana+Kestrel", "/search?stance=deny", "/search?status=disputed", "/search?q=the&part=found",
         "/search?q=har*&part=found", "/search?outlet=Valley+Radio", "/search?since=2006-01-01&until=2006-12-31", "/search?q=the&page=200", "/actors",
         "/actor?name=Jana+Kestrel", "/claims", "/read"]


class Server:
    def __init__(self, dixit, *arguments):
        self.process = subprocess.Popen([dixit, "serve", "--port", "0", "--threads", "1", *arguments], stdout=subprocess.PIPE)
        self.port = int(re.search(rb":(\d+)/", self.process.stdout.readline()).group(1))
        self.token = re.search(r'name="token" value="([0-9a-f]+)"', self.get("/read")[1].decode()).group(1)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path, connection=None):
        connection = connection or self.connect()
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def memory(self):
        """Bytes that are its own; what it maps of the model and the ledger can be given back at any time."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"RssAnon:\s*(\d+)", file.read()).group(1)) << 10

    def processor(self):
        """Seconds that its threads ran."""
        total = 0
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            try:
                with open(f"/proc/{self.process.pid}/task/{task}/schedstat") as file:
                    total += int(file.read().split()[0])
            except OSError:
                pass
        return total / 1e9

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def end(self):
        self.process.terminate()
        return self.process.wait(60)


def views(dixit, ledger):
    server, bad = Server(dixit, "-l", ledger), 0
    connection = server.connect()
    print("view | bytes | ms | ms of processor")
    for path in VIEWS:
        times, used, size, status = [], [], 0, 0
        for _ in range(5):
            begin, before = time.monotonic(), server.processor()
            status, body = server.get(path, connection)
            times.append(time.monotonic() - begin)
            used.append(server.processor() - before)
            size = len(body)
        print(f"{path} | {size} | {min(times) * 1000:.1f} | {min(used) * 1000:.1f}", flush=True)
        bad |= status != 200 or size > PAGE or min(used) > LATE
    return server.end() or bad


def write_documents(dixit, ledger, until, added):
    """Adds a document at a time through the program, as somebody else would."""
    while time.monotonic() < until:
        text = {"id": f"load-{os.getpid()}-{len(added)}", "text": f"Ada Quill said on day {len(added)} that the Varn dam was safe."}
        done = subprocess.run([dixit, "add", "-q", "-l", ledger, "--jsonl", "-"], input=json.dumps(text).encode(), capture_output=True)
        if done.returncode != 0:
            print("the writer failed:", done.stderr.decode()[:300])
            return
        added.append(text["id"])


def open_pages(server):
    """Half of them connections that a browser keeps open, half streams of events of a long work."""
    form = urllib.parse.urlencode({"token": server.token, "text": "Ada Quill said that the dam was safe. " * 40000})
    connection = server.connect()
    connection.request("POST", "/read", form, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    answer.read()
    work, pages = answer.getheader("Location"), []
    for i in range(OPEN):
        page = socket.create_connection(("127.0.0.1", server.port), 30)
        path = work + "/events" if i % 2 else "/read"
        page.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        assert page.recv(1 << 16).startswith(b"HTTP/1.1 200"), "a page was not opened"
        pages.append(page)
    return pages


def drain(pages, until):
    """Reads what the open pages are told, as browsers do."""
    selector = selectors.DefaultSelector()
    for page in pages:
        page.setblocking(False)
        selector.register(page, selectors.EVENT_READ)
    while time.monotonic() < until:
        for key, _ in selector.select(0.5):
            try:
                if not key.fileobj.recv(1 << 16):
                    selector.unregister(key.fileobj)
            except OSError:
                selector.unregister(key.fileobj)


def ask(server, seconds):
    """RATE requests a second, each on its beat whether the one before was answered or not: the seconds they took from that beat, and what failed."""
    paths = [path for path in VIEWS if not path.startswith(("/search?q=", "/search?since")) or "part" not in path]
    took, failed, lock = [], [], threading.Lock()
    beats = iter(range(int(seconds * RATE)))
    begin = time.monotonic()

    def work():
        connection = server.connect()
        while True:
            with lock:
                beat = next(beats, None)
            if beat is None:
                return
            due = begin + beat / RATE
            time.sleep(max(0, due - time.monotonic()))
            try:
                status, _ = server.get(paths[beat % len(paths)], connection)
            except (OSError, http.client.HTTPException) as error:
                status, connection = repr(error), server.connect()
            with lock:
                took.append(time.monotonic() - due)
                if status != 200:
                    failed.append((paths[beat % len(paths)], status))

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(took), failed


def load(dixit, ledger, seconds=30):
    server = Server(dixit, "-l", ledger)
    for path in VIEWS:
        server.get(path)
    pages, added, before, used = open_pages(server), [], server.memory(), server.processor()
    until = time.monotonic() + seconds
    others = [threading.Thread(target=write_documents, args=(dixit, ledger, until, added)), threading.Thread(target=drain, args=(pages, until))]
    for other in others:
        other.start()
    took, failed = ask(server, seconds)
    for other in others:
        other.join()
    after, used = server.memory(), server.processor() - used
    missing = [name for name in added if name.encode() not in server.get("/search?q=Varn+dam+safe&as=csv")[1]] if added else ["all"]
    late = took[int(len(took) * 0.95)]
    print(f"{OPEN} open pages, {len(took)} requests in {seconds} s: p50 {took[len(took) // 2] * 1000:.1f} ms, p95 {late * 1000:.1f} ms, {used * 1000 / len(took):.1f} ms of processor each; "
          f"{len(failed)} failed; {len(added)} documents added meanwhile, {len(missing)} lost; memory {before >> 20} to {after >> 20} MiB")
    for failure in failed[:5]:
        print("failed:", failure)
    for page in pages:
        page.close()
    return server.end() or bool(failed) or bool(missing) or late > LATE or after > MOST_MEMORY


# ---- what is no request ----

def request_of(r, port, token):
    """Bytes that are malformed in one way or another, and whether they are all at once."""
    host = f"Host: 127.0.0.1:{port}".encode()
    path = r.choice([b"/", b"/read", b"/document/1", b"/work/0123456789abcdef", b"/search?q=a"])
    form = b"Content-Type: application/x-www-form-urlencoded"
    body = b"token=" + token.encode() + b"&text=a"
    tricks = [b"/../../etc/passwd", b"/document/../../../etc/passwd", b"/%2e%2e/%2e%2e/etc/passwd", b"/..%5c..%5cetc/passwd", b"//etc/passwd", b"/document/%00/etc/passwd",
              b"file:///etc/passwd", b"http://dixit.example/etc/passwd", b"/work" + b"/../../etc/passwd", b"/page.css/../../etc/passwd", b"/%c0%ae%c0%ae/etc/passwd"]
    kinds = [
        lambda: bytes(r.randrange(256) for _ in range(r.randrange(400))),
        lambda: b"GET " + r.choice(tricks) + b" HTTP/1.1\r\n" + host + b"\r\n\r\n",
        lambda: r.choice([b"", b"get", b"GET", b"GET /", b"GET  /  HTTP/1.1", b"GET / HTTP/9.9", b"GET / HTP/1.1", b"\x00", b"PUT / HTTP/1.1", b"CONNECT a:1 HTTP/1.1", b"GET /\x00 HTTP/1.1"]) + b"\r\n" + host + b"\r\n\r\n",
        lambda: b"GET " + path + b" HTTP/1.1\r\n" + r.choice([b"Host: dixit.example", b"Host:", b"X: y", host + b"\r\nHost: dixit.example", b"Host: 127.0.0.1.dixit.example"]) + b"\r\n\r\n",
        lambda: b"GET " + path + b" HTTP/1.1\r\n" + host + b"\r\nOrigin: " + r.choice([b"null", b"http://dixit.example", b"http://127.0.0.1:1", b"\xff"]) + b"\r\n\r\n",
        lambda: b"GET " + path + b" HTTP/1.1\r\n" + host + b"\r\n" + r.choice([b": x", b"a b: c", b"X" * 70000 + b": y", b"X: " + b"y" * 70000, b" folded", b"X: \x00\x01", b"\n\n\n"]) + b"\r\n\r\n",
        lambda: b"GET /" + b"a" * r.choice([5000, 40000, 100000]) + b" HTTP/1.1\r\n" + host + b"\r\n\r\n",
        lambda: b"GET /search?" + b"&".join(b"q%d=%%%02x" % (i, i % 256) for i in range(r.choice([10, 3000]))) + b" HTTP/1.1\r\n" + host + b"\r\n\r\n",
        lambda: b"POST /read HTTP/1.1\r\n" + host + b"\r\n" + form + b"\r\nContent-Length: " + r.choice([b"-1", b"x", b"99999999999999999999", b"4294967296", b"1e3", b"5, 6", b"0x10", b""]) + b"\r\n\r\n" + body,
        lambda: b"POST /read HTTP/1.1\r\n" + host + b"\r\n" + form + b"\r\nContent-Length: 5\r\nContent-Length: 90\r\n\r\n" + body,
        lambda: b"POST /read HTTP/1.1\r\n" + host + b"\r\n" + form + b"\r\nTransfer-Encoding: chunked\r\n\r\n" + r.choice([b"zz\r\n", b"-5\r\nabc", b"ffffffffffffffff\r\na", b"5\r\nabcdefgh\r\n0\r\n\r\n", b"5;" + b"x" * 50000 + b"\r\n", b"0\r\nX: y\r\n"]),
        lambda: b"POST /read HTTP/1.1\r\n" + host + b"\r\n" + form + b"\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\nGET /etc/passwd HTTP/1.1\r\n\r\n",
        lambda: b"POST /read HTTP/1.1\r\n" + host + b"\r\nContent-Type: " + r.choice([b"multipart/form-data", b"multipart/form-data; boundary=", b"multipart/form-data; boundary=a", b"text/plain", b"\xff"]) + b"\r\nContent-Length: 60\r\n\r\n" + (b"--a\r\nContent-Disposition: form-data; name=\"" + b"x" * 200)[:60],
        lambda: b"POST " + path + b" HTTP/1.1\r\n" + host + b"\r\n" + form + b"\r\nContent-Length: 46\r\n\r\ntoken=00000000000000000000000000000000&text=abc",
        lambda: b"POST /read HTTP/1.1\r\n" + host + b"\r\n" + form + b"\r\nContent-Length: 1000\r\n\r\n" + body,  # and no more
        lambda: (b"GET / HTTP/1.1\r\n" + host + b"\r\n\r\n") * r.randrange(1, 40),
    ]
    data = r.choice(kinds)()
    if r.random() < 0.1 and data:
        at = r.randrange(len(data))
        data = data[:at] + bytes([r.randrange(256)]) + data[at + 1:]
    return data, r.random() < 0.03


def malformed(dixit, requests=10_000, seed=7):
    server, r = Server(dixit), random.Random(seed)
    begin, memory, descriptors, leaks, answered = time.monotonic(), server.memory(), server.descriptors(), 0, 0
    slow = []
    for _ in range(requests):
        data, slowly = request_of(r, server.port, server.token)
        client = socket.create_connection(("127.0.0.1", server.port), 30)
        try:
            if slowly and len(slow) < 60:  # begins and does not go on
                client.sendall(data[:len(data) // 2])
                slow.append(client)
                continue
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            got = b""
            while len(got) < 1 << 20:
                more = client.recv(1 << 16)
                if not more:
                    break
                got += more
            answered += got.startswith(b"HTTP/1.1 ")
            leaks += b"root:" in got
        except OSError:
            pass  # it cut us off, which is its right
        client.close()
    alive = server.get("/read")[0] == 200
    for client in slow:
        client.close()
    deadline = time.monotonic() + 60
    while server.descriptors() > descriptors + 8 and time.monotonic() < deadline:
        time.sleep(0.2)
    left, grown = server.descriptors() - descriptors, server.memory() - memory
    print(f"{requests} malformed requests in {time.monotonic() - begin:.1f} s, {answered} with an answer, {len(slow)} slow clients; {'alive' if alive else 'DEAD'}; {leaks} saw a file; "
          f"{max(left, 0)} descriptors left, memory grew by {grown >> 20} MiB")
    status = server.end()
    return status != 0 or not alive or leaks > 0 or left > 8 or grown > 100 << 20


def main():
    actions = {"views": views, "load": load, "malformed": malformed}
    if len(sys.argv) < 3 or sys.argv[1] not in actions or (sys.argv[1] != "malformed" and len(sys.argv) < 4):
        sys.exit(__doc__)
    rest = [int(argument) if argument.isdigit() else argument for argument in sys.argv[3:]]
    sys.exit(1 if actions[sys.argv[1]](sys.argv[2], *rest) else 0)


main()
