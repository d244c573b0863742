#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks a ledger, or a proof from one, by docs/formats/ledger.md alone: it shares no code with Dixit and needs only Python.
    verify_ledger.py LEDGER [--public KEY] [--since CHECKPOINT]    the whole file and its evidence
    verify_ledger.py --proof FILE --public KEY                     lines that dixit log prove printed
KEY is the log's public key (dixit log key), kept elsewhere; without it the one that the ledger names is believed. Prints what is wrong and ends with 3."""
import base64, functools, hashlib, json, os, sqlite3, struct, sys, urllib.parse

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519, RFC 8032
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
wrong = []

def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def need(truth, otherwise):
    if not truth:
        raise ValueError(otherwise)

def add(a, b):
    e, f, g, h = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P, 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P
def times(k, a):
    return (0, 1, 1, 0) if k == 0 else add(times(k >> 1, add(a, a)), a) if k & 1 else times(k >> 1, add(a, a))
def point(raw):
    y, sign = int.from_bytes(raw, "little") & (1 << 255) - 1, raw[31] >> 7
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    x = x if (v * x * x - u) % P == 0 else x * ROOT % P
    need(y < P and (v * x * x - u) % P == 0 and (x or not sign), "no point of the curve")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P
def is_signed(key, message, sig):
    s, k = int.from_bytes(sig[32:], "little"), int.from_bytes(hashlib.sha512(sig[:32] + key + message).digest(), "little") % L
    base = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    a, b = times(s, base), add(point(sig[:32]), times(k, point(key)))
    return s < L and (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0

def public(verifier):
    return (parts := verifier.strip().split("+", 2))[0], base64.b64decode(parts[2])[1:]
def checkpoint(note, verifier):
    """Size and root of a signed note that the log's key has signed."""
    (name, key), (text, _, lines) = verifier, note.rpartition("\n\n")
    for line in lines.splitlines():
        _, who, sig = line.split(" ")
        raw = base64.b64decode(sig, validate=True)
        if who == name and raw[:4] == sha(name.encode(), b"\n\x01", key)[:4] and is_signed(key, text.encode() + b"\n", raw[4:]):
            origin, size, root = text.split("\n")[:3]
            need(origin == name, "a checkpoint of another log")
            return int(size), base64.b64decode(root)
    raise ValueError("a checkpoint that is not signed by " + name)

def root_of(stack):
    return functools.reduce(lambda right, left: sha(b"\1", left, right), reversed(stack)) if stack else sha()
def climb(index, last, proof, leaf):
    """RFC 9162, 2.1.3.2 and 2.1.4.2: the root of the older tree, and of this one."""
    old = new = leaf
    for other in proof:
        need(last, "a proof that is too long")
        joins = index & 1 or index == last
        old, new = (sha(b"\1", other, old), sha(b"\1", other, new)) if joins else (old, sha(b"\1", new, other))
        shift = (index & -index).bit_length() if joins else 1
        index, last = index >> shift, last >> shift
    return (old, new) if last == 0 else (b"", b"")

class Text(bytes): pass  # a cell of words
def cell(value):
    if isinstance(value, bytes):
        return (b"t" if isinstance(value, Text) else b"b") + struct.pack(">q", len(value)) + value
    return b"n" if value is None else b"i" + struct.pack(">q", value) if isinstance(value, int) else b"r" + struct.pack(">d", value)
def check_entry(number, body, tables, salt, erased):
    """`tables`: name to which columns are words, and the rows."""
    entry = json.loads(body)
    need(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode() == body and entry["entry"] == number, "not canonical, or of another number")
    need(set(entry["rows"]) == set(tables) and set(entry["words"]) == {name for name in tables if any(tables[name][0])},
         "there are rows of %s, and it says %s" % (sorted(tables), sorted(entry["rows"])))
    need(bool(salt) != bool(erased or not entry["words"]), "its salt is missing, or should be")
    for name, (words, rows) in tables.items():
        fixed, said = ([v for row in rows for v, w in zip(row, words) if w == kind] for kind in (False, True))
        need(sha(*map(cell, fixed)).hex() == entry["rows"][name], "the rows of %s are not as it says" % name)
        need(not erased or all(v is None for v in said), "words of %s stand there that were erased" % name)
        need(not (salt and said) or sha(salt, *map(cell, said)).hex() == entry["words"][name], "the words of %s are not as it says" % name)

def check_ledger(path, key, since):
    db = sqlite3.connect("file:%s?mode=ro" % urllib.parse.quote(path), uri=True)
    db.text_factory = Text
    run, text = db.execute, lambda value: str(value, "utf-8")
    wrong.extend(text(r[0]) for r in run("PRAGMA integrity_check") if r[0] != b"ok")
    ((name, raw),) = run("SELECT name, public FROM log_keys").fetchall()
    key = key or (text(name), raw)
    need(key == (text(name), raw), "the ledger names another key")
    marks = {size: text(note) for size, note in run("SELECT size, note FROM log_checkpoints")}
    kept, newest = checkpoint(open(since, encoding="utf-8").read(), key) if since else (0, sha()), max(marks, default=0)
    salts, erased, tables = dict(run("SELECT entry, salt FROM log_salts")), {r[0] for r in run("SELECT erased FROM erasures")}, {}
    for name in [text(r[0]) for r in run("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'log!_%' ESCAPE '!'").fetchall()]:
        columns = run("PRAGMA table_info(%s)" % name).fetchall()
        if [c[1] for c in columns[:2]] == [b"id", b"entry"]:
            for row in run("SELECT * FROM %s ORDER BY id" % name):
                tables.setdefault(row[1], {}).setdefault(name, ([c[2].upper() == b"TEXT" for c in columns], []))[1].append(row)
    stack, size, nodes = [], 0, run("SELECT hash FROM log_nodes ORDER BY id")
    for number, body in run("SELECT id, body FROM log_entries ORDER BY id"):
        try:
            check_entry(number, body, tables.pop(number, {}), salts.pop(number, None), number in erased)
        except (ValueError, KeyError, TypeError) as e:
            wrong.append("entry %d: %s" % (number, e))
        node, bits, size = sha(b"\0", body), size, size + 1
        same = number == size and nodes.fetchone() == (node,)
        while bits & 1:
            node, bits = sha(b"\1", stack.pop(), node), bits >> 1
            same = nodes.fetchone() == (node,) and same
        stack.append(node)
        if not same or (size in marks and checkpoint(marks.pop(size), key) != (size, root_of(stack))) or (size == kept[0] and root_of(stack) != kept[1]):
            wrong.append("entry %d: the tree is not as it was kept or signed" % number)
    if tables or salts or marks or nodes.fetchone() or newest != size or kept[0] > size:
        wrong.append("%d entries; %d are signed, %d were in the checkpoint kept elsewhere, and there may be rows of others" % (size, newest, kept[0]))
    wrong.extend("evidence %d: its file was changed" % number for number, name in run("SELECT id, sha256 FROM evidence WHERE sha256 IS NOT NULL")
                 if sha(open(os.path.join(path + "-evidence", text(name)), "rb").read()).hex() != text(name))
    return "%d entries" % size

def check_proof(line, key):
    need(key, "a proof is checked with --public KEY")
    proof = json.loads(line)
    (size, root), hashes = checkpoint(proof["checkpoint"], key), [bytes.fromhex(h) for h in proof["proof"]]
    if proof["kind"] == "growth":
        old, old_root = checkpoint(proof["older"], key)
        need(old <= size, "the older checkpoint has more entries")
        shift = (old & -old).bit_length() - 1
        need((hashes, old_root) == ([], root) if old == size else old == 0 or (old_root, root) == climb(
            old - 1 >> shift, size - 1 >> shift, hashes[bool(old & old - 1):], hashes[0] if old & old - 1 else old_root),
            "the log does not continue the older checkpoint")
        return "%d entries continue %d" % (size, old)
    body, number, salt = proof["body"].encode(), proof["entry"], bytes.fromhex(proof["salt"] or "")
    need(1 <= number <= size and climb(number - 1, size - 1, hashes, sha(b"\0", body))[1] == root, "entry %d is not in the log" % number)
    read = {"n": lambda: None, "i": int, "r": lambda h: struct.unpack(">d", bytes.fromhex(h))[0], "t": lambda t: Text(t, "utf-8"), "b": bytes.fromhex}
    tables = {n: ([w for _, w in t["columns"]], [[read[c[0]](*c[1:]) for c in row] for row in t["rows"]]) for n, t in proof["tables"].items()}
    check_entry(number, body, tables, salt, erased := not salt and bool(json.loads(body)["words"]))
    return "entry %d of %d%s" % (number, size, ", its words erased" if erased else "")

if __name__ == "__main__":
    first = 1 if sys.argv[1:2] in (["--proof"], ["--public"]) else 2
    given = dict(zip(sys.argv[first::2], sys.argv[first + 1::2])) if len(sys.argv) > 1 and sys.argv[1] not in ("-h", "--help") else sys.exit(__doc__)
    try:
        known = public(given["--public"]) if "--public" in given else None
        for one in open(given["--proof"], encoding="utf-8") if "--proof" in given else [None]:
            print(check_proof(one, known) if one else check_ledger(sys.argv[1], known, given.get("--since")))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, sqlite3.Error) as problem:
        wrong.append("%s: %s" % (type(problem).__name__, problem))
    print("\n".join(wrong) if wrong else "as its log says")
    sys.exit(3 if wrong else 0)
