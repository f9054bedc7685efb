#include "CScanSuspects.h"

#include "CScanFields.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// What a value may be by its first byte, and by its length up to 31. Both have to agree with what is
// looked for in the column, so that a value that is nothing costs three loads and no branch. The bits
// are those of the header; a test writes the tables anew from its words.

static const uint8_t by_first[256] = {
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x90, 0x80, 0x80, 0x80, 0x80, 0x90, 0x80, 0x80, 0x81, 0x80, 0x81, 0x80, 0x80,
    0x8C, 0x8C, 0x8E, 0x8E, 0x8E, 0x8E, 0x8E, 0x8C, 0x8C, 0x8C, 0x80, 0x80, 0x90, 0x81, 0x80, 0x80,
    0x81, 0xA0, 0x80, 0x80, 0xA0, 0x80, 0xA0, 0x80, 0x80, 0x80, 0xA0, 0x80, 0x80, 0xA0, 0xB0, 0xA0,
    0x80, 0x80, 0x80, 0xA0, 0x80, 0x90, 0x80, 0x80, 0x80, 0x80, 0x80, 0x90, 0x90, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0xC0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x90, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x90, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
    0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
};

static const uint8_t by_length[32] = {
    0x00, 0x18, 0x19, 0x19, 0x19, 0x19, 0xB9, 0x99, 0x99, 0xD9, 0xD9, 0xDD, 0xD9, 0xD9, 0xDB, 0xDB,
    0xCB, 0xCB, 0xCB, 0xCB, 0xCB, 0xCB, 0xCB, 0xCB, 0xC9, 0xC1, 0xC1, 0xC1, 0xC1, 0xC1, 0xC1, 0xC1,
};

/// Whether the eight bytes of a word are digits, each of which is 0x30 to 0x39.
static inline int are_digits(uint64_t word) {
    const uint64_t digits = word ^ 0x3030303030303030ull;
    return ((digits | (digits + 0x0606060606060606ull)) & 0xF0F0F0F0F0F0F0F0ull) == 0;
}

static inline uint64_t load(const uint8_t *at) {
    uint64_t word;
    memcpy(&word, at, 8);
    return word;
}

/// A plus and 7 to 15 digits: columns of such numbers must not be looked at one by one.
static inline int is_phone(const uint8_t *value, uint32_t length) {
    if (length < 8 || length > 16) return 0;
    const uint64_t low = load(value + 1);
    if (length == 8) return are_digits(low << 8 | '0');
    // Bytes behind the value count as zeros.
    const uint64_t kept = (1ull << (8 * (length - 9))) - 1;
    return are_digits(low) && are_digits((load(value + 9) & kept) | (0x3030303030303030ull & ~kept));
}

