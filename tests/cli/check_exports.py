# SPDX-License-Identifier: Apache-2.0
"""check_exports.py FORMAT FILE: is the file what its format asks for? The required fields are written down here from the formats' own specifications."""
import base64
import csv
import datetime
import hashlib
import html.parser
import io
import json
import os
import pathlib
import re
import sys
import urllib.parse

kind, path = sys.argv[1:]
data = open(path, "rb").read().decode("utf-8") if os.path.isfile(path) else ""


def lines():
    return [json.loads(line) for line in data.splitlines()]


def is_date(text):
    datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return True


def is_address(text):
    return urllib.parse.urlparse(text).scheme in ("http", "https", "urn")


def check_csv():
    """RFC 4180: CRLF, the same number of fields in each row; no cell begins a formula."""
    assert data.endswith("\r\n") and "\r\n" in data
    rows = list(csv.reader(io.StringIO(data, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1 and len(rows) > 1
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for row in rows for cell in row if cell)
    head = rows[0]
    assert head[0] == "document" and head[-2:] == ["url", "file"]
    assert all(row[head.index("file")] for row in rows[1:])
    return rows


def check_claimreview():
    """schema.org and the fields that Google's ClaimReview guide requires."""
    for item in lines():
        assert item["@context"] == "https://schema.org" and item["@type"] == "ClaimReview"
        assert item["claimReviewed"] and is_date(item["datePublished"])
        assert item["author"]["@type"] in ("Person", "Organization") and item["author"]["name"]
        assert item["reviewRating"]["@type"] == "Rating" and item["reviewRating"]["alternateName"]
        claim = item["itemReviewed"]
        assert claim["@type"] == "Claim"
        assert "author" not in claim or claim["author"]["name"]
        for appearance in claim["appearance"]:
            assert appearance["@type"] == "CreativeWork" and (appearance.get("url") or appearance.get("name"))


def check_webannotation():
    """Web Annotation Data Model, sections 3.1, 3.2.4, 3.3.5, 4.2.4 and 4.2.5: context, id, type, one target or more, selectors."""
    purposes = {"assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying", "linking", "moderating", "questioning",
                "replying", "tagging"}
    for item in lines():
        assert item["@context"] == "http://www.w3.org/ns/anno.jsonld" and item["type"] == "Annotation"
        assert is_address(item["id"]) and item["motivation"] in purposes and item["target"]
        for body in item["body"]:
            assert body["type"] == "TextualBody" and isinstance(body["value"], str) and body["purpose"] in purposes
        for target in item["target"]:
            assert is_address(target["source"])
            quote, position = target["selector"]
            assert quote["type"] == "TextQuoteSelector" and quote["exact"] and "prefix" in quote and "suffix" in quote
            assert position["type"] == "TextPositionSelector" and 0 <= position["start"] < position["end"]
            assert position["end"] - position["start"] == len(quote["exact"])
    assert len({item["id"] for item in lines()}) == len(lines())


def check_prov():
    """PROV-JSON: records by kind, each under its id; relations name records that are there; names have a prefix that is declared."""
    roles = {"used": ("prov:activity", "prov:entity"), "wasGeneratedBy": ("prov:entity", "prov:activity"), "wasAssociatedWith": ("prov:activity", "prov:agent"),
             "wasDerivedFrom": ("prov:generatedEntity", "prov:usedEntity")}
    kinds = {"prov:entity": "entity", "prov:activity": "activity", "prov:agent": "agent", "prov:generatedEntity": "entity", "prov:usedEntity": "entity"}
    for item in lines():
        assert set(item) == {"prefix", "entity", "activity", "agent"} | set(roles)
        for group in ("entity", "activity", "agent"):
            assert all(name.split(":")[0] in item["prefix"] for name in item[group])
        for name, wanted in roles.items():
            for record in item[name].values():
                assert set(record) == set(wanted)
                assert all(record[role] in item[kinds[role]] for role in wanted)


def check_ftm():
    """FollowTheMoney: id, schema, properties as lists of strings, and only those that the schema has."""
    known = {"Article": {"title", "fileName", "sourceUrl", "publisher", "author", "publishedAt", "mimeType"}, "Person": {"name"}, "Organization": {"name"}, "PublicBody": {"name"},
             "Documentation": {"document", "entity"}}
    ids = {item["id"] for item in lines()}
    for item in lines():
        assert set(item) == {"id", "schema", "properties"} and re.fullmatch("[0-9a-f]{40}", item["id"])
        assert set(item["properties"]) <= known[item["schema"]]
        assert all(isinstance(values, list) and values and all(isinstance(v, str) for v in values) for values in item["properties"].values())
        if item["schema"] == "Documentation":
            assert all(value in ids for values in item["properties"].values() for value in values)
        elif item["schema"] == "Article":
            assert item["properties"]["fileName"]
        else:
            assert item["properties"]["name"]


def check_jsonl():
    """dixit-reading/1: spans quote their words."""
    for item in lines():
        assert item["format"] == "dixit-reading/1" and item["id"] and item["file"]
        for attribution in item["attributions"]:
            assert attribution["content"] and all(0 <= s < e <= len(item["text"]) for s, e in attribution["content"])


def check_records():
    """docs/formats/export.md: what a line names stands before it, and passages quote their words."""
    texts, uids = {}, set()
    for item in lines():
        kind = item["format"]
        if kind == "dixit-reading/1":
            texts[item["id"]] = item["text"]
            continue
        for place in [item.get("passage")] + [member["passage"] for member in item.get("members", [])]:
            if place is not None:
                start, end = place["at"]
                assert texts[place["document"]][start:end].split()[0] == place["words"].split()[0]
        for member in item.get("members", []):
            assert member["act"] in range(4) and member["position"] in range(3)
        for name in ("claim", "other", "split_from", "supersedes"):
            assert item.get(name) is None or item[name] in uids, (kind, name)
        assert set(item.get("evidence", [])) <= uids
        if kind == "dixit-evidence/1":
            data = base64.b64decode(item["bytes"], validate=True)
            assert hashlib.sha256(data).hexdigest() == item["sha256"] and len(data) == item["size"]
        if kind != "dixit-decision/1":
            assert re.fullmatch("[0-9a-f]{32}", item["uid"]) and item["uid"] not in uids
            uids.add(item["uid"])


def check_html():
    assert data.lstrip().lower().startswith("<!doctype html>") and "</html>" in data and "<script src" not in data


class Page(html.parser.HTMLParser):
    """Elements that are closed in order, their ids, links and what must not be there."""
    void = {"meta", "br", "hr", "col", "wbr"}
    allowed = {"html", "head", "meta", "title", "style", "body", "nav", "main", "footer", "header", "article", "section", "aside", "h1", "h2", "h3", "p", "a", "ul", "ol", "li", "dl", "dt", "dd", "b",
               "i", "em", "strong", "small", "mark", "span", "div", "q", "cite", "blockquote", "time", "abbr", "table", "thead", "tbody", "tr", "th", "td", "br", "hr", "details", "summary"}

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.texts = [], set(), [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        assert tag in self.allowed, tag
        for name, value in attributes:
            assert not name.startswith("on") and name not in ("src", "srcset", "action", "formaction"), (tag, name)
            if name == "id":
                assert value not in self.ids, value
                self.ids.add(value)
            elif name == "href":
                self.links.append(value)
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, tag

    def handle_data(self, text):
        self.texts.append(text)


def check_site():
    """Every page is whole and has no script; every link leads to a page and a place of it; actors stand by the alphabet, without a figure beside them."""
    root = pathlib.Path(path)
    pages = {file: Page(file.read_text(encoding="utf-8")) for file in root.rglob("*.html")}
    assert {str(file.relative_to(root)) for file in root.rglob("*") if file.is_file()} == {str(file.relative_to(root)) for file in pages}
    reached = {root / "index.html"}
    for file, page in pages.items():
        assert "default-src 'none'" in file.read_text(encoding="utf-8")
        assert "documents read" in "".join(page.texts)
        for link in page.links:
            if urllib.parse.urlparse(link).scheme in ("http", "https"):
                continue
            assert urllib.parse.urlparse(link).scheme == "" and not link.startswith("/"), link
            where, _, place = link.partition("#")
            target = pathlib.Path(os.path.normpath(file.parent / where)) if where else file
            assert target in pages and (not place or place in pages[target].ids), (file, link)
            reached.add(target)
    assert reached == set(pages)
    names = re.findall(r'<li><a href="actors/[0-9a-f]{16}\.html">(.*?)</a>(.*?)</li>', (root / "actors.html").read_text(encoding="utf-8"))
    assert names and not any(rest for _, rest in names)
    folded = [re.sub(r"[^a-z0-9 ]", "", html.unescape(name).lower()) for name, _ in names]
    assert folded == sorted(folded), folded


globals()["check_" + kind]()
