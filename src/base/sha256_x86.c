/* SPDX-License-Identifier: Apache-2.0 */
/* Four rounds a step: SHA256RNDS2 does two, on the state as ABEF and CDGH; SHA256MSG1 and SHA256MSG2 make the next four words of the schedule
 * (Intel, "SHA Extensions", 2013). */
#include "base/sha256_x86.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

bool sha256_x86_there(void)
{
    unsigned a, b, c, d;
    if (__get_cpuid(1, &a, &b, &c, &d) == 0 || (c >> 19 & 1) == 0 || (c >> 9 & 1) == 0) /* SSE4.1, SSSE3 */
        return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b >> 29 & 1) != 0;
}

__attribute__((target("sha,sse4.1,ssse3"))) void sha256_x86_mix(uint32_t state[8], const uint8_t *blocks, size_t count)
{
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    const __m128i *constants = (const __m128i *)(const void *)sha256_round_constants;
    __m128i low = _mm_loadu_si128((const __m128i *)(const void *)state), high = _mm_loadu_si128((const __m128i *)(const void *)(state + 4));
    low = _mm_shuffle_epi32(low, 0xb1);                                 /* CDAB */
    high = _mm_shuffle_epi32(high, 0x1b);                               /* EFGH */
    __m128i abef = _mm_alignr_epi8(low, high, 8), cdgh = _mm_blend_epi16(high, low, 0xf0);
    for (; count > 0; count--, blocks += 64) {
        __m128i abef_before = abef, cdgh_before = cdgh, w[4];
        for (int i = 0; i < 4; i++)
            w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(const void *)(blocks + 16 * i)), swap);
        for (int step = 0; step < 16; step++) {
            __m128i now = w[step % 4];
            if (step >= 4) { /* w[t-16], sigma0 of w[t-15], w[t-7], sigma1 of w[t-2] */
                __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(now, w[(step + 1) % 4]), _mm_alignr_epi8(w[(step + 3) % 4], w[(step + 2) % 4], 4));
                now = _mm_sha256msg2_epu32(sum, w[(step + 3) % 4]);
                w[step % 4] = now;
            }
            __m128i added = _mm_add_epi32(now, _mm_load_si128(constants + step));
            cdgh = _mm_sha256rnds2_epu32(cdgh, abef, added);
            abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(added, 0x0e));
        }
        abef = _mm_add_epi32(abef, abef_before);
        cdgh = _mm_add_epi32(cdgh, cdgh_before);
    }
    low = _mm_shuffle_epi32(abef, 0x1b);                                /* FEBA */
    high = _mm_shuffle_epi32(cdgh, 0xb1);                               /* DCHG */
    _mm_storeu_si128((__m128i *)(void *)state, _mm_blend_epi16(low, high, 0xf0));
    _mm_storeu_si128((__m128i *)(void *)(state + 4), _mm_alignr_epi8(high, low, 8));
}

#else

bool sha256_x86_there(void)
{
    return false;
}

void sha256_x86_mix(uint32_t state[8], const uint8_t *blocks, size_t count)
{
    (void)state;
    (void)blocks;
    (void)count;
}

#endif
