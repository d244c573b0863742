/* SPDX-License-Identifier: Apache-2.0 */
/* sha256.h: SHA-256 (FIPS 180-4), for ids, the model file and, later, the ledger. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

struct sha256 {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[64];
};

void sha256_init(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *bytes, size_t length);
void sha256_finish(struct sha256 *hash, uint8_t digest[32]);
/* 64 lower-case hexadecimal digits and a NUL. */
void sha256_hex(const uint8_t digest[32], char hex[65]);
/* The digest of these bytes, as digits. */
void sha256_hex_of(const void *bytes, size_t length, char hex[65]);

#endif
