#if defined(__x86_64__)
#include "CScanKeys.h"

#include <immintrin.h>

#define AES                                                                                      \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,aes,vaes,bmi,bmi2")))
#define INLINE AES static inline __attribute__((always_inline))

/// The sixty-four bytes or fewer from `value` on, what lies after them as zeros.
INLINE __m512i aes_load(const uint8_t *value, size_t left) {
    // From 64 on all bits stay.
    return _mm512_maskz_loadu_epi8(_bzhi_u64(~(uint64_t)0, left < 255 ? (unsigned)left : 255), value);
}

INLINE __m512i aes_round(const rc_keys_secret *secret, __m512i state, int round) {
    return _mm512_aesenc_epi128(state, _mm512_loadu_si512(secret->rounds[round]));
}

/// Four rounds of the sixteen bytes of each lane: each bit of a lane depends on all of them.
INLINE __m512i aes_rounds(const rc_keys_secret *secret, __m512i state) {
    for (int round = 1; round <= 4; round++) state = aes_round(secret, state, round);
    return state;
}

/// All lanes and the length together, and two more rounds.
INLINE uint64_t aes_end(const rc_keys_secret *secret, __m512i state, size_t length) {
    const __m256i half =
        _mm256_xor_si256(_mm512_castsi512_si256(state), _mm512_extracti64x4_epi64(state, 1));
    __m128i quarter =
        _mm_xor_si128(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
    quarter = _mm_xor_si128(quarter, _mm_cvtsi64_si128((long long)length));
    quarter = _mm_aesenc_si128(quarter, _mm_loadu_si128((const __m128i *)secret->rounds[5]));
    quarter = _mm_aesenc_si128(quarter, _mm_loadu_si128((const __m128i *)secret->rounds[6]));
    return (uint64_t)_mm_cvtsi128_si64(quarter);
}

/// Where a value's hash begins, by its column; other lanes, other words.
INLINE __m512i aes_begin(const rc_keys_secret *secret, uint64_t seed) {
    return _mm512_xor_si512(
        _mm512_loadu_si512(secret->rounds[0]), _mm512_set1_epi64((long long)seed));
}

INLINE __m512i aes_block(const rc_keys_secret *secret, __m512i state, __m512i block, int fold_case,
                         uint64_t *found) {
    if (fold_case) {
        const __mmask64 capitals = _mm512_cmplt_epu8_mask(
            _mm512_sub_epi8(block, _mm512_set1_epi8('A')), _mm512_set1_epi8(26));
        *found |= capitals;
        block = _mm512_mask_add_epi8(block, capitals, block, _mm512_set1_epi8(0x20));
    }
    return aes_rounds(secret, _mm512_xor_si512(state, block));
}

INLINE uint64_t aes_hash(const rc_keys_secret *secret, uint64_t seed, const uint8_t *value,
                         size_t length, int fold_case, int *has_capitals) {
    __m512i state = aes_begin(secret, seed);
    uint64_t found = 0;
    state = aes_block(secret, state, aes_load(value, length), fold_case, &found);
    for (size_t at = 64; __builtin_expect(at < length, 0); at += 64) {
        state = aes_block(secret, state, aes_load(value + at, length - at), fold_case, &found);
    }
    *has_capitals = found != 0;
    return aes_end(secret, state, length);
}

typedef __m512i aes_sum;
INLINE aes_sum aes_no_sum(void) { return _mm512_setzero_si512(); }

/// A blank value adds what its column says: no branch on it.
INLINE aes_sum aes_add(const rc_keys_secret *secret, aes_sum sum, uint64_t seed, const uint8_t *value,
                       size_t length) {
    const __m512i begin = _mm512_xor_si512(
        aes_begin(secret, seed), _mm512_zextsi128_si512(_mm_cvtsi64_si128((long long)length)));
    __m512i state = aes_rounds(secret, _mm512_xor_si512(begin, aes_load(value, length)));
    for (size_t at = 64; __builtin_expect(at < length, 0); at += 64) {
        state = aes_rounds(secret, _mm512_xor_si512(state, aes_load(value + at, length - at)));
    }
    return _mm512_add_epi64(sum, state);
}

INLINE uint32_t aes_mark(const rc_keys_secret *secret, aes_sum sum) {
    return (uint32_t)(aes_end(secret, sum, 0) >> 32);
}

#define KEYS_NAME(name) aes_##name
#define KEYS_TARGET AES
#include "keys.h"

AES rc_key rc_value_key_aes(const rc_keys_secret *secret, uint64_t seed, const uint8_t *value,
                            size_t length) {
    return aes_key(secret, seed, value, length);
}

AES int rc_row_keys_aes(const rc_keys_secret *secret, const rc_row_key_places *places,
                        const uint8_t *const *starts, const uint32_t *lengths, uint64_t *hashes,
                        uint32_t *marks, uint64_t unfollowed) {
    return aes_row(secret, places, starts, lengths, hashes, marks, unfollowed);
}

#endif
