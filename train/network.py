# SPDX-License-Identifier: Apache-2.0
"""The network of the reader, as src/model computes it: encoder, word heads, role tower. Names of tensors are those of docs/formats/model.md."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

WIDTH, HEADS, FF = 384, 12, 1536
WINDOW, CONTEXT = 256, 48
BEFORE, AFTER = 80, 112
TOWER, DILATIONS, KERNEL = 128, (1, 3, 9), 7
STYLES = {"polnear": 0, "claims": 1}


class Linear(nn.Linear):
    """A linear layer whose weights and inputs can be rounded as the int8 runtime rounds them (quantisation-aware training)."""
    rounded = False

    def forward(self, x):
        if not Linear.rounded:
            return super().forward(x)
        w = self.weight
        s = w.detach().abs().amax(1, keepdim=True).clamp_min(1e-8) / 63
        w = w + (torch.round(w / s).clamp(-63, 63) * s - w).detach()
        xd = x.detach().float()
        a = xd.abs().amax(-1, keepdim=True).clamp_min(1e-8) / 127
        x = x + (torch.round(xd / a) * a - xd).to(x.dtype).detach()
        return F.linear(x, w, self.bias)


class Drop(nn.Module):
    """Dropout from a generator that costs little: one random byte a value."""
    random = np.random.Generator(np.random.SFC64(1))

    def __init__(self, p):
        super().__init__()
        self.level = round(p * 256)

    def forward(self, x):
        if not self.training or not self.level:
            return x
        keep = torch.from_numpy(np.frombuffer(bytearray(Drop.random.bytes(x.numel())), np.uint8) >= self.level).view(x.shape)
        return x * (keep.to(x.dtype) * (256 / (256 - self.level)))


def gelu(x):
    return F.gelu(x, approximate="tanh")


class Layer(nn.Module):
    def __init__(self, drop):
        super().__init__()
        self.qkv, self.out = Linear(WIDTH, 3 * WIDTH), Linear(WIDTH, WIDTH)
        self.ff1, self.ff2 = Linear(WIDTH, FF), Linear(FF, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = Drop(drop)

    def forward(self, x, bias):
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        with torch.autocast("cpu", enabled=False):  # the softmax reads and writes bf16 and sums in float
            scores = (q * (WIDTH // HEADS) ** -0.5) @ k.transpose(-1, -2) + bias.to(q.dtype)
            y = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, WIDTH)
        x = self.norm1(x + self.drop(self.out(y))).to(y.dtype)
        return self.norm2(x + self.drop(self.ff2(gelu(self.ff1(x))))).to(y.dtype)


class Block(nn.Module):
    def __init__(self, dilation):
        super().__init__()
        self.depth = nn.Parameter(torch.randn(KERNEL, TOWER) * 0.1)
        self.depth_bias = nn.Parameter(torch.zeros(TOWER))
        self.point = Linear(TOWER, TOWER)
        self.norm = nn.LayerNorm(TOWER, eps=1e-5)
        self.dilation = dilation

    def forward(self, x, mask):
        reach = self.dilation * (KERNEL // 2)
        n = x.shape[1]
        padded = F.pad(x, (0, 0, reach, reach))
        y = self.depth_bias
        for t in range(KERNEL):
            y = y + padded[:, t * self.dilation:t * self.dilation + n] * self.depth[t]
        return self.norm(x + gelu(self.point(y))) * mask


class Reader(nn.Module):
    def __init__(self, layers=6, vocab=30522, drop=0.1):
        super().__init__()
        self.word = nn.Embedding(vocab, WIDTH)
        self.position = nn.Parameter(torch.zeros(WINDOW, WIDTH))
        self.extra = nn.Parameter(torch.zeros(16, WIDTH))
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList([Layer(drop) for _ in range(layers)])
        self.drop = Drop(drop)
        self.hidden, self.hide = 0, 0.0  # in training: the piece that stands for a hidden one, the share of pieces hidden
        self.tags = Linear(WIDTH, 20)
        self.style = nn.Embedding(2, 16)
        self.cue_hidden = Linear(WIDTH, 128)
        self.cue_style = nn.Linear(16, 128, bias=False)
        self.cue_out = Linear(128, 3)
        self.role_word = Linear(WIDTH, TOWER)
        self.role_cue = Linear(3 * WIDTH, TOWER)
        self.role_width = nn.Embedding(8, TOWER)
        self.role_gamma, self.role_beta = Linear(TOWER, TOWER), Linear(TOWER, TOWER)
        self.role_distance, self.role_relation = nn.Embedding(24, TOWER), nn.Embedding(12, TOWER)
        self.blocks = nn.ModuleList([Block(d) for d in DILATIONS])
        self.role_out = Linear(TOWER, 16)
        self.act_hidden, self.act_out = Linear(3 * TOWER, 128), Linear(128, 32)
        for e in (self.role_width, self.role_distance, self.role_relation):
            nn.init.normal_(e.weight, std=0.1)

    def start_from(self, tensors):
        """Takes the weights of a BERT-shaped encoder (dict of numpy arrays, names of the safetensors file)."""
        t = {k: torch.from_numpy(np.array(v, np.float32)) for k, v in tensors.items() if v.dtype != np.int64}
        with torch.no_grad():
            self.word.weight.copy_(t["embeddings.word_embeddings.weight"])
            self.position.copy_(t["embeddings.position_embeddings.weight"][:WINDOW] + t["embeddings.token_type_embeddings.weight"][0])
            self.norm.weight.copy_(t["embeddings.LayerNorm.weight"])
            self.norm.bias.copy_(t["embeddings.LayerNorm.bias"])
            for i, layer in enumerate(self.layers):
                p = f"encoder.layer.{i}."
                for kind in ("weight", "bias"):
                    getattr(layer.qkv, kind).copy_(torch.cat([t[f"{p}attention.self.{n}.{kind}"] for n in ("query", "key", "value")]))
                    getattr(layer.out, kind).copy_(t[f"{p}attention.output.dense.{kind}"])
                    getattr(layer.norm1, kind).copy_(t[f"{p}attention.output.LayerNorm.{kind}"])
                    getattr(layer.ff1, kind).copy_(t[f"{p}intermediate.dense.{kind}"])
                    getattr(layer.ff2, kind).copy_(t[f"{p}output.dense.{kind}"])
                    getattr(layer.norm2, kind).copy_(t[f"{p}output.LayerNorm.{kind}"])

    def encode(self, ids, extras, lengths):
        """ids [B,T], extras [B,T,4] rows of `extra`, lengths [B] → [B,T,WIDTH]."""
        t = ids.shape[1]
        extra = self.extra
        if self.training and self.hide:
            ids = torch.where((torch.rand(ids.shape) < self.hide) & (ids != ids[:, :1]), self.hidden, ids)
        if self.training:  # each free input is dropped one time in ten, so that none is leaned on
            keep = (torch.rand(ids.shape[0], 4, 1, 1) > 0.1).float()
            rows = [extra[extras[:, :, j]] * keep[:, j] for j in range(4)]
        else:
            rows = [extra[extras[:, :, j]] for j in range(4)]
        x = self.word(ids) + self.position[:t] + rows[0] + rows[1] + rows[2] + rows[3]
        x = self.drop(self.norm(x))
        bias = torch.zeros(ids.shape[0], 1, 1, t).masked_fill_(torch.arange(t)[None, None, None] >= lengths[:, None, None, None], -1e9)
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def cues(self, h, style):
        """h [n,WIDTH], style [n,16] → logits [n,3] for outside, begin, inside."""
        return self.cue_out(gelu(self.cue_hidden(h) + self.cue_style(style)))

    def roles(self, h, p, cue, index, mask, bucket, relation):
        """cue [c,3] first and last word and width; index [c,m] candidates' words; mask [c,m]. → role logits [c,m,16], act [c,32]"""
        csum = torch.cat([torch.zeros(1, WIDTH), h.float().cumsum(0)])
        mean = (csum[cue[:, 1] + 1] - csum[cue[:, 0]]) / (cue[:, 1] - cue[:, 0] + 1)[:, None]
        u = gelu(self.role_cue(torch.cat([h[cue[:, 0]].float(), h[cue[:, 1]].float(), mean], 1)) + self.role_width(cue[:, 2]))
        x = p[index] * (1 + self.role_gamma(u))[:, None] + self.role_beta(u)[:, None] + self.role_distance(bucket) + self.role_relation(relation)
        m = mask[:, :, None].to(x.dtype)
        x = gelu(x) * m
        for block in self.blocks:
            x = block(x, m)
        out = self.role_out(x)
        prob = out[:, :, :3].float().softmax(-1) * m
        ps, pc = prob[:, :, 1:2], prob[:, :, 2:3]
        s = (ps * x).sum(1) / (ps.sum(1) + 1e-3)
        c = (pc * x).sum(1) / (pc.sum(1) + 1e-3)
        return out, self.act_out(gelu(self.act_hidden(torch.cat([u.float(), s, c], 1))))


