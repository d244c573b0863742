/* SPDX-License-Identifier: Apache-2.0 */
/* sha256_x86.h: SHA-256's inner part by the SHA extensions of x86-64, which not every processor has. */
#ifndef BASE_SHA256_X86_H
#define BASE_SHA256_X86_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* K of the standard, for both ways; aligned for the processor's registers. */
extern const uint32_t sha256_round_constants[64];

/* Has this processor the instructions? False on any other architecture. */
bool sha256_x86_there(void);

/* Mixes `count` blocks of 64 bytes into the state. Only where they are there. */
void sha256_x86_mix(uint32_t state[8], const uint8_t *blocks, size_t count);

#endif
