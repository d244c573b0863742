/* SPDX-License-Identifier: Apache-2.0 */
/* The kernels for AVX2: 16 lanes are two registers. Compiled with -mavx2 and called only where that is. */
#include "model/kernels.h"

#include <immintrin.h>

typedef struct {
    __m256 a, b; /* lanes 0 … 7 and 8 … 15 */
} floats;

typedef struct {
    __m256i a, b;
} wholes;

#define SIGNED_BYTES 0
#define LARGE_TILES 0
enum { TILE_BLOCKS = 1 };

#define BOTH static inline __attribute__((always_inline))
#define EACH(type, name, x, y, operation)            \
    BOTH type name(type x, type y)                   \
    {                                                \
        return (type){operation(x.a, y.a), operation(x.b, y.b)}; \
    }

EACH(floats, f_add, x, y, _mm256_add_ps)
EACH(floats, f_sub, x, y, _mm256_sub_ps)
EACH(floats, f_mul, x, y, _mm256_mul_ps)
EACH(floats, f_div, x, y, _mm256_div_ps)
EACH(floats, f_max, x, y, _mm256_max_ps)
EACH(floats, f_min, x, y, _mm256_min_ps)
EACH(wholes, i_add, x, y, _mm256_add_epi32)
EACH(wholes, i_sub, x, y, _mm256_sub_epi32)

BOTH floats f_load(const float *at)
{
    return (floats){_mm256_loadu_ps(at), _mm256_loadu_ps(at + 8)};
}

BOTH void f_store(float *at, floats x)
{
    _mm256_storeu_ps(at, x.a);
    _mm256_storeu_ps(at + 8, x.b);
}

BOTH floats f_all(float x)
{
    __m256 y = _mm256_set1_ps(x);
    return (floats){y, y};
}

BOTH floats f_abs(floats x)
{
    __m256 sign = _mm256_set1_ps(-0.0F);
    return (floats){_mm256_andnot_ps(sign, x.a), _mm256_andnot_ps(sign, x.b)};
}

BOTH wholes f_bits(floats x)
{
    return (wholes){_mm256_castps_si256(x.a), _mm256_castps_si256(x.b)};
}

BOTH floats i_as_floats(wholes x)
{
    return (floats){_mm256_castsi256_ps(x.a), _mm256_castsi256_ps(x.b)};
}

BOTH floats i_to_floats(wholes x)
{
    return (floats){_mm256_cvtepi32_ps(x.a), _mm256_cvtepi32_ps(x.b)};
}

BOTH wholes i_zero(void)
{
    return (wholes){_mm256_setzero_si256(), _mm256_setzero_si256()};
}

BOTH wholes i_all(int32_t x)
{
    return (wholes){_mm256_set1_epi32(x), _mm256_set1_epi32(x)};
}

BOTH wholes i_all_bytes(char x)
{
    return (wholes){_mm256_set1_epi8(x), _mm256_set1_epi8(x)};
}

BOTH wholes i_load(const void *at)
{
    const __m256i *from = at;
    return (wholes){_mm256_loadu_si256(from), _mm256_loadu_si256(from + 1)};
}

BOTH void i_store(void *at, wholes x)
{
    __m256i *to = at;
    _mm256_storeu_si256(to, x.a);
    _mm256_storeu_si256(to + 1, x.b);
}

#define i_left(x, bits) ((wholes){_mm256_slli_epi32((x).a, bits), _mm256_slli_epi32((x).b, bits)})

/* The same four bytes in every lane. */
BOTH wholes i_spread(const void *at)
{
    int32_t four;
    __builtin_memcpy(&four, at, 4);
    __m256i x = _mm256_set1_epi32(four);
    return (wholes){x, x};
}

/* Each byte product of 255 × 63 at most: two of them fit 16 bits, so that nothing saturates. */
BOTH wholes dot8(wholes sum, wholes bytes, wholes weights)
{
    __m256i ones = _mm256_set1_epi16(1);
    sum.a = _mm256_add_epi32(sum.a, _mm256_madd_epi16(_mm256_maddubs_epi16(bytes.a, weights.a), ones));
    sum.b = _mm256_add_epi32(sum.b, _mm256_madd_epi16(_mm256_maddubs_epi16(bytes.b, weights.b), ones));
    return sum;
}

BOTH wholes dot16(wholes sum, wholes x, wholes y)
{
    sum.a = _mm256_add_epi32(sum.a, _mm256_madd_epi16(x.a, y.a));
    sum.b = _mm256_add_epi32(sum.b, _mm256_madd_epi16(x.b, y.b));
    return sum;
}

/* The low 16 bits of each lane, in order. */
BOTH __m256i low_shorts(wholes x)
{
    __m256i mask = _mm256_set1_epi32(0xffff);
    __m256i y = _mm256_packus_epi32(_mm256_and_si256(x.a, mask), _mm256_and_si256(x.b, mask));
    return _mm256_permute4x64_epi64(y, 0xd8);
}

BOTH void i_store_bytes(uint8_t *at, wholes x)
{
    __m256i y = _mm256_and_si256(low_shorts(x), _mm256_set1_epi16(0xff));
    _mm_storeu_si128((void *)at, _mm_packus_epi16(_mm256_castsi256_si128(y), _mm256_extracti128_si256(y, 1)));
}

/* Low halves of `low`, and above them those of `high`. */
BOTH wholes i_pair(wholes low, wholes high)
{
    return (wholes){_mm256_blend_epi16(low.a, _mm256_slli_epi32(high.a, 16), 0xaa),
                    _mm256_blend_epi16(low.b, _mm256_slli_epi32(high.b, 16), 0xaa)};
}

BOTH int32_t i_sum(wholes x)
{
    __m256i y = _mm256_add_epi32(x.a, x.b);
    __m128i z = _mm_add_epi32(_mm256_castsi256_si128(y), _mm256_extracti128_si256(y, 1));
    z = _mm_add_epi32(z, _mm_unpackhi_epi64(z, z));
    return _mm_cvtsi128_si32(_mm_add_epi32(z, _mm_shuffle_epi32(z, 1)));
}

/* Lanes l and l + 8, then l + 4, l + 2, l + 1. */
BOTH float f_sum(floats x)
{
    __m256 y = _mm256_add_ps(x.a, x.b);
    __m128 z = _mm_add_ps(_mm256_castps256_ps128(y), _mm256_extractf128_ps(y, 1));
    z = _mm_add_ps(z, _mm_movehl_ps(z, z));
    return _mm_cvtss_f32(_mm_add_ss(z, _mm_movehdup_ps(z)));
}

BOTH float f_most(floats x)
{
    __m256 y = _mm256_max_ps(x.a, x.b);
    __m128 z = _mm_max_ps(_mm256_castps256_ps128(y), _mm256_extractf128_ps(y, 1));
    z = _mm_max_ps(z, _mm_movehl_ps(z, z));
    return _mm_cvtss_f32(_mm_max_ss(z, _mm_movehdup_ps(z)));
}

#include "model/kernels_lanes.h"

const struct kernels kernels_avx2 = LANES_KERNELS("avx2");
