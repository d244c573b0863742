/* SPDX-License-Identifier: Apache-2.0 */
/* Written from docs/formats/model.md, sharing nothing with src/model but the file's shape. */
#include "small_model.h"

#include "base/sha256.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BYTES = 1, FLOATS, ROWS, LINEAR, TABLE, ENTRY = 80, HEADER = 64, MOST = 400 };

struct part {
    char name[48];
    uint32_t type, rows, columns;
    size_t length;
    float middle, spread; /* of random floats */
};

struct plan {
    struct part parts[MOST];
    uint32_t count, random;
    struct small_sizes sizes;
};

static size_t round_up(size_t n, size_t unit)
{
    return (n + unit - 1) / unit * unit;
}

static float next_float(uint32_t *state) /* −1 … 1 */
{
    *state = *state * 1664525U + 1013904223U;
    return (float)(int32_t)*state * (1.0F / 2147483648.0F);
}

static void add(struct plan *plan, const char *name, uint32_t type, uint32_t rows, uint32_t columns, float middle, float spread)
{
    struct part *part = &plan->parts[plan->count++];
    size_t n = round_up(rows, 16), k = round_up(columns, 4);
    size_t lengths[] = {0, columns, (size_t)4 * rows * columns, round_up((size_t)4 * rows, 64) + (size_t)rows * columns,
                        12 * n + n * k, (size_t)32 * rows};
    snprintf(part->name, sizeof part->name, "%s", name);
    part->type = type;
    part->rows = rows;
    part->columns = columns;
    part->length = lengths[type];
    part->middle = middle;
    part->spread = spread;
}

static void add_linear(struct plan *plan, const char *name, uint32_t n, uint32_t k)
{
    add(plan, name, LINEAR, n, k, 0, 0.1F);
}

static void add_norm(struct plan *plan, const char *name, uint32_t width)
{
    char room[48];
    snprintf(room, sizeof room, "%s.gain", name);
    add(plan, room, FLOATS, 1, width, 1, 0.3F);
    snprintf(room, sizeof room, "%s.bias", name);
    add(plan, room, FLOATS, 1, width, 0, 0.2F);
}

static void add_encoder(struct plan *plan)
{
    uint32_t w = plan->sizes.width, ff = plan->sizes.ff;
    char room[48];
    add(plan, "embed.word", ROWS, plan->sizes.vocabulary, w, 0, 0);
    add(plan, "embed.position", FLOATS, plan->sizes.window, w, 0, 0.05F);
    add(plan, "embed.extra", FLOATS, 16, w, 0, 0.05F);
    add_norm(plan, "embed.norm", w);
    for (uint32_t i = 0; i < plan->sizes.layers; i++) {
        const struct { const char *name; uint32_t n, k; } linears[] = {{"qkv", 3 * w, w}, {"out", w, w}, {"ff1", ff, w}, {"ff2", w, ff}};
        for (uint32_t j = 0; j < 4; j++) {
            snprintf(room, sizeof room, "layer.%u.%s", i, linears[j].name);
            add_linear(plan, room, linears[j].n, linears[j].k);
        }
        for (uint32_t j = 1; j <= 2; j++) {
            snprintf(room, sizeof room, "layer.%u.norm%u", i, j);
            add_norm(plan, room, w);
        }
    }
}

