#if defined(__x86_64__)
#include "row.h"
#include "suspects.h"

#define INLINE RC_AVX512 static inline __attribute__((always_inline))

/// Sixteen fields.
typedef struct {
    __m512i length;
    __m128i first;
} some_fields;

/// Finds the fields from `i` on and writes where they begin and how long they are.
INLINE some_fields find_fields(const rc_row *restrict row, const uint8_t *bytes, const uint32_t *ends,
                               const uint8_t *picked, uint32_t start, size_t i, __mmask16 here) {
    const __m512i one = _mm512_set1_epi32(1), base = _mm512_set1_epi64((long long)(uintptr_t)bytes);
    __m512i from = _mm512_add_epi32(_mm512_loadu_si512(ends + i - 1), one);
    __m128i first = _mm_loadu_si128((const __m128i *)(picked + i));
    if (i == 0) {
        from = _mm512_mask_set1_epi32(from, 1, (int)start);
        first = _mm_mask_set1_epi8(first, 1, (char)bytes[start]);
    }
    __m512i length = _mm512_sub_epi32(_mm512_loadu_si512(ends + i), from);
    const __mmask16 is_quoted = _mm512_mask_test_epi32_mask(
        _mm_mask_cmpeq_epi8_mask(here, first, _mm_set1_epi8('"')), length, length);
    if (is_quoted) {
        from = _mm512_mask_add_epi32(from, is_quoted, from, one);
        length = _mm512_mask_sub_epi32(length, is_quoted, length, _mm512_set1_epi32(2));
        for (uint32_t rest = is_quoted; rest != 0; rest &= rest - 1) {
            const size_t j = i + _tzcnt_u32(rest);
            const uint8_t byte = bytes[j == 0 ? start + 1 : ends[j - 1] + 2];
            first = _mm_mask_set1_epi8(first, (__mmask16)(rest & (0 - rest)), (char)byte);
        }
    }
    _mm512_storeu_si512(row->lengths + i, length);
    const __m512i low = _mm512_cvtepu32_epi64(_mm512_castsi512_si256(from));
    const __m512i high = _mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64(from, 1));
    _mm512_storeu_si512(row->starts + i, _mm512_add_epi64(low, base));
    _mm512_storeu_si512(row->starts + i + 8, _mm512_add_epi64(high, base));
    return (some_fields){length, first};
}

/// For each length, up to 31, its entry.
INLINE __m128i by_short_length(__m512i length, const uint8_t table[32]) {
    const __m128i short_length =
        _mm512_cvtepi32_epi8(_mm512_min_epu32(length, _mm512_set1_epi32(31)));
    return _mm256_castsi256_si128(_mm256_permutexvar_epi8(
        _mm256_castsi128_si256(short_length), _mm256_loadu_si256((const __m256i *)table)));
}

/// As `is_phone` says: a plus and 7 to 15 digits.
INLINE uint32_t is_phone_avx512(const uint8_t *value, uint32_t length) {
    const __m128i digits = _mm_sub_epi8(
        _mm_loadu_si128((const __m128i *)(value + 1)), _mm_set1_epi8('0'));
    const uint32_t others = _mm_cmpgt_epu8_mask(digits, _mm_set1_epi8(9));
    return (length - 8 <= 8) & (_bzhi_u32(others, length - 1) == 0);
}

/// As `is_test_address` says, all its words at once: the last eight bytes, the four in front of those,
/// and the first eight.
INLINE uint32_t is_test_address_avx512(const uint8_t *value, uint32_t length) {
    const __m512i words = _mm512_setr_epi64(
        WORD('.', 'e', 'x', 'a', 'm', 'p', 'l', 'e'), WORD('.', 'i', 'n', 'v', 'a', 'l', 'i', 'd'),
        WORD('m', 'p', 'l', 'e', '.', 'c', 'o', 'm'), WORD(0, 0, 0, '.', 't', 'e', 's', 't'),
        WORD('@' | 0x20, 'e', 'x', 'a', 0, 0, 0, 0), WORD('.', 'e', 'x', 'a', 0, 0, 0, 0),
        WORD('t', 'e', 's', 't', '@' | 0x20, 0, 0, 0), 0);
    const __m512i counted = _mm512_setr_epi64(
        -1, -1, -1, (long long)0xFFFFFFFFFF000000ull, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, -1);
    __m512i bytes = _mm512_set1_epi64((long long)rc_load(value + length - 8));
    bytes = _mm512_mask_set1_epi64(bytes, 0x30, (long long)rc_load(value + length - 12));
    bytes = _mm512_mask_set1_epi64(bytes, 0xC0, (long long)rc_load(value));
    const __m512i other = _mm512_xor_si512(_mm512_or_si512(bytes, _mm512_set1_epi8(0x20)), words);
    // Each word, unless the value is too short for it.
    const uint32_t same = _mm512_testn_epi64_mask(other, counted)
        & (length >= 12 ? 0x7F : length >= 8 ? 0x4B : 0x48);
    // Of the numbers up to 63 those in which bit 0, 1 or 3 is set, or bit 2 and one of 4 and 5.
    const uint64_t tests = 0xFFFEFFFEFFFEFFEEull;
    return (same >> 6 | (uint32_t)(tests >> (same & 63))) & 1;
}

