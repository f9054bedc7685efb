#if defined(__x86_64__)
#include <immintrin.h>
#include "block_masks.h"
#include "utf8_blocks.h"
#include "utf8_tables.h"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,avx512vbmi2,gfni," \
                          "avx512vpopcntdq,vpclmulqdq,bmi,bmi2,lzcnt,popcnt,pclmul"))), \
    apply_to = function)

/// What a byte may be: bits of the classes, each with its place in `rc_masks`.
enum { RC_DELIMITER = 1, RC_QUOTE = 2, RC_IS_LF = 4, RC_IS_CR = 8, RC_SPACE = 16, RC_UNPLAIN = 32 };

/// Constants of the classification, held in registers.
typedef struct {
    /// For each ASCII byte its classes.
    __m512i low, high;
} rc_classes;

static inline rc_classes rc_make_classes(uint8_t delimiter) {
    uint8_t classes[128];
    for (int byte = 0; byte < 128; byte++) classes[byte] = rc_plain[byte] ? 0 : RC_UNPLAIN;
    classes['"'] |= RC_QUOTE;
    classes['\n'] |= RC_IS_LF;
    classes['\r'] |= RC_IS_CR;
    classes[' '] |= RC_SPACE;
    if (delimiter < 128) classes[delimiter] |= RC_DELIMITER;
    return (rc_classes){_mm512_loadu_si512(classes), _mm512_loadu_si512(classes + 64)};
}

static inline uint32_t rc_popcount(uint64_t bits) { return (uint32_t)_mm_popcnt_u64(bits); }

static inline int rc_any(rc_words words) {
    return _mm512_test_epi64_mask((__m512i)words, (__m512i)words) != 0;
}

static inline rc_words rc_prefix_xor(rc_words words, uint64_t carry) {
    const __m512i ones = _mm512_set1_epi64(-1);
    const __m512i even = _mm512_clmulepi64_epi128((__m512i)words, ones, 0x00);
    const __m512i odd = _mm512_clmulepi64_epi128((__m512i)words, ones, 0x01);
    const __m512i each = _mm512_unpacklo_epi64(even, odd);
    // Which words begin inside: the parity of all before.
    unsigned parity = _mm512_movepi64_mask(each);
    parity ^= parity << 1;
    parity ^= parity << 2;
    parity ^= parity << 4;
    const __mmask8 flipped = (__mmask8)(parity << 1 ^ (unsigned)carry);
    return (rc_words)_mm512_mask_xor_epi64(each, flipped, each, ones);
}

/// The classes of a block, transposed by eights: byte 8 g + c has bit 7 - i where byte 8 g + i is of
/// class c.
static inline __m512i rc_class_bits(const uint8_t *bytes, rc_classes c) {
    // Bytes beyond ASCII are as little plain as DEL.
    const __m512i ascii = _mm512_min_epu8(_mm512_loadu_si512(bytes), _mm512_set1_epi8(0x7F));
    const __m512i classes = _mm512_permutex2var_epi8(c.low, ascii, c.high);
    const __m512i identity = _mm512_set1_epi64((long long)0x8040201008040201ull);
    return _mm512_gf2p8affine_epi64_epi8(identity, classes, 0);
}

/// Each byte with its bits in reverse.
static inline rc_words rc_turned(__m512i bytes) {
    return (rc_words)_mm512_gf2p8affine_epi64_epi8(
        bytes, _mm512_set1_epi64((long long)0x8040201008040201ull), 0);
}

/// The words of two classes.
typedef struct {
    rc_words even, odd;
} rc_pair;

/// Of four vectors, each of two blocks, two classes: the first ones (`half` 0x44) or the last (0xEE).
#define rc_gathered(parts, half)                                                              \
    rc_separated(_mm512_shuffle_i64x2((parts)[0], (parts)[1], half),                          \
                 _mm512_shuffle_i64x2((parts)[2], (parts)[3], half))

static inline rc_pair rc_separated(__m512i front, __m512i back) {
    return (rc_pair){
        .even = rc_turned(_mm512_shuffle_i64x2(front, back, 0x88)),
        .odd = rc_turned(_mm512_shuffle_i64x2(front, back, 0xDD)),
    };
}

