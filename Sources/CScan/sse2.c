#if defined(__x86_64__)
#include <immintrin.h>
#include "block_masks.h"
#include "utf8_blocks.h"
#include "utf8_tables.h"

#pragma clang attribute push( \
    __attribute__((target("ssse3,popcnt,pclmul"))), apply_to = function)

/// Constants of the classification, held in registers.
typedef struct {
    __m128i delimiter, quote, lf, cr, space;
    /// A byte below 0x80 is plain if the two tables, indexed by its lower and upper half, share a bit.
    __m128i plain_low, plain_high;
} rc_classes;

static inline rc_classes rc_make_classes(uint8_t delimiter) {
    uint8_t low[16], high[16];
    rc_make_plain_tables(low, high);
    return (rc_classes){
        .delimiter = _mm_set1_epi8((char)delimiter),
        .quote = _mm_set1_epi8('"'),
        .lf = _mm_set1_epi8('\n'),
        .cr = _mm_set1_epi8('\r'),
        .space = _mm_set1_epi8(' '),
        .plain_low = _mm_loadu_si128((const __m128i *)low),
        .plain_high = _mm_loadu_si128((const __m128i *)high),
    };
}

static inline uint32_t rc_popcount(uint64_t bits) { return (uint32_t)_mm_popcnt_u64(bits); }

static inline uint64_t rc_prefix_xor_block(uint64_t bits) {
    const __m128i ones = _mm_set1_epi8((char)0xFF);
    return (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)bits), ones, 0));
}

/// A block in four vectors.
typedef struct {
    __m128i part[4];
} rc_block;

static inline rc_block rc_load(const uint8_t *bytes) {
    rc_block block;
    for (int i = 0; i < 4; i++) block.part[i] = _mm_loadu_si128((const __m128i *)(bytes + 16 * i));
    return block;
}

static inline uint64_t rc_bits(const rc_block block) {
    uint64_t bits = 0;
    for (int i = 0; i < 4; i++) {
        bits |= (uint64_t)(uint16_t)_mm_movemask_epi8(block.part[i]) << (16 * i);
    }
    return bits;
}

static inline uint64_t rc_equal(rc_block block, __m128i byte) {
    for (int i = 0; i < 4; i++) block.part[i] = _mm_cmpeq_epi8(block.part[i], byte);
    return rc_bits(block);
}

/// 0xFF for each byte outside the plain set.
static inline __m128i rc_unplain(__m128i v, const rc_classes *c) {
    const __m128i nibble = _mm_set1_epi8(0x0F);
    // A byte of 0x80 and above looks up 0, so it is never plain.
    const __m128i low = _mm_shuffle_epi8(c->plain_low, v);
    const __m128i high =
        _mm_shuffle_epi8(c->plain_high, _mm_and_si128(_mm_srli_epi16(v, 4), nibble));
    return _mm_cmpeq_epi8(_mm_and_si128(low, high), _mm_setzero_si128());
}

static inline rc_block_masks rc_classify_block(const uint8_t *bytes, rc_classes c) {
    const rc_block block = rc_load(bytes);
    rc_block unplain;
    for (int i = 0; i < 4; i++) unplain.part[i] = rc_unplain(block.part[i], &c);
    return (rc_block_masks){
        .delimiter = rc_equal(block, c.delimiter),
        .quote = rc_equal(block, c.quote),
        .lf = rc_equal(block, c.lf),
        .cr = rc_equal(block, c.cr),
        .space = rc_equal(block, c.space),
        .unplain = rc_bits(unplain),
    };
}

static inline __m128i rc_utf8_table(int number) {
    return _mm_loadu_si128((const __m128i *)rc_utf8_tables[number]);
}

/// 0xFF for each byte that completes or breaks no ill-formed sequence.
static inline __m128i rc_utf8_right(const uint8_t *bytes) {
    const __m128i first_high = rc_utf8_table(0);
    const __m128i first_low = rc_utf8_table(1);
    const __m128i second_high = rc_utf8_table(2);
    const __m128i nibble = _mm_set1_epi8(0x0F);
    const __m128i v = _mm_loadu_si128((const __m128i *)bytes);
    const __m128i back1 = _mm_loadu_si128((const __m128i *)(bytes - 1));
    const __m128i back2 = _mm_loadu_si128((const __m128i *)(bytes - 2));
    const __m128i back3 = _mm_loadu_si128((const __m128i *)(bytes - 3));
    const __m128i pair = _mm_and_si128(
        _mm_and_si128(
            _mm_shuffle_epi8(first_high, _mm_and_si128(_mm_srli_epi16(back1, 4), nibble)),
            _mm_shuffle_epi8(first_low, _mm_and_si128(back1, nibble))),
        _mm_shuffle_epi8(second_high, _mm_and_si128(_mm_srli_epi16(v, 4), nibble)));
    // The third and fourth byte of a sequence are continuations after a continuation, no others.
    const __m128i later = _mm_or_si128(
        _mm_subs_epu8(back2, _mm_set1_epi8((char)(0xE0 - 0x80))),
        _mm_subs_epu8(back3, _mm_set1_epi8((char)(0xF0 - 0x80))));
    const __m128i top = _mm_set1_epi8((char)0x80);
    const __m128i error = _mm_xor_si128(_mm_and_si128(later, top), pair);
    return _mm_cmpeq_epi8(error, _mm_setzero_si128());
}

static int suspect_utf8(const rc_scan *s, uint32_t from, uint32_t to) {
    uint64_t wrong = 0;
    uint64_t blocks = rc_utf8_blocks(s, from, to);
    for (; blocks != 0; blocks &= blocks - 1) {
        const uint32_t at = from + 64 * (uint32_t)__builtin_ctzll(blocks);
        rc_block right;
        for (int i = 0; i < 4; i++) right.part[i] = rc_utf8_right(s->bytes + at + 16 * i);
        wrong |= ~rc_bits(right) & rc_utf8_valid(at, to);
    }
    return wrong != 0;
}

#include "block_each.h"

#include "block.h"

static void structure(rc_scan *scan, uint32_t from, uint32_t to) {
    rc_scan_blocks(scan, from, to);
}

#pragma clang attribute pop

const rc_kernel rc_kernel_sse2 = {structure, suspect_utf8};
#endif