/// Eight letters as a word, the first one lowest.
#define WORD(a, b, c, d, e, f, g, h)                                                             \
    ((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | (uint64_t)(d) << 24 |            \
     (uint64_t)(e) << 32 | (uint64_t)(f) << 40 | (uint64_t)(g) << 48 | (uint64_t)(h) << 56)

/// `test@…`, or a domain that is kept for examples and tests, whatever the case of its letters.
static inline int is_test_address(const uint8_t *value, uint32_t length) {
    // The bit that makes letters small, and an at sign another one.
    const uint64_t small = 0x2020202020202020ull;
    const uint64_t first = load(value) | small;
    const int is_test = (first & 0xFFFFFFFFFFull) == WORD('t', 'e', 's', 't', '@' | 0x20, 0, 0, 0);
    if (length < 8) return is_test;
    const uint64_t last = load(value + length - 8) | small;
    const int is_kept = last == WORD('.', 'e', 'x', 'a', 'm', 'p', 'l', 'e') ||
                        last == WORD('.', 'i', 'n', 'v', 'a', 'l', 'i', 'd') ||
                        last >> 24 == WORD('.', 't', 'e', 's', 't', 0, 0, 0);
    if (length < 12) return is_test | is_kept;
    const uint32_t before = (uint32_t)(load(value + length - 12) | small);
    const int is_example = (last == WORD('m', 'p', 'l', 'e', '.', 'c', 'o', 'm')) &
                           ((before == (uint32_t)WORD('@' | 0x20, 'e', 'x', 'a', 0, 0, 0, 0)) |
                            (before == (uint32_t)WORD('.', 'e', 'x', 'a', 0, 0, 0, 0)));
    return is_test | is_kept | is_example;
}

/// What a value may be whose first byte and length let it pass.
static inline uint8_t refine(uint8_t kinds, const uint8_t *value, uint32_t length) {
    if (kinds == RC_SUSPECT_TEST_ADDRESS) {
        // Without a branch: such addresses stand where chance put them.
        return (uint8_t)(is_test_address(value, length) << 7);
    }
    if (*value == '+') {
        if (is_phone(value, length)) kinds &= (uint8_t)~RC_SUSPECT_FORMULA;
        return kinds;
    }
    const uint32_t first = (uint32_t)load(value);
    const uint32_t digits = first ^ 0x30303030u;
    const int starts_with_digits = ((digits | (digits + 0x06060606u)) & 0xF0F0F0F0u) == 0;
    // Years: no card begins with 20 or 21.
    const int is_year = (first & 0xFF) == '2' && (first >> 8 & 0xFF) < '2';
    if (!starts_with_digits || is_year) kinds &= (uint8_t)~RC_SUSPECT_CARD;
    if (first >> 24 != '-') kinds &= (uint8_t)~(RC_SUSPECT_SSN | RC_SUSPECT_MONTH);
    if (load(value) != WORD('e', 'x', 'a', 'm', 'p', 'l', 'e', '-')) {
        kinds &= (uint8_t)~RC_SUSPECT_EXAMPLE;
    }
    if ((kinds & RC_SUSPECT_TEST_ADDRESS) != 0 && !is_test_address(value, length)) {
        kinds &= (uint8_t)~RC_SUSPECT_TEST_ADDRESS;
    }
    return kinds;
}

static uint8_t suspects_scalar(const uint8_t *const *starts, const uint32_t *lengths,
                               const uint8_t *firsts, size_t count, const uint8_t *wanted,
                               uint8_t *kinds) {
    uint8_t all = 0;
    for (size_t i = 0; i < count; i += 8) {
        // Eight values at a time without a branch, their kinds in one word.
        uint64_t word = 0;
        const size_t end = i + 8 < count ? i + 8 : count;
        for (size_t j = i; j < end; j++) {
            const uint32_t length = lengths[j] < 31 ? lengths[j] : 31;
            const uint64_t found = by_first[firsts[j]] & by_length[length];
            word |= found << (8 * (j - i));
        }
        word &= load(wanted + i);
        memcpy(kinds + i, &word, 8);
        while (word != 0) {
            const unsigned at = (unsigned)__builtin_ctzll(word) & ~7u;
            const size_t j = i + at / 8;
            kinds[j] = refine((uint8_t)(word >> at), starts[j], lengths[j]);
            all |= kinds[j];
            word &= ~(0xFFull << at);
        }
    }
    return all;
}

#if defined(__x86_64__)

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,bmi,bmi2")))

/// Sixteen values at a time, both tables looked up in registers.
AVX512 static uint8_t suspects_avx512(const uint8_t *const *starts, const uint32_t *lengths,
                                      const uint8_t *firsts, size_t count, const uint8_t *wanted,
                                      uint8_t *kinds) {
    const __m512i first_low = _mm512_loadu_si512(by_first);
    const __m512i first_high = _mm512_loadu_si512(by_first + 64);
    const __m256i of_length = _mm256_loadu_si256((const __m256i *)by_length);
    uint8_t all = 0;
    for (size_t i = 0; i < count; i += 16) {
        const unsigned left = count - i < 16 ? (unsigned)(count - i) : 16;
        const __mmask16 here = (__mmask16)_bzhi_u32(0xFFFF, left);
        const __m128i first = _mm_loadu_si128((const __m128i *)(firsts + i));
        // Beyond ASCII the table says the same of every byte.
        const __m128i of_first = _mm_mask_mov_epi8(
            _mm512_castsi512_si128(_mm512_permutex2var_epi8(
                first_low, _mm512_castsi128_si512(first), first_high)),
            _mm_movepi8_mask(first), _mm_set1_epi8((char)RC_SUSPECT_TEST_ADDRESS));
        const __m512i length = _mm512_min_epu32(
            _mm512_maskz_loadu_epi32(here, lengths + i), _mm512_set1_epi32(31));
        const __m128i by = _mm256_castsi256_si128(_mm256_permutexvar_epi8(
            _mm256_castsi128_si256(_mm512_cvtepi32_epi8(length)), of_length));
        const __m128i found = _mm_and_si128(
            _mm_and_si128(of_first, by), _mm_loadu_si128((const __m128i *)(wanted + i)));
        _mm_storeu_si128((__m128i *)(kinds + i), found);
        uint32_t rest = _mm_mask_test_epi8_mask(here, found, found);
        for (; rest != 0; rest &= rest - 1) {
            const size_t j = i + _tzcnt_u32(rest);
            kinds[j] = refine(kinds[j], starts[j], lengths[j]);
            all |= kinds[j];
        }
    }
    return all;
}

#endif

uint8_t rc_row_suspects(int variant, const uint8_t *const *starts, const uint32_t *lengths,
                        const uint8_t *firsts, size_t count, const uint8_t *wanted,
                        uint8_t *kinds) {
#if defined(__x86_64__)
    if (variant == RC_FIELDS_AVX512) {
        return suspects_avx512(starts, lengths, firsts, count, wanted, kinds);
    }
#endif
    return suspects_scalar(starts, lengths, firsts, count, wanted, kinds);
}