static inline rc_masks rc_classify(const uint8_t *bytes, rc_classes c) {
    uint8_t first[64], last[64];
    // Words of two blocks in turn: classes 0 to 3 of both, and 4 to 7.
    for (int i = 0; i < 64; i++) {
        const int class = i / 16, block = i / 8 % 2, group = i % 8;
        first[i] = (uint8_t)(block * 64 + group * 8 + class);
        last[i] = (uint8_t)(block * 64 + group * 8 + class + 4);
    }
    const __m512i take_first = _mm512_loadu_si512(first), take_last = _mm512_loadu_si512(last);
    __m512i low[4], high[4];
    for (int i = 0; i < 4; i++) {
        const __m512i a = rc_class_bits(bytes + 128 * i, c);
        const __m512i b = rc_class_bits(bytes + 128 * i + 64, c);
        low[i] = _mm512_permutex2var_epi8(a, take_first, b);
        high[i] = _mm512_permutex2var_epi8(a, take_last, b);
    }
    const rc_pair classes01 = rc_gathered(low, 0x44), classes23 = rc_gathered(low, 0xEE);
    const rc_pair classes45 = rc_gathered(high, 0x44);
    return (rc_masks){
        .delimiter = classes01.even, .quote = classes01.odd, .lf = classes23.even,
        .cr = classes23.odd, .space = classes45.even, .unplain = classes45.odd,
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

static uint64_t utf8_blocks(const rc_scan *s, uint32_t from, uint32_t to) {
    const uint64_t *const words = s->attention + (from >> 6);
    uint64_t marked = 0, open = 0;
    for (uint32_t i = 0; i < (to - from + 63) >> 6; i += 8) {
        const __m512i eight = _mm512_loadu_si512(words + i);
        marked |= (uint64_t)_mm512_test_epi64_mask(eight, eight) << i;
        open |= (uint64_t)_mm512_movepi64_mask(eight) << i;
    }
    return rc_blocks_to_see(s, from, to, marked, open);
}

static int suspect_utf8(const rc_scan *s, uint32_t from, uint32_t to) {
    __m512i errors = _mm512_setzero_si512();
    uint64_t blocks = utf8_blocks(s, from, to);
    for (; blocks != 0; blocks &= blocks - 1) {
        const uint32_t at = from + 64 * (uint32_t)_tzcnt_u64(blocks);
        errors = _mm512_or_si512(
            errors, _mm512_maskz_mov_epi8(rc_utf8_valid(at, to), rc_utf8_errors(s->bytes + at)));
    }
    return _mm512_test_epi8_mask(errors, errors) != 0;
}

RC_INLINE __m512i rc_numbers(void) {
    return _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
        40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
        17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
}

/// Writes the places of a block's ends; 64 entries are touched.
RC_INLINE void rc_write_ends(uint32_t *ends, uint32_t base, uint64_t bits) {
    const __m512i packed = _mm512_maskz_compress_epi8(bits, rc_numbers());
    const __m512i offset = _mm512_set1_epi32((int)base);
    const __m128i parts[4] = {
        _mm512_castsi512_si128(packed), _mm512_extracti32x4_epi32(packed, 1),
        _mm512_extracti32x4_epi32(packed, 2), _mm512_extracti32x4_epi32(packed, 3)};
    for (int i = 0; i < 4; i++) {
        _mm512_storeu_si512(ends + 16 * i, _mm512_add_epi32(offset, _mm512_cvtepu8_epi32(parts[i])));
    }
}

/// The sum of the words before each one.
RC_INLINE __m512i rc_sums_before(__m512i words) {
    const __m512i none = _mm512_setzero_si512();
    __m512i sums = _mm512_alignr_epi64(words, none, 7);
    sums = _mm512_add_epi64(sums, _mm512_alignr_epi64(sums, none, 7));
    sums = _mm512_add_epi64(sums, _mm512_alignr_epi64(sums, none, 6));
    return _mm512_add_epi64(sums, _mm512_alignr_epi64(sums, none, 4));
}

RC_INLINE void rc_write_record_ends(
    const rc_scan *s, rc_counts *n, __m512i ends, __m512i before, __m512i record_ends) {
    const __m512i others = _mm512_add_epi64(record_ends, _mm512_set1_epi64(-1));
    uint32_t *const out = s->record_ends + n->records;
    if (__builtin_expect(_mm512_test_epi64_mask(record_ends, others), 0)) {
        uint64_t e[8], r[8], b[8];
        _mm512_storeu_si512(e, ends);
        _mm512_storeu_si512(r, record_ends);
        _mm512_storeu_si512(b, before);
        uint32_t count = 0;
        for (int i = 0; i < 8; i++) {
            for (uint64_t rest = r[i]; rest; rest &= rest - 1) {
                out[count++] = (uint32_t)b[i] + rc_popcount(e[i] & (rest ^ (rest - 1)));
            }
        }
        n->records += count;
        return;
    }
    // At most one in each block, as nearly always.
    const __mmask8 some = _mm512_test_epi64_mask(record_ends, record_ends);
    const __m512i up_to = _mm512_and_si512(ends, _mm512_xor_si512(record_ends, others));
    const __m512i numbers = _mm512_add_epi64(before, _mm512_popcnt_epi64(up_to));
    _mm256_storeu_si256(
        (__m256i *)out, _mm512_cvtepi64_epi32(_mm512_maskz_compress_epi64(some, numbers)));
    n->records += rc_popcount(some);
}

RC_INLINE void rc_write_index(
    const rc_scan *s, rc_counts *n, rc_words ends, rc_words record_ends, uint32_t base,
    uint32_t count) {
    const __m512i counts = _mm512_popcnt_epi64((__m512i)ends);
    const __m512i before = _mm512_add_epi64(rc_sums_before(counts), _mm512_set1_epi64(n->ends));
    rc_write_record_ends(s, n, (__m512i)ends, before, (__m512i)record_ends);
    uint64_t bits[8], places[8];
    _mm512_storeu_si512(bits, (__m512i)ends);
    _mm512_storeu_si512(places, before);
    const int sparse = !_mm512_cmpgt_epu64_mask(counts, _mm512_set1_epi64(16));
    if (__builtin_expect(sparse && count == 8, 1)) {
        __m512i offset = _mm512_set1_epi32((int)base);
        for (uint32_t i = 0; i < 8; i++) {
            const __m512i packed = _mm512_maskz_compress_epi8(bits[i], rc_numbers());
            _mm512_storeu_si512(
                s->ends + places[i],
                _mm512_add_epi32(offset, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(packed))));
            offset = _mm512_add_epi32(offset, _mm512_set1_epi32(64));
        }
        if (s->firsts) {
            for (uint32_t i = 0; i < 8; i++) {
                const __m512i picked = _mm512_maskz_compress_epi8(
                    bits[i], _mm512_loadu_si512(s->bytes + base + 64 * i + 1));
                _mm_storeu_si128(
                    (__m128i *)(s->firsts + places[i] + 1), _mm512_castsi512_si128(picked));
            }
        }
    } else {
        for (uint32_t i = 0; i < count; i++) {
            rc_write_ends(s->ends + places[i], base + 64 * i, bits[i]);
            if (s->firsts) {
                _mm512_storeu_si512(
                    s->firsts + places[i] + 1,
                    _mm512_maskz_compress_epi8(
                        bits[i], _mm512_loadu_si512(s->bytes + base + 64 * i + 1)));
            }
        }
    }
    n->ends = (uint32_t)places[7] + rc_popcount(bits[7]);
}

#include "block.h"

static void structure(rc_scan *scan, uint32_t from, uint32_t to) {
    // DEL stands for all bytes beyond ASCII.
    if (scan->delimiter == 0x7F) return rc_kernel_scalar.structure(scan, from, to);
    rc_scan_blocks(scan, from, to);
}

#pragma clang attribute pop

const rc_kernel rc_kernel_avx512 = {structure, suspect_utf8};
#endif