static void add_heads(struct plan *plan)
{
    uint32_t w = plan->sizes.width;
    char room[48];
    add_linear(plan, "tags", 20, w);
    add_linear(plan, "cue.hidden", 128, w);
    add_linear(plan, "cue.out", 3, 128);
    add_linear(plan, "role.word", 128, w);
    add_linear(plan, "role.cue", 128, 3 * w);
    add_linear(plan, "role.gamma", 128, 128);
    add_linear(plan, "role.beta", 128, 128);
    add(plan, "role.width", FLOATS, 8, 128, 0, 0.2F);
    add(plan, "role.distance", FLOATS, 24, 128, 0, 0.2F);
    add(plan, "role.relation", FLOATS, 12, 128, 0, 0.2F);
    for (uint32_t i = 0; i < 3; i++) {
        snprintf(room, sizeof room, "role.block.%u.depth", i);
        add(plan, room, FLOATS, 7, 128, 0, 0.5F);
        snprintf(room, sizeof room, "role.block.%u.depth.bias", i);
        add(plan, room, FLOATS, 1, 128, 0, 0.2F);
        snprintf(room, sizeof room, "role.block.%u.point", i);
        add_linear(plan, room, 128, 128);
        snprintf(room, sizeof room, "role.block.%u.norm", i);
        add_norm(plan, room, 128);
    }
    add_linear(plan, "role.out", 16, 128);
    add_linear(plan, "act.hidden", 128, 384);
    add_linear(plan, "act.out", 32, 128);
    if (!plan->sizes.coref)
        return;
    add_linear(plan, "coref.word", 192, w);
    add(plan, "coref.hidden", FLOATS, 372, 128, 0, 0.2F);
    add(plan, "coref.bias", FLOATS, 1, 128, 0, 0.2F);
    add(plan, "coref.out", FLOATS, 1, 128, 0, 0.2F);
    add(plan, "coref.margins", FLOATS, 1, 15, 0, 0);
}

/* The vocabulary into `to`, or counted when that is NULL. */
static size_t put_vocabulary(const struct small_sizes *sizes, unsigned char *to)
{
    static const char *const special[] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]"};
    uint32_t given = 0;
    size_t length = 0;
    while (sizes->pieces && sizes->pieces[given])
        given++;
    for (uint32_t i = 0; i < sizes->vocabulary; i++) {
        char room[80];
        uint32_t j = i - 4 - given; /* after the special and the given ones */
        if (i < 4)
            snprintf(room, sizeof room, "%s\n", special[i]);
        else if (i < 4 + given)
            snprintf(room, sizeof room, "%s\n", sizes->pieces[i - 4]);
        else if (j < 94)
            snprintf(room, sizeof room, "%c\n", '!' + (int)j);
        else if (j < 188)
            snprintf(room, sizeof room, "##%c\n", '!' + (int)(j - 94));
        else
            snprintf(room, sizeof room, "piece%u\n", j);
        size_t n = strlen(room);
        if (to)
            memcpy(to + length, room, n);
        length += n;
    }
    return length;
}

static void put_u32(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> 8 * i);
}

static void put_u64(unsigned char *at, uint64_t value)
{
    put_u32(at, (uint32_t)value);
    put_u32(at + 4, (uint32_t)(value >> 32));
}

static void put_float(unsigned char *at, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, 4);
    put_u32(at, bits);
}

static void put_config(const struct small_sizes *sizes, unsigned char *at)
{
    const struct { const char *name; uint32_t value; } rows[] = {
        {"layers", sizes->layers}, {"width", sizes->width}, {"heads", sizes->width / 32}, {"ff", sizes->ff}, {"window", sizes->window},
        {"vocabulary", sizes->vocabulary}, {"cls", 2}, {"sep", 3}, {"unk", 1}};
    for (uint32_t i = 0; i < 9; i++) {
        memcpy(at + (size_t)32 * i, rows[i].name, strlen(rows[i].name));
        put_float(at + (size_t)32 * i + 28, (float)rows[i].value);
    }
}

static void put_linear(struct plan *plan, const struct part *part, unsigned char *at)
{
    size_t n = round_up(part->rows, 16), k = round_up(part->columns, 4);
    unsigned char *weight = at + 12 * n;
    for (uint32_t c = 0; c < part->rows; c++) {
        int32_t sum = 0;
        put_float(at + 4 * (size_t)c, (1.0F + 0.3F * next_float(&plan->random)) / 30.0F / sqrtf((float)part->columns));
        put_float(at + 4 * (n + c), part->spread * next_float(&plan->random));
        for (uint32_t i = 0; i < part->columns; i++) {
            int32_t w = (int32_t)(63.99F * next_float(&plan->random));
            weight[c / 16 * 16 * k + (size_t)(i / 4) * 64 + c % 16 * 4 + i % 4] = (unsigned char)w;
            sum += w;
        }
        put_u32(at + 4 * (2 * n + c), (uint32_t)sum);
    }
}

