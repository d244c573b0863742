# SPDX-License-Identifier: Apache-2.0
"""Writes and reads the model file (docs/formats/model.md; src/model/file.h says the same). Needs numpy only.

    write_model("models/default.dixit", config, vocabulary, tensors)

config      {"name": "default-1", "layers": 6, "width": 384, "heads": 12, "ff": 1536, "window": 256,
             "cls": 2, "sep": 3, "unk": 1, "threshold.cue": 0.4, "decode": {"source.start": 1.0, ...}}
            The numbers that the encoder needs go into the table `config`; `decode` and every other number
            go into the table `decode`, which the decoder reads by name.
vocabulary  one piece a row of embed.word, in the order of the rows.
tensors     float arrays by the names of `expected_tensors`. A Linear is NAME.weight [N, K] and NAME.bias [N];
            NAME.scale [N], where given, is the step of each output channel, else it is chosen by `scale`.
            Names that begin with coref. or react. are heads that a model may have or lack: NAME.weight with NAME.bias is a
            Linear, all else is kept as floats.

A Linear is stored as whole numbers within +-63 with one step an output channel; a row of embed.word within +-127.
"""
import hashlib
import os
import struct

import numpy as np

MAGIC = b"DIXITMDL"
VERSION = 1
BYTES, FLOATS, ROWS, LINEAR, TABLE = 1, 2, 3, 4, 5
HEADER = struct.Struct("<8sIIQQ32s")
ENTRY = struct.Struct("<48sIIIIQQ")
ALIGN = 64
HEADS = ("coref.", "react.")  # tensors that a model may have besides: heads fitted on its vectors
CONFIG = ("layers", "width", "heads", "ff", "window", "vocabulary", "cls", "sep", "unk")


def expected_tensors(config):
    """Name -> shape of every tensor that a model of this size has, as the caller of write_model gives them."""
    d, ff = config["width"], config["ff"]
    want = {"embed.word": (config["vocabulary"], d), "embed.position": (config["window"], d), "embed.extra": (16, d)}

    def norm(name, n):
        want[name + ".gain"] = want[name + ".bias"] = (n,)

    def linear(name, k, n):
        want[name + ".weight"] = (n, k)
        want[name + ".bias"] = (n,)

    norm("embed.norm", d)
    for i in range(config["layers"]):
        linear(f"layer.{i}.qkv", d, 3 * d)
        linear(f"layer.{i}.out", d, d)
        linear(f"layer.{i}.ff1", d, ff)
        linear(f"layer.{i}.ff2", ff, d)
        norm(f"layer.{i}.norm1", d)
        norm(f"layer.{i}.norm2", d)
    linear("tags", d, 20)
    linear("cue.hidden", d, 128)
    linear("cue.out", 128, 3)
    linear("role.word", d, 128)
    linear("role.cue", 3 * d, 128)
    linear("role.gamma", 128, 128)
    linear("role.beta", 128, 128)
    want.update({"role.width": (8, 128), "role.distance": (24, 128), "role.relation": (12, 128)})
    for k in range(3):
        want[f"role.block.{k}.depth"] = (7, 128)
        want[f"role.block.{k}.depth.bias"] = (128,)
        linear(f"role.block.{k}.point", 128, 128)
        norm(f"role.block.{k}.norm", 128)
    linear("role.out", 128, 16)
    linear("act.hidden", 384, 128)
    linear("act.out", 128, 32)
    return want


def choose_scale(weight, limit=63, how="max"):
    """The step of each output channel (row): the largest value over the limit ("max"), or the clipped step with the
    least squared error of 41 from 0.6 to 1 times that ("mse")."""
    weight = np.asarray(weight, np.float32)
    top = np.abs(weight).max(axis=1)
    top[top == 0] = 1
    if how == "max":
        return (top / limit).astype(np.float32)
    if how != "mse":
        raise ValueError(f"scale is max or mse, not {how}")
    best, least = None, None
    for ratio in np.linspace(0.6, 1.0, 41):
        step = (top * ratio / limit).astype(np.float32)
        error = ((quantise(weight, step, limit) * step[:, None] - weight) ** 2).sum(axis=1)
        if best is None:
            best, least = step, error
        else:
            better = error < least
            best = np.where(better, step, best).astype(np.float32)
            least = np.where(better, error, least)
    return best