def bucket_of(d):
    """Distance in words beyond the cue's edge (1 = next to it) → 1 … 10."""
    return np.select([d <= 4, d <= 6, d <= 9, d <= 14, d <= 24, d <= 49], [d, 5, 6, 7, 8, 9], 10)


# words-dump columns: start, end, flags, quote, letters; flags as enum word_flag in src/doc.h
LINE_START, QUOTE_OPEN, HEADLINE, SPACE_BEFORE = 2, 32, 64, 1


def quote_row(words):
    return np.where(words[:, 2] & QUOTE_OPEN, 3, np.minimum(words[:, 3], 2))


def line_numbers(words):
    return np.cumsum((words[:, 2] & LINE_START) != 0)


def windows(first, words, text, lo, hi):
    """Cuts words lo … hi into windows (context start, start, end), as src/claims/windows.c does: at most WINDOW - 2 pieces with
    up to CONTEXT pieces carried in from the left, ended at a line end, else after a sentence mark, else anywhere."""
    out, start = [], lo
    room = WINDOW - 2
    while start < hi:
        context = start
        while context > lo and first[start] - first[context - 1] <= CONTEXT:
            context -= 1
        used = first[start] - first[context]
        end = start
        while end < hi and first[end + 1] - first[start] <= room - used:
            end += 1
        if end == start:  # a word of more pieces than fit
            end = start + 1
        if end < hi:
            low = start + (end - start) // 2
            cut = next((e for e in range(end, low, -1) if words[e, 2] & LINE_START), None)
            if cut is None:
                cut = next((e for e in range(end, low, -1) if words[e, 2] & SPACE_BEFORE and ends_sentence(words, text, e - 1)), None)
            end = cut or end
        out.append((context, start, end))
        start = end
    return out


def ends_sentence(words, text, i):
    c = text[words[i, 0]:words[i, 1]]
    if c in ".!?":
        return True
    return c in ("”", "’", '"', "'", ")", "»") and i > 0 and text[words[i - 1, 0]:words[i - 1, 1]] in (".", "!", "?")


def window_input(d, context, end, cls, sep):
    """Piece ids and extra rows of one window, and the place of each word's first piece."""
    w, first, piece = d["words"], d["first"], d["piece"]
    a, b = first[context], first[end]
    ids = piece[a:b]
    owner = np.repeat(np.arange(context, end), np.diff(first[context:end + 1]))
    place = first[context:end] - a + 1
    head = np.zeros(b - a, bool)
    head[place - 1] = True
    extra = np.stack([w[owner, 4], 8 + (((w[owner, 2] & LINE_START) != 0) & head), 10 + d["quote_row"][owner],
                      14 + ((w[owner, 2] & HEADLINE) != 0)], 1)
    room = WINDOW - 2
    ids, extra = ids[:room], extra[:room]
    place = np.minimum(place, len(ids))
    edge = np.array([[7, 8, 10, 14]])
    return np.concatenate([[cls], ids, [sep]]), np.concatenate([edge, extra, edge]), place