static void put_data(struct plan *plan, const struct part *part, unsigned char *at)
{
    size_t scales = round_up((size_t)4 * part->rows, 64);
    switch (part->type) {
    case FLOATS:
        for (size_t i = 0; i < part->length / 4; i++)
            put_float(at + 4 * i, part->middle + part->spread * next_float(&plan->random));
        break;
    case ROWS:
        for (uint32_t i = 0; i < part->rows; i++)
            put_float(at + 4 * (size_t)i, 0.001F);
        for (size_t i = scales; i < part->length; i++)
            at[i] = (unsigned char)(int32_t)(127.99F * next_float(&plan->random));
        break;
    case LINEAR: put_linear(plan, part, at); break;
    case TABLE:
        if (strcmp(part->name, "config") == 0)
            put_config(&plan->sizes, at);
        else {
            memcpy(at, "threshold.cue", 13);
            put_float(at + 28, 0.375F);
        }
        break;
    default:
        if (strcmp(part->name, "name") == 0)
            memcpy(at, "small-1", 7);
        else
            put_vocabulary(&plan->sizes, at);
    }
}

struct small_model small_model_make(struct arena *arena, struct small_sizes sizes)
{
    struct plan *plan = arena_alloc(arena, sizeof *plan);
    struct small_model model = {0};
    if (!plan)
        return model;
    plan->sizes = sizes;
    plan->random = sizes.seed;
    add(plan, "name", BYTES, 1, 7, 0, 0);
    add(plan, "config", TABLE, 9, 1, 0, 0);
    add(plan, "decode", TABLE, 1, 1, 0, 0);
    add(plan, "vocabulary", BYTES, 1, (uint32_t)put_vocabulary(&sizes, NULL), 0, 0);
    add_encoder(plan);
    add_heads(plan);
    model.length = round_up(HEADER + (size_t)ENTRY * plan->count, 64);
    size_t offset = model.length;
    for (uint32_t i = 0; i < plan->count; i++)
        model.length += round_up(plan->parts[i].length, 64);
    model.bytes = arena_alloc(arena, model.length);
    if (!model.bytes)
        return model;
    memcpy(model.bytes, "DIXITMDL", 8);
    put_u32(model.bytes + 8, 1);
    put_u32(model.bytes + 12, plan->count);
    put_u64(model.bytes + 16, model.length);
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct part *part = &plan->parts[i];
        unsigned char *entry = model.bytes + HEADER + (size_t)ENTRY * i;
        memcpy(entry, part->name, sizeof part->name);
        put_u32(entry + 48, part->type);
        put_u32(entry + 52, part->rows);
        put_u32(entry + 56, part->columns);
        put_u64(entry + 64, offset);
        put_u64(entry + 72, part->length);
        put_data(plan, part, model.bytes + offset);
        offset += round_up(part->length, 64);
    }
    small_model_seal(model);
    return model;
}

void small_model_seal(struct small_model model)
{
    struct sha256 hash;
    sha256_init(&hash);
    sha256_add(&hash, model.bytes, 32);
    sha256_add(&hash, model.bytes + HEADER, model.length - HEADER);
    sha256_finish(&hash, model.bytes + 32);
}

unsigned char *small_model_entry(struct small_model model, const char *name)
{
    uint32_t count = (uint32_t)model.bytes[12] | (uint32_t)model.bytes[13] << 8;
    for (uint32_t i = 0; i < count; i++) {
        unsigned char *entry = model.bytes + HEADER + (size_t)ENTRY * i;
        if (strncmp((const char *)entry, name, 48) == 0)
            return entry;
    }
    return NULL;
}