def quantise(weight, step, limit=63):
    return np.clip(np.rint(np.asarray(weight, np.float32) / step[:, None]), -limit, limit)


def _pad(data):
    return data + bytes(-len(data) % ALIGN)


def pack_linear(weight, bias, step):
    """scale f32[N16], bias f32[N16], sums i32[N16], then int8 [N16/16][K4/4][16][4]."""
    n, k = weight.shape
    n16, k4 = (n + 15) // 16 * 16, (k + 3) // 4 * 4
    q = np.zeros((n16, k4), np.int8)
    q[:n, :k] = quantise(weight, step)
    scale, b = np.zeros(n16, "<f4"), np.zeros(n16, "<f4")
    scale[:n], b[:n] = step, bias
    sums = q.astype("<i4").sum(axis=1, dtype="<i4")
    packed = q.reshape(n16 // 16, 16, k4 // 4, 4).transpose(0, 2, 1, 3)
    return scale.tobytes() + b.tobytes() + sums.tobytes() + np.ascontiguousarray(packed).tobytes()


def pack_rows(table):
    """scale f32[rows], padded to 64 bytes, then int8 [rows][columns]."""
    step = choose_scale(table, 127, "max")
    return _pad(step.astype("<f4").tobytes()) + quantise(table, step, 127).astype(np.int8).tobytes()


def pack_table(table):
    out = b""
    for name, value in table.items():
        if len(name.encode()) > 27:
            raise ValueError(f"the name {name} is longer than 27 bytes")
        out += struct.pack("<28sf", name.encode(), float(value))
    return out


def check_tensors(config, tensors):
    want, wrong = expected_tensors(config), []
    for name, shape in want.items():
        if name not in tensors:
            wrong.append(f"{name} {shape} is missing")
        elif tuple(np.shape(tensors[name])) != shape:
            wrong.append(f"{name} is {tuple(np.shape(tensors[name]))}, not {shape}")
    extra = [n for n in tensors if n not in want and not n.endswith(".scale") and not n.startswith(HEADS)]
    wrong += [f"{n} is not a tensor of this model" for n in extra]
    if wrong:
        raise ValueError("; ".join(wrong))


def write_model(path, config, vocabulary, tensors, scale="max"):
    """Writes the file whole or not at all. ValueError names every tensor that is missing or misshapen."""
    config = dict(config)
    config["vocabulary"] = len(vocabulary)
    tensors = dict(tensors)
    position = tensors.get("embed.position")
    if position is not None and len(position) > config["window"]:
        tensors["embed.position"] = position[: config["window"]]
    check_tensors(config, tensors)
    if any("\n" in piece or piece == "" for piece in vocabulary):
        raise ValueError("a piece is empty or holds a line end")
    decode = dict(config.get("decode", {}))
    for name, value in config.items():
        if name not in CONFIG and name not in ("name", "decode"):
            decode[name] = value
    if len(decode) > 64:
        raise ValueError("more than 64 numbers in decode")
    name = config["name"].encode()
    if not 0 < len(name) < 64:
        raise ValueError("the model's name has 1 to 63 bytes")

    parts = [("name", BYTES, 1, len(name), name)]
    text = "".join(piece + "\n" for piece in vocabulary).encode()
    parts.append(("config", TABLE, len(CONFIG), 1, pack_table({key: config[key] for key in CONFIG})))
    parts.append(("decode", TABLE, len(decode), 1, pack_table(decode)))
    parts.append(("vocabulary", BYTES, 1, len(text), text))
    heads = sorted(n for n in tensors if n.startswith(HEADS) and not n.endswith(".scale"))
    for name in list(expected_tensors(config)) + heads:
        if name.endswith(".weight"):
            base = name[: -len(".weight")]
            weight = np.asarray(tensors[name], np.float32)
            step = tensors.get(base + ".scale")
            step = choose_scale(weight, 63, scale) if step is None else np.asarray(step, np.float32)
            data = pack_linear(weight, np.asarray(tensors[base + ".bias"], np.float32), step)
            parts.append((base, LINEAR, weight.shape[0], weight.shape[1], data))
        elif name == "embed.word":
            rows, columns = np.shape(tensors[name])
            parts.append((name, ROWS, rows, columns, pack_rows(np.asarray(tensors[name], np.float32))))
        elif name[: -len(".bias")] + ".weight" in tensors:
            continue  # the bias of a Linear, stored with it
        else:
            array = np.atleast_2d(np.asarray(tensors[name], "<f4"))
            parts.append((name, FLOATS, array.shape[0], array.shape[1], np.ascontiguousarray(array).tobytes()))

    at = HEADER.size + ENTRY.size * len(parts)
    table, body = b"", [bytes(-at % ALIGN)]
    at += -at % ALIGN
    for name, kind, rows, columns, data in parts:
        table += ENTRY.pack(name.encode(), kind, rows, columns, 0, at, len(data))
        body.append(_pad(data))
        at += len(body[-1])
    rest = table + b"".join(body)
    start = HEADER.pack(MAGIC, VERSION, len(parts), at, 0, bytes(32))[:32]
    digest = hashlib.sha256(start + rest).digest()
    with open(str(path) + ".part", "wb") as out:
        out.write(start + digest + rest)
    os.replace(str(path) + ".part", path)


def _table(data):
    return {name.rstrip(b"\0").decode(): value for name, value in struct.iter_unpack("<28sf", data)}


def read_model(path):
    """(config, vocabulary, tensors) as write_model takes them, with the weights as they were rounded and each Linear's
    NAME.scale, so that writing them again gives the same file."""
    data = open(path, "rb").read()
    magic, version, count, size, _, digest = HEADER.unpack_from(data)
    if magic != MAGIC or version != VERSION or size != len(data):
        raise ValueError(f"{path} is no model file of version {VERSION}")
    if hashlib.sha256(data[:32] + data[64:]).digest() != digest:
        raise ValueError(f"{path} was altered")
    config, vocabulary, tensors = {}, [], {}
    for i in range(count):
        raw, kind, rows, columns, _, offset, length = ENTRY.unpack_from(data, HEADER.size + ENTRY.size * i)
        name, part = raw.rstrip(b"\0").decode(), data[offset : offset + length]
        if name == "name":
            config["name"] = part.decode()
        elif name == "config":
            config.update({key: int(value) for key, value in _table(part).items()})
        elif name == "decode":
            config["decode"] = _table(part)
        elif name == "vocabulary":
            vocabulary = part.decode().split("\n")[:-1]
        elif kind == FLOATS:
            array = np.frombuffer(part, "<f4").reshape(rows, columns)
            one = rows == 1 and name not in ("embed.word", "embed.position")
            tensors[name] = array[0] if one else array
        elif kind == ROWS:
            scale = np.frombuffer(part, "<f4", rows)
            tensors[name] = np.frombuffer(part[-rows * columns :], np.int8).reshape(rows, columns) * scale[:, None]
        elif kind == LINEAR:
            n16, k4 = (rows + 15) // 16 * 16, (columns + 3) // 4 * 4
            scale, bias = np.frombuffer(part, "<f4", n16), np.frombuffer(part, "<f4", n16, 4 * n16)
            q = np.frombuffer(part, np.int8, n16 * k4, 12 * n16).reshape(n16 // 16, k4 // 4, 16, 4)
            q = q.transpose(0, 2, 1, 3).reshape(n16, k4)[:rows, :columns]
            tensors[name + ".scale"], tensors[name + ".bias"] = scale[:rows], bias[:rows]
            tensors[name + ".weight"] = q * scale[:rows, None]
    return config, vocabulary, tensors


def read_heads(paths):
    """The tensors of fitted heads, .npz files as numpy.savez writes them, by the names of docs/formats/model.md."""
    tensors = {}
    for path in paths:
        with np.load(path) as file:
            for name in file.files:
                if not name.startswith(HEADS):
                    raise ValueError(f"{path}: {name} is no tensor of a head")
                tensors[name] = file[name]
    return tensors


def random_tensors(config, seed=1):
    """Tensors of this size with values like those of a trained model, for tests."""
    random = np.random.default_rng(seed)
    tensors = {}
    for name, shape in expected_tensors(config).items():
        x = random.standard_normal(shape).astype(np.float32)
        if name.endswith(".gain"):
            x = 1 + 0.1 * x
        elif name.endswith(".weight"):
            x *= 1.4 / np.sqrt(shape[1])
        elif name.startswith("embed.") and not name.startswith("embed.norm"):
            x *= 0.05
        elif name.endswith(".depth"):
            x *= 0.3
        else:
            x *= 0.1
        tensors[name] = x.astype(np.float32)
    return tensors