/// Looks closely at those of sixteen values that are neither.
RC_AVX512 static __attribute__((noinline)) uint32_t refine(const rc_row *row, size_t i, uint32_t some) {
    uint32_t all = 0;
    for (; some != 0; some &= some - 1) {
        const size_t j = i + _tzcnt_u32(some);
        row->kinds[j] = rc_refine(row->kinds[j], row->starts[j], row->lengths[j]);
        all |= row->kinds[j];
    }
    return all;
}

/// Looks at the values from `i` on, both tables looked up in registers, and counts them.
INLINE uint32_t look_at(const rc_row *restrict row, some_fields values, size_t i, __mmask16 here) {
    const __m512i length = values.length;
    const __m512i so_far = _mm512_loadu_si512(row->filled + i);
    const __m512i longest = _mm512_loadu_si512(row->longest + i);
    _mm512_storeu_si512(
        row->filled + i,
        _mm512_mask_add_epi32(
            so_far, _mm512_test_epi32_mask(length, length), so_far, _mm512_set1_epi32(1)));
    _mm512_storeu_si512(row->longest + i, _mm512_max_epu32(longest, length));

    // Beyond ASCII the table says the same of every byte.
    const __m128i by_first = _mm_mask_mov_epi8(
        _mm512_castsi512_si128(_mm512_permutex2var_epi8(
            _mm512_loadu_si512(rc_by_first), _mm512_castsi128_si512(values.first),
            _mm512_loadu_si512(rc_by_first + 64))),
        _mm_movepi8_mask(values.first), _mm_set1_epi8((char)RC_SUSPECT_TEST_ADDRESS));
    const __m128i by_length = by_short_length(length, rc_by_length);
    const __m128i kinds = _mm_and_si128(
        _mm_and_si128(by_first, by_length), _mm_loadu_si128((const __m128i *)(row->wanted + i)));
    uint32_t all = 0;
    // Most are addresses, and phone numbers with a plus: those by vectors. Without a branch on what they
    // are: they stand where chance put them.
    const __mmask16 is_address = _mm_mask_cmpeq_epi8_mask(
        here, kinds, _mm_set1_epi8((char)RC_SUSPECT_TEST_ADDRESS));
    const __mmask16 is_plus = _mm_mask_cmpeq_epi8_mask(
        _mm_mask_cmpeq_epi8_mask(here, kinds, _mm_set1_epi8(RC_SUSPECT_FORMULA)), values.first,
        _mm_set1_epi8('+'));
    const uint8_t *const *const starts = row->starts;
    const uint32_t *const lengths = row->lengths;
    uint32_t nothing = 0;
    for (uint32_t rest = is_address; rest != 0; rest &= rest - 1) {
        const size_t j = i + _tzcnt_u32(rest);
        const uint32_t is_test = is_test_address_avx512(starts[j], lengths[j]);
        nothing |= (is_test ^ 1) << (j - i);
        all |= is_test << 7;
    }
    for (uint32_t rest = is_plus; rest != 0; rest &= rest - 1) {
        const size_t j = i + _tzcnt_u32(rest);
        const uint32_t is_phone = is_phone_avx512(starts[j], lengths[j]);
        nothing |= is_phone << (j - i);
        all |= is_phone ^ 1;
    }
    uint8_t *const found = row->kinds;
    _mm_storeu_si128(
        (__m128i *)(found + i), _mm_maskz_mov_epi8((__mmask16)~nothing, kinds));
    const __mmask16 is_other = _mm_mask_test_epi8_mask(here & ~(is_address | is_plus), kinds, kinds);
    if (__builtin_expect(is_other != 0, 0)) all |= refine(row, i, is_other);
    return all;
}

