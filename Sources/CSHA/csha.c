#include "csha.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

// FIPS 180-4, section 4.2.2.
static const uint32_t constants[64] __attribute__((aligned(64))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

#define KERNEL static inline __attribute__((always_inline, target("sha,sse4.1")))

/// The state in the order that the instructions want: A B E F and C D G H, the first letter in the highest word.
typedef struct {
    __m128i abef, cdgh;
} registers;

KERNEL registers load(const uint32_t *state) {
    __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xb1);
    __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1b);
    return (registers){_mm_alignr_epi8(abcd, efgh, 8), _mm_blend_epi16(efgh, abcd, 0xf0)};
}

KERNEL void store(uint32_t *state, registers r) {
    __m128i feba = _mm_shuffle_epi32(r.abef, 0x1b);
    __m128i dchg = _mm_shuffle_epi32(r.cdgh, 0xb1);
    _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/// The next four words of the message schedule, in the place of the oldest.
KERNEL __m128i schedule(__m128i *w, int group, const uint8_t *bytes) {
    const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i *now = &w[group & 3];
    if (group < 4) {
        *now = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(bytes + 16 * group)), order);
    } else {
        __m128i last = w[(group + 3) & 3], middle = w[(group + 2) & 3], second = w[(group + 1) & 3];
        __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(*now, second), _mm_alignr_epi8(last, middle, 4));
        *now = _mm_sha256msg2_epu32(sum, last);
    }
    return _mm_add_epi32(*now, _mm_load_si128((const __m128i *)(constants + 4 * group)));
}

/// Adds to `lanes` hashes, from as many streams or all from one; lanes of one stream share its message schedule.
KERNEL void add(uint32_t *const *states, const int lanes, const uint8_t **bytes, const int streams, size_t blocks) {
    registers r[2];
    for (int lane = 0; lane < lanes; lane++) r[lane] = load(states[lane]);
    for (; blocks > 0; blocks--) {
        registers before[2];
        __m128i w[2][4];
        for (int lane = 0; lane < lanes; lane++) before[lane] = r[lane];
#pragma unroll
        for (int group = 0; group < 16; group++) {
            __m128i sums[2];
            for (int stream = 0; stream < streams; stream++) sums[stream] = schedule(w[stream], group, bytes[stream]);
            if (streams < lanes) sums[1] = sums[0];
            for (int lane = 0; lane < lanes; lane++)
                r[lane].cdgh = _mm_sha256rnds2_epu32(r[lane].cdgh, r[lane].abef, sums[lane]);
            for (int lane = 0; lane < lanes; lane++)
                r[lane].abef = _mm_sha256rnds2_epu32(r[lane].abef, r[lane].cdgh, _mm_shuffle_epi32(sums[lane], 0x0e));
        }
        for (int stream = 0; stream < streams; stream++) bytes[stream] += 64;
        for (int lane = 0; lane < lanes; lane++) {
            r[lane].abef = _mm_add_epi32(r[lane].abef, before[lane].abef);
            r[lane].cdgh = _mm_add_epi32(r[lane].cdgh, before[lane].cdgh);
        }
    }
    for (int lane = 0; lane < lanes; lane++) store(states[lane], r[lane]);
}

__attribute__((target("sha,sse4.1"))) void csha256_add(uint32_t *state, const uint8_t *bytes, size_t blocks) {
    uint32_t *const states[1] = {state};
    const uint8_t *streams[1] = {bytes};
    add(states, 1, streams, 1, blocks);
}

__attribute__((target("sha,sse4.1"))) void csha256_add_twice(
    uint32_t *first, uint32_t *second, const uint8_t *bytes, size_t blocks) {
    uint32_t *const states[2] = {first, second};
    const uint8_t *streams[1] = {bytes};
    add(states, 2, streams, 1, blocks);
}

__attribute__((target("sha,sse4.1"))) void csha256_add_pair(
    uint32_t *first, const uint8_t *first_bytes, uint32_t *second, const uint8_t *second_bytes, size_t blocks) {
    uint32_t *const states[2] = {first, second};
    const uint8_t *streams[2] = {first_bytes, second_bytes};
    add(states, 2, streams, 2, blocks);
}

_Bool csha256_is_supported(void) {
    unsigned int a, b, c, d;
    // Leaf 7: EBX bit 29 is SHA. Leaf 1: ECX bit 19 is SSE4.1, bit 9 SSSE3.
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b >> 29 & 1)) return 0;
    return __get_cpuid(1, &a, &b, &c, &d) && (c >> 19 & 1) && (c >> 9 & 1);
}

#else

_Bool csha256_is_supported(void) { return 0; }
void csha256_add(uint32_t *state, const uint8_t *bytes, size_t blocks) { __builtin_trap(); }
void csha256_add_twice(uint32_t *first, uint32_t *second, const uint8_t *bytes, size_t blocks) { __builtin_trap(); }
void csha256_add_pair(
    uint32_t *first, const uint8_t *first_bytes, uint32_t *second, const uint8_t *second_bytes, size_t blocks) {
    __builtin_trap();
}

#endif
