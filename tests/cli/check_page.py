#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_page.py FILE DOCUMENTS: elements are closed in order, ids are there once, links lead to them, nothing comes from elsewhere."""
import sys
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr", "base"}
ALLOWED = {"html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p", "span", "nav", "ol", "li", "a", "main",
           "article", "div", "section", "b"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.articles = [], set(), set(), 0

    def handle_starttag(self, tag, attributes):
        assert tag in ALLOWED, tag
        values = dict(attributes)
        assert not any(name.startswith("on") or name in ("src", "style") for name in values), values
        if tag == "p":
            assert "p" not in self.open
        if tag in ("ol", "p", "div"):
            assert self.open[-1] not in ("p", "span", "a"), self.open
        if tag == "li":
            assert self.open[-1] == "ol"
        if "id" in values:
            assert values["id"] not in self.ids, values["id"]
            self.ids.add(values["id"])
        if "href" in values:
            assert values["href"].startswith("#"), values["href"]
            self.links.add(values["href"][1:])
        self.articles += tag == "article"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()


source = open(sys.argv[1], encoding="utf-8").read()
page = Page()
page.feed(source)
page.close()
assert not page.open, page.open
assert page.links <= page.ids, page.links - page.ids
assert page.articles == int(sys.argv[2])
assert "url(" not in source and "@import" not in source and "<script" not in source
assert all(c in "\n" or ord(c) >= 32 for c in source) and "\u202e" not in source
