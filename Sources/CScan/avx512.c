#if defined(__x86_64__)
#include <immintrin.h>
#include "block_masks.h"
#include "utf8_blocks.h"
#include "utf8_tables.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt,popcnt,pclmul"))), \
    apply_to = function)

/// Constants of the classification, held in registers.
typedef struct {
    __m512i delimiter, quote, lf, cr, space;
    /// For each ASCII byte, 0x80 if it is outside the plain set.
    __m512i unplain_low, unplain_high;
} rc_classes;

static inline rc_classes rc_make_classes(uint8_t delimiter) {
    uint8_t unplain[128];
    for (int byte = 0; byte < 128; byte++) unplain[byte] = rc_plain[byte] ? 0 : 0x80;
    return (rc_classes){
        .delimiter = _mm512_set1_epi8((char)delimiter),
        .quote = _mm512_set1_epi8('"'),
        .lf = _mm512_set1_epi8('\n'),
        .cr = _mm512_set1_epi8('\r'),
        .space = _mm512_set1_epi8(' '),
        .unplain_low = _mm512_loadu_si512(unplain),
        .unplain_high = _mm512_loadu_si512(unplain + 64),
    };
}

static inline uint32_t rc_popcount(uint64_t bits) { return (uint32_t)_mm_popcnt_u64(bits); }

static inline uint64_t rc_prefix_xor(uint64_t bits) {
    const __m128i ones = _mm_set1_epi8((char)0xFF);
    return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), ones, 0));
}

static inline rc_masks rc_classify(const uint8_t *bytes, rc_classes c) {
    const __m512i v = _mm512_loadu_si512(bytes);
    const __m512i unplain = _mm512_permutex2var_epi8(c.unplain_low, v, c.unplain_high);
    return (rc_masks){
        .delimiter = _mm512_cmpeq_epi8_mask(v, c.delimiter),
        .quote = _mm512_cmpeq_epi8_mask(v, c.quote),
        .lf = _mm512_cmpeq_epi8_mask(v, c.lf),
        .cr = _mm512_cmpeq_epi8_mask(v, c.cr),
        .space = _mm512_cmpeq_epi8_mask(v, c.space),
        .unplain = _mm512_movepi8_mask(_mm512_or_si512(unplain, v)),
    };
}

static inline __m128i rc_utf8_table(int number) {
    return _mm_loadu_si128((const __m128i *)rc_utf8_tables[number]);
}

/// Not 0 in each byte that completes or breaks an ill-formed sequence.
static inline __m512i rc_utf8_errors(const uint8_t *bytes) {
    const __m512i first_high = _mm512_broadcast_i32x4(rc_utf8_table(0));
    const __m512i first_low = _mm512_broadcast_i32x4(rc_utf8_table(1));
    const __m512i second_high = _mm512_broadcast_i32x4(rc_utf8_table(2));
    const __m512i nibble = _mm512_set1_epi8(0x0F);
    const __m512i v = _mm512_loadu_si512(bytes);
    const __m512i back1 = _mm512_loadu_si512(bytes - 1);
    const __m512i back2 = _mm512_loadu_si512(bytes - 2);
    const __m512i back3 = _mm512_loadu_si512(bytes - 3);
    const __m512i pair = _mm512_ternarylogic_epi64(
        _mm512_shuffle_epi8(first_high, _mm512_and_si512(_mm512_srli_epi16(back1, 4), nibble)),
        _mm512_shuffle_epi8(first_low, _mm512_and_si512(back1, nibble)),
        _mm512_shuffle_epi8(second_high, _mm512_and_si512(_mm512_srli_epi16(v, 4), nibble)), 0x80);
    // The third and fourth byte of a sequence are continuations after a continuation, no others.
    const __m512i later = _mm512_or_si512(
        _mm512_subs_epu8(back2, _mm512_set1_epi8((char)(0xE0 - 0x80))),
        _mm512_subs_epu8(back3, _mm512_set1_epi8((char)(0xF0 - 0x80))));
    const __m512i top = _mm512_set1_epi8((char)0x80);
    return _mm512_xor_si512(_mm512_and_si512(later, top), pair);
}

static uint64_t marked_blocks(const uint64_t *words, uint32_t count) {
    uint64_t marked = 0;
    for (uint32_t i = 0; i < count; i += 8) {
        const __m512i eight = _mm512_loadu_si512(words + i);
        marked |= (uint64_t)_mm512_test_epi64_mask(eight, eight) << i;
    }
    return marked;
}

static int suspect_utf8(const rc_scan *s, uint32_t from, uint32_t to) {
    __m512i errors = _mm512_setzero_si512();
    const uint64_t marked = marked_blocks(s->attention + (from >> 6), (to - from + 63) >> 6);
    uint64_t blocks = rc_utf8_blocks(s, from, to, marked);
    for (; blocks != 0; blocks &= blocks - 1) {
        const uint32_t at = from + 64 * (uint32_t)_tzcnt_u64(blocks);
        errors = _mm512_or_si512(
            errors, _mm512_maskz_mov_epi8(rc_utf8_valid(at, to), rc_utf8_errors(s->bytes + at)));
    }
    return _mm512_test_epi8_mask(errors, errors) != 0;
}

static inline void rc_write_ends(uint32_t *ends, uint32_t base, uint64_t bits) {
    const __m512i numbers = _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
        40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
        17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i packed = _mm512_maskz_compress_epi8(bits, numbers);
    const __m512i offset = _mm512_set1_epi32((int)base);
    const uint32_t count = rc_popcount(bits);
    _mm512_storeu_si512(
        ends, _mm512_add_epi32(offset, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed))));
    if (count > 16) {
        _mm512_storeu_si512(
            ends + 16,
            _mm512_add_epi32(offset, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, 1))));
        if (count > 32) {
            _mm512_storeu_si512(
                ends + 32,
                _mm512_add_epi32(offset, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, 2))));
            _mm512_storeu_si512(
                ends + 48,
                _mm512_add_epi32(offset, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(packed, 3))));
        }
    }
}

#define RC_PICKS_FIRSTS 1
static inline void rc_pick(uint8_t *to, const uint8_t *bytes, uint64_t bits) {
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(bytes)));
}

#include "block.h"

static void structure(rc_scan *scan, uint32_t from, uint32_t to) {
    rc_scan_blocks(scan, from, to);
}

#pragma clang attribute pop

const rc_kernel rc_kernel_avx512 = {structure, suspect_utf8};
#endif
