/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels for AVX-512 with VNNI (F, BW, DQ, VL, VNNI); compiled with those flags and called only where they are. */
#include "model/kernels.h"

#include <immintrin.h>

typedef __m512 floats;
typedef __m512i wholes;

#define SIGNED_BYTES 0
#define LARGE_TILES 1
enum { TILE_BLOCKS = 2 };

#define f_load(at) _mm512_loadu_ps(at)
#define f_store(at, x) _mm512_storeu_ps(at, x)
#define f_all(x) _mm512_set1_ps(x)
#define f_add(a, b) _mm512_add_ps(a, b)
#define f_sub(a, b) _mm512_sub_ps(a, b)
#define f_mul(a, b) _mm512_mul_ps(a, b)
#define f_div(a, b) _mm512_div_ps(a, b)
#define f_max(a, b) _mm512_max_ps(a, b)
#define f_min(a, b) _mm512_min_ps(a, b)
#define f_abs(a) _mm512_abs_ps(a)
#define f_bits(a) _mm512_castps_si512(a)
#define i_as_floats(a) _mm512_castsi512_ps(a)
#define i_to_floats(a) _mm512_cvtepi32_ps(a)
#define i_zero() _mm512_setzero_si512()
#define i_all(x) _mm512_set1_epi32(x)
#define i_all_bytes(x) _mm512_set1_epi8(x)
#define i_load(at) _mm512_loadu_si512(at)
#define i_store(at, x) _mm512_storeu_si512(at, x)
#define i_add(a, b) _mm512_add_epi32(a, b)
#define i_sub(a, b) _mm512_sub_epi32(a, b)
#define i_left(a, bits) _mm512_slli_epi32(a, bits)
#define i_sum(a) _mm512_reduce_add_epi32(a)

/* In words of the processor, not as intrinsics: gcc 12 copies each sum to another register and to memory round the intrinsic, which
 * halves the speed. */
static inline __attribute__((always_inline)) __m512i dot8(__m512i sum, __m512i bytes, __m512i weights)
{
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(bytes), "v"(weights));
    return sum;
}

static inline __attribute__((always_inline)) __m512i dot16(__m512i sum, __m512i a, __m512i b)
{
    __asm__("vpdpwssd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    return sum;
}

/* The same four bytes in every lane. */
static inline __m512i i_spread(const void *at)
{
    int32_t four;
    __builtin_memcpy(&four, at, 4);
    return _mm512_set1_epi32(four);
}

static inline void i_store_bytes(uint8_t *at, __m512i x)
{
    _mm_storeu_si128((void *)at, _mm512_cvtepi32_epi8(x));
}

/* Low halves of `low`, and above them those of `high`. */
static inline __m512i i_pair(__m512i low, __m512i high)
{
    return _mm512_mask_blend_epi16(0xaaaaaaaaU, low, _mm512_slli_epi32(high, 16));
}

/* Lanes l and l + 8, then l + 4, l + 2, l + 1. */
static inline float f_sum(__m512 x)
{
    __m256 y = _mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps(x, 1));
    __m128 z = _mm_add_ps(_mm256_castps256_ps128(y), _mm256_extractf128_ps(y, 1));
    z = _mm_add_ps(z, _mm_movehl_ps(z, z));
    return _mm_cvtss_f32(_mm_add_ss(z, _mm_movehdup_ps(z)));
}

static inline float f_most(__m512 x)
{
    __m256 y = _mm256_max_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps(x, 1));
    __m128 z = _mm_max_ps(_mm256_castps256_ps128(y), _mm256_extractf128_ps(y, 1));
    z = _mm_max_ps(z, _mm_movehl_ps(z, z));
    return _mm_cvtss_f32(_mm_max_ss(z, _mm_movehdup_ps(z)));
}

#include "model/kernels_lanes.h"

const struct kernels kernels_avx512 = LANES_KERNELS("avx512");
