#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A server on loopback for fetch.bats: prints its port, serves until it is ended. Each request is appended to requests.txt."""
import gzip
import http.server
import sys

TEXT = "Anna Berg said that the harbour would close on Monday, and that the mayor of the town had known of it since the spring."
PAGE = f"<!doctype html><title>Harbour to close</title><p>{TEXT}</p><p>{TEXT.replace('Monday', 'Tuesday')}</p>".encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, kind="text/html; charset=utf-8", **fields):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with open("requests.txt", "a") as log:
            log.write(self.path + "\n")
        path = self.path
        if path == "/robots.txt":
            self.answer(200, b"User-agent: *\nDisallow: /closed\nAllow: /closed/open\n", "text/plain")
        elif path in ("/page", "/closed/page", "/closed/open"):
            self.answer(200, PAGE)
        elif path == "/packed":
            self.answer(200, gzip.compress(PAGE), Content_Encoding="gzip")
        elif path == "/chunked":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for at in range(0, len(PAGE), 50):
                part = PAGE[at:at + 50]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
        elif path == "/moved":
            self.answer(302, b"", Location="page")
        elif path == "/round":
            self.answer(302, b"", Location="/round")
        elif path == "/away":
            self.answer(302, b"", Location="file:///etc/passwd")
        elif path == "/picture":
            self.answer(200, b"\x89PNG" * 1000, "image/png")
        elif path == "/large":
            self.answer(200, b"word " * (14 << 20), "text/plain")
        else:
            self.answer(404, b"nothing")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
sys.stdout.close()
server.serve_forever()
