#if defined(__x86_64__)
#include <immintrin.h>
#include "block_masks.h"
#include "utf8_blocks.h"
#include "utf8_tables.h"

#pragma clang attribute push( \
    __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul"))), apply_to = function)

/// Constants of the classification, held in registers.
typedef struct {
    __m256i delimiter, quote, lf, cr, space;
    /// A byte below 0x80 is plain if the two tables, indexed by its lower and upper half, share a bit.
    __m256i plain_low, plain_high;
} rc_classes;

static inline rc_classes rc_make_classes(uint8_t delimiter) {
    uint8_t low[16], high[16];
    rc_make_plain_tables(low, high);
    return (rc_classes){
        .delimiter = _mm256_set1_epi8((char)delimiter),
        .quote = _mm256_set1_epi8('"'),
        .lf = _mm256_set1_epi8('\n'),
        .cr = _mm256_set1_epi8('\r'),
        .space = _mm256_set1_epi8(' '),
        .plain_low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)low)),
        .plain_high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)high)),
    };
}

static inline uint32_t rc_popcount(uint64_t bits) { return (uint32_t)_mm_popcnt_u64(bits); }

static inline uint64_t rc_prefix_xor_block(uint64_t bits) {
    const __m128i ones = _mm_set1_epi8((char)0xFF);
    return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), ones, 0));
}

static inline uint64_t rc_bits(__m256i low, __m256i high) {
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline uint64_t rc_equal(__m256i low, __m256i high, __m256i byte) {
    return rc_bits(_mm256_cmpeq_epi8(low, byte), _mm256_cmpeq_epi8(high, byte));
}

/// 0xFF for each byte outside the plain set.
static inline __m256i rc_unplain(__m256i v, const rc_classes *c) {
    const __m256i nibble = _mm256_set1_epi8(0x0F);
    // A byte of 0x80 and above looks up 0, so it is never plain.
    const __m256i low = _mm256_shuffle_epi8(c->plain_low, v);
    const __m256i high =
        _mm256_shuffle_epi8(c->plain_high, _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble));
    return _mm256_cmpeq_epi8(_mm256_and_si256(low, high), _mm256_setzero_si256());
}

static inline rc_block_masks rc_classify_block(const uint8_t *bytes, rc_classes c) {
    const __m256i a = _mm256_loadu_si256((const __m256i *)bytes);
    const __m256i b = _mm256_loadu_si256((const __m256i *)(bytes + 32));
    return (rc_block_masks){
        .delimiter = rc_equal(a, b, c.delimiter),
        .quote = rc_equal(a, b, c.quote),
        .lf = rc_equal(a, b, c.lf),
        .cr = rc_equal(a, b, c.cr),
        .space = rc_equal(a, b, c.space),
        .unplain = rc_bits(rc_unplain(a, &c), rc_unplain(b, &c)),
    };
}

static inline __m128i rc_utf8_table(int number) {
    return _mm_loadu_si128((const __m128i *)rc_utf8_tables[number]);
}

/// 0xFF for each byte that completes or breaks no ill-formed sequence.
static inline __m256i rc_utf8_right(const uint8_t *bytes) {
    const __m256i first_high = _mm256_broadcastsi128_si256(rc_utf8_table(0));
    const __m256i first_low = _mm256_broadcastsi128_si256(rc_utf8_table(1));
    const __m256i second_high = _mm256_broadcastsi128_si256(rc_utf8_table(2));
    const __m256i nibble = _mm256_set1_epi8(0x0F);
    const __m256i v = _mm256_loadu_si256((const __m256i *)bytes);
    const __m256i back1 = _mm256_loadu_si256((const __m256i *)(bytes - 1));
    const __m256i back2 = _mm256_loadu_si256((const __m256i *)(bytes - 2));
    const __m256i back3 = _mm256_loadu_si256((const __m256i *)(bytes - 3));
    const __m256i pair = _mm256_and_si256(
        _mm256_and_si256(
            _mm256_shuffle_epi8(first_high, _mm256_and_si256(_mm256_srli_epi16(back1, 4), nibble)),
            _mm256_shuffle_epi8(first_low, _mm256_and_si256(back1, nibble))),
        _mm256_shuffle_epi8(second_high, _mm256_and_si256(_mm256_srli_epi16(v, 4), nibble)));
    // The third and fourth byte of a sequence are continuations after a continuation, no others.
    const __m256i later = _mm256_or_si256(
        _mm256_subs_epu8(back2, _mm256_set1_epi8((char)(0xE0 - 0x80))),
        _mm256_subs_epu8(back3, _mm256_set1_epi8((char)(0xF0 - 0x80))));
    const __m256i top = _mm256_set1_epi8((char)0x80);
    const __m256i error = _mm256_xor_si256(_mm256_and_si256(later, top), pair);
    return _mm256_cmpeq_epi8(error, _mm256_setzero_si256());
}

static int suspect_utf8(const rc_scan *s, uint32_t from, uint32_t to) {
    uint64_t wrong = 0;
    uint64_t blocks = rc_utf8_blocks(s, from, to);
    for (; blocks != 0; blocks &= blocks - 1) {
        const uint32_t at = from + 64 * (uint32_t)__builtin_ctzll(blocks);
        const uint64_t right =
            rc_bits(rc_utf8_right(s->bytes + at), rc_utf8_right(s->bytes + at + 32));
        wrong |= ~right & rc_utf8_valid(at, to);
    }
    return wrong != 0;
}

#include "block_each.h"

#include "block.h"

static void structure(rc_scan *scan, uint32_t from, uint32_t to) {
    rc_scan_blocks(scan, from, to);
}

#pragma clang attribute pop

const rc_kernel rc_kernel_avx2 = {structure, suspect_utf8};
#endif