/// Whether one of the identifiers from `i` on is blank, or may be blocked.
INLINE uint32_t may_be_blocked(const rc_row *restrict row, some_fields values, size_t i) {
    const __m128i are_identifiers = _mm_loadu_si128((const __m128i *)(row->are_identifiers + i));
    const rc_blocked_look *const look = row->blocked;
    const __m128i by_first = _mm512_castsi512_si128(_mm512_permutex2var_epi8(
        _mm512_loadu_si512(look->by_first), _mm512_castsi128_si512(values.first),
        _mm512_loadu_si512(look->by_first + 64)));
    const __m128i by_length = by_short_length(values.length, look->by_length);
    const __mmask16 asks = (__mmask16)(
        _mm_test_epi8_mask(by_first, by_length) | _mm_movepi8_mask(values.first)
        | _mm512_testn_epi32_mask(values.length, values.length));
    return asks & _mm_movepi8_mask(are_identifiers);
}

INLINE int has_capital(const uint8_t *value, size_t length) {
    for (size_t at = 0; at < length; at += 64) {
        const __m512i letter =
            _mm512_sub_epi8(_mm512_loadu_si512(value + at), _mm512_set1_epi8('A'));
        const uint64_t capitals = _mm512_cmplt_epu8_mask(letter, _mm512_set1_epi8(26));
        if (_bzhi_u64(capitals, length - at < 64 ? (unsigned)(length - at) : 64) != 0) return 1;
    }
    return 0;
}

INLINE uint32_t identifiers(const rc_row *row, uint32_t blocked) {
    uint32_t asks = rc_measure_identifiers(row, has_capital);
    // The look at all of them lets through what only a closer one can tell.
    if (__builtin_expect(blocked != 0, 0)) asks |= rc_may_be_blocked(row);
    return asks ? RC_ROW_ASKS : 0;
}

INLINE __mmask16 lanes(size_t count, size_t i) {
    return (__mmask16)_bzhi_u32(0xFFFF, count - i < 16 ? (unsigned)(count - i) : 16);
}

RC_AVX512 void rc_row_fields_avx512(const rc_row *row, const uint8_t *bytes, const uint32_t *ends,
                                    const uint8_t *picked, uint32_t start) {
    for (size_t i = 0; i < row->count; i += 16) {
        const some_fields found =
            find_fields(row, bytes, ends, picked, start, i, lanes(row->count, i));
        _mm_storeu_si128((__m128i *)(row->firsts + i), found.first);
    }
}

RC_AVX512 size_t rc_row_quoted_avx512(const uint8_t *picked, size_t count) {
    size_t quoted = 0;
    for (size_t i = 1; i < count; i += 64) {
        const uint64_t here = _bzhi_u64(~(uint64_t)0, count - i < 64 ? (unsigned)(count - i) : 64);
        const __m512i firsts = _mm512_loadu_si512(picked + i);
        quoted += (size_t)_mm_popcnt_u64(
            _mm512_mask_cmpeq_epi8_mask(here, firsts, _mm512_set1_epi8('"')));
    }
    return quoted;
}

RC_AVX512 uint32_t rc_row_look_avx512(const rc_row *row) {
    uint32_t all = 0, blocked = 0;
    for (size_t i = 0; i < row->count; i += 16) {
        const some_fields values = {
            _mm512_loadu_si512(row->lengths + i),
            _mm_loadu_si128((const __m128i *)(row->firsts + i)),
        };
        all |= look_at(row, values, i, lanes(row->count, i));
        blocked |= may_be_blocked(row, values, i);
    }
    return all | identifiers(row, blocked);
}

/// Reads the fields from `i` on. Returns what is found, and in bits 16 to 31 whether identifiers ask for
/// a look.
INLINE uint32_t read_some(const rc_row *row, const uint8_t *bytes, const uint32_t *ends,
                          const uint8_t *picked, uint32_t start, size_t i) {
    const __mmask16 here = lanes(row->count, i);
    const some_fields found = find_fields(row, bytes, ends, picked, start, i, here);
    return (row->looks ? look_at(row, found, i, here) : 0) | may_be_blocked(row, found, i) << 16;
}

RC_AVX512 static __attribute__((noinline)) uint32_t read_rest(
    const rc_row *row, const uint8_t *bytes, const uint32_t *ends, const uint8_t *picked,
    uint32_t start) {
    uint32_t all = 0;
    for (size_t i = 16; i < row->count; i += 16) {
        all |= read_some(row, bytes, ends, picked, start, i);
    }
    return all;
}

RC_AVX512 uint32_t rc_row_read_avx512(const rc_row *row, const uint8_t *bytes, const uint32_t *ends,
                                      const uint8_t *picked, uint32_t start) {
    // Most rows need no loop, and its constants no registers.
    uint32_t all = row->count == 0 ? 0 : read_some(row, bytes, ends, picked, start, 0);
    if (__builtin_expect(row->count > 16, 0)) all |= read_rest(row, bytes, ends, picked, start);
    return (all & 0xFF) | identifiers(row, all >> 16);
}

#endif
