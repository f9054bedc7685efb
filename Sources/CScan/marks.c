#include "row.h"

/// Whether a mark asks for a look. The bytes are UTF-8, or reported not to be; 2 more can be read.
static inline int asks(const uint8_t *at, const uint16_t *classes) {
    if (at[0] < 0x80) return 1;
    if (at[0] < 0xC0) return 0;
    const unsigned second = at[1] & 0x3Fu;
    if (at[0] < 0xE0) return classes[(at[0] & 0x1Fu) << 6 | second] != 0;
    if (at[0] >= 0xF0) return 1;
    return classes[(at[0] & 0x0Fu) << 12 | second << 6 | (at[2] & 0x3Fu)] != 0;
}

static size_t keep_scalar(const uint8_t *bytes, const uint64_t *words, size_t first, size_t end,
                          const uint16_t *classes, uint32_t *kept) {
    size_t count = 0;
    for (size_t word = first; word < end; word++) {
        for (uint64_t bits = words[word]; bits != 0; bits &= bits - 1) {
            const size_t offset = word * 64 + (size_t)__builtin_ctzll(bits);
            kept[count] = (uint32_t)offset;
            count += (size_t)asks(bytes + offset, classes);
        }
    }
    return count;
}

#if defined(__x86_64__)
/// So many words at a time.
#define RC_MARK_WORDS 64

RC_AVX512 static size_t keep_avx512(const uint8_t *bytes, const uint64_t *words, size_t first,
                                 size_t end, const uint16_t *classes, const uint8_t *latin,
                                 uint32_t *kept) {
    __m512i latin_bits = _mm512_loadu_si512(latin);
    latin_bits = _mm512_or_si512(latin_bits, _mm512_slli_epi16(_mm512_loadu_si512(latin + 64), 1));
    latin_bits = _mm512_or_si512(latin_bits, _mm512_slli_epi16(_mm512_loadu_si512(latin + 128), 2));
    const __m512i bit_of =
        _mm512_broadcast_i32x4(_mm_setr_epi8(1, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    size_t count = 0;
    // Which words have a mark is random: first all of them are gathered without asking.
    uint32_t marked[RC_MARK_WORDS + 16];
    for (; first < end; first += RC_MARK_WORDS) {
        const size_t stop = end - first < RC_MARK_WORDS ? end : first + RC_MARK_WORDS;
        size_t words_marked = 0;
        for (size_t eight = first; eight < stop; eight += 8) {
            const unsigned left = stop - eight < 8 ? (unsigned)(stop - eight) : 8;
            const __m512i all =
                _mm512_maskz_loadu_epi64((__mmask8)_bzhi_u32(0xFF, left), words + eight);
            const __mmask8 some = _mm512_test_epi64_mask(all, all);
            const __m256i numbers = _mm256_add_epi32(
                _mm256_set1_epi32((int)eight), _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
            _mm256_storeu_si256(
                (__m256i *)(marked + words_marked), _mm256_maskz_compress_epi32(some, numbers));
            words_marked += (size_t)_mm_popcnt_u32(some);
        }
        for (size_t index = 0; index < words_marked; index++) {
            const size_t word = marked[index];
            const uint64_t marks = words[word];
            const __m512i block = _mm512_loadu_si512(bytes + word * 64);
            const __m512i next = _mm512_loadu_si512(bytes + word * 64 + 1);
            const uint64_t beyond = _mm512_movepi8_mask(block);
            // The letters of U+00C0 … U+017F by a table of 64 with a bit for each first byte.
            const __m512i letter = _mm512_sub_epi8(block, _mm512_set1_epi8((char)0xC3));
            const uint64_t is_latin = _mm512_cmple_epu8_mask(letter, _mm512_set1_epi8(2));
            const uint64_t leads = _mm512_cmpge_epu8_mask(block, _mm512_set1_epi8((char)0xC0));
            const __m512i bit = _mm512_shuffle_epi8(bit_of, letter);
            const __m512i class = _mm512_permutexvar_epi8(next, latin_bits);
            uint64_t keep = marks & (~beyond | (is_latin & _mm512_test_epi8_mask(class, bit)));
            for (uint64_t rest = marks & leads & ~is_latin; rest != 0; rest &= rest - 1) {
                if (asks(bytes + word * 64 + _tzcnt_u64(rest), classes)) keep |= rest & (0 - rest);
            }
            for (; keep != 0; keep &= keep - 1) {
                kept[count++] = (uint32_t)(word * 64 + _tzcnt_u64(keep));
            }
        }
    }
    return count;
}
#endif

size_t rc_keep_marks(int variant, const uint8_t *bytes, const uint64_t *words, size_t first,
                     size_t end, const uint16_t *classes, const uint8_t *latin,
                     uint32_t *kept) {
#if defined(__x86_64__)
    if (variant == RC_ROW_AVX512) {
        return keep_avx512(bytes, words, first, end, classes, latin, kept);
    }
#endif
    return keep_scalar(bytes, words, first, end, classes, kept);
}
