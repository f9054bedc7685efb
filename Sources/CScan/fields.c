#include "CScanFields.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// MARK: Fields of a record

static void fields_scalar(const uint8_t *bytes, const uint32_t *ends, uint32_t start,
                          size_t count, const uint8_t **starts, uint32_t *lengths,
                          uint8_t *firsts) {
    for (size_t i = 0; i < count; i++) {
        const uint32_t end = ends[i];
        const uint8_t *value = bytes + start;
        uint32_t length = end - start;
        if (*value == '"' && length > 0) {
            value++;
            length -= 2;
        }
        starts[i] = value;
        lengths[i] = length;
        firsts[i] = *value;
        start = end + 1;
    }
}

static void tally_scalar(const uint32_t *lengths, size_t count, uint32_t *filled,
                         uint32_t *longest) {
    for (size_t i = 0; i < count; i++) {
        filled[i] += lengths[i] > 0;
        if (lengths[i] > longest[i]) longest[i] = lengths[i];
    }
}

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2,bmi,bmi2")))
#define AVX512                                                                                  \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi,bmi2," \
                          "popcnt")))

// Nine records in ten of most files have no quote at all. Then the fields lie where the ends say,
// and not a byte of them is looked at one by one.

AVX2 static int has_quote_avx2(const uint8_t *bytes, uint32_t start, uint32_t end) {
    const __m256i quote = _mm256_set1_epi8('"');
    __m256i found = _mm256_setzero_si256();
    uint32_t at = start;
    for (; at + 32 <= end; at += 32) {
        const __m256i block = _mm256_loadu_si256((const __m256i *)(bytes + at));
        found = _mm256_or_si256(found, _mm256_cmpeq_epi8(block, quote));
    }
    const __m256i block = _mm256_loadu_si256((const __m256i *)(bytes + at));
    const uint32_t rest = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(block, quote));
    return _mm256_movemask_epi8(found) != 0 || _bzhi_u32(rest, end - at) != 0;
}

AVX2 static void fields_avx2(const uint8_t *bytes, const uint32_t *ends, uint32_t start,
                             size_t count, const uint8_t **starts, uint32_t *lengths,
                             uint8_t *firsts) {
    if (count == 0) return;
    if (has_quote_avx2(bytes, start, ends[count - 1])) {
        fields_scalar(bytes, ends, start, count, starts, lengths, firsts);
        return;
    }
    firsts[0] = bytes[start];
    for (size_t i = 1; i < count; i++) firsts[i] = bytes[ends[i - 1] + 1];
    const __m256i base = _mm256_set1_epi64x((long long)(uintptr_t)bytes);
    const __m256i one = _mm256_set1_epi32(1);
    for (size_t i = 0; i < count; i += 8) {
        const __m256i end = _mm256_loadu_si256((const __m256i *)(ends + i));
        __m256i from = _mm256_add_epi32(_mm256_loadu_si256((const __m256i *)(ends + i - 1)), one);
        if (i == 0) from = _mm256_blend_epi32(from, _mm256_set1_epi32((int)start), 1);
        _mm256_storeu_si256((__m256i *)(lengths + i), _mm256_sub_epi32(end, from));
        const __m256i low = _mm256_cvtepu32_epi64(_mm256_castsi256_si128(from));
        const __m256i high = _mm256_cvtepu32_epi64(_mm256_extracti128_si256(from, 1));
        _mm256_storeu_si256((__m256i *)(starts + i), _mm256_add_epi64(low, base));
        _mm256_storeu_si256((__m256i *)(starts + i + 4), _mm256_add_epi64(high, base));
    }
}

AVX2 static void tally_avx2(const uint32_t *lengths, size_t count, uint32_t *filled,
                            uint32_t *longest) {
    const __m256i zero = _mm256_setzero_si256(), one = _mm256_set1_epi32(1);
    for (size_t i = 0; i < count; i += 8) {
        const __m256i length = _mm256_loadu_si256((const __m256i *)(lengths + i));
        __m256i *const count_at = (__m256i *)(filled + i);
        __m256i *const longest_at = (__m256i *)(longest + i);
        const __m256i is_blank = _mm256_cmpeq_epi32(length, zero);
        const __m256i more = _mm256_add_epi32(one, is_blank);
        _mm256_storeu_si256(count_at, _mm256_add_epi32(_mm256_loadu_si256(count_at), more));
        _mm256_storeu_si256(longest_at, _mm256_max_epu32(_mm256_loadu_si256(longest_at), length));
    }
}

/// Picks the first bytes of the fields, all of a block at once, and says whether there is a quote:
/// then a delimiter may be text, and what was picked means nothing.
AVX512 static int has_quote_avx512(const uint8_t *bytes, uint32_t start, uint32_t end,
                                   uint8_t delimiter, size_t count, uint8_t *firsts) {
    const __m512i quote = _mm512_set1_epi8('"'), separator = _mm512_set1_epi8((char)delimiter);
    uint64_t found = 0, carry = 1;
    size_t picked = 0;
    for (uint32_t at = start; at < end; at += 64) {
        const __m512i block = _mm512_loadu_si512(bytes + at);
        const uint64_t here = end - at < 64 ? _bzhi_u64(~(uint64_t)0, end - at) : ~(uint64_t)0;
        const uint64_t separators = _mm512_mask_cmpeq_epi8_mask(here, block, separator);
        const uint64_t begin = separators << 1 | carry;
        carry = separators >> 63;
        found |= _mm512_mask_cmpeq_epi8_mask(here, block, quote);
        _mm512_storeu_si512(firsts + picked, _mm512_maskz_compress_epi8(begin, block));
        picked += (size_t)__builtin_popcountll(begin);
        // Never so without a quote.
        if (picked > count) picked = count;
    }
    return found != 0;
}

AVX512 static void fields_avx512(const uint8_t *bytes, const uint32_t *ends, uint32_t start,
                                 size_t count, const uint8_t **starts, uint32_t *lengths,
                               uint8_t *firsts) {
    if (count == 0) return;
    const uint8_t delimiter = count > 1 ? bytes[ends[0]] : '\n';
    if (has_quote_avx512(bytes, start, ends[count - 1], delimiter, count, firsts)) {
        fields_scalar(bytes, ends, start, count, starts, lengths, firsts);
        return;
    }
    const __m512i base = _mm512_set1_epi64((long long)(uintptr_t)bytes);
    const __m512i one = _mm512_set1_epi32(1);
    for (size_t i = 0; i < count; i += 16) {
        const __m512i end = _mm512_loadu_si512(ends + i);
        __m512i from = _mm512_add_epi32(_mm512_loadu_si512(ends + i - 1), one);
        if (i == 0) from = _mm512_mask_set1_epi32(from, 1, (int)start);
        _mm512_storeu_si512(lengths + i, _mm512_sub_epi32(end, from));
        const __m512i low = _mm512_cvtepu32_epi64(_mm512_castsi512_si256(from));
        const __m512i high = _mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64(from, 1));
        _mm512_storeu_si512(starts + i, _mm512_add_epi64(low, base));
        _mm512_storeu_si512(starts + i + 8, _mm512_add_epi64(high, base));
    }
}

AVX512 static void tally_avx512(const uint32_t *lengths, size_t count, uint32_t *filled,
                                uint32_t *longest) {
    const __m512i one = _mm512_set1_epi32(1);
    for (size_t i = 0; i < count; i += 16) {
        const __m512i length = _mm512_loadu_si512(lengths + i);
        const __m512i so_far = _mm512_loadu_si512(filled + i);
        const __mmask16 is_filled = _mm512_test_epi32_mask(length, length);
        _mm512_storeu_si512(filled + i, _mm512_mask_add_epi32(so_far, is_filled, so_far, one));
        _mm512_storeu_si512(longest + i, _mm512_max_epu32(_mm512_loadu_si512(longest + i), length));
    }
}

#endif

// MARK: Marks

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
AVX512 static size_t keep_avx512(const uint8_t *bytes, const uint64_t *words, size_t first,
                                 size_t end, const uint16_t *classes, const uint8_t *latin,
                                 uint32_t *kept) {
    const __m512i c3 = _mm512_loadu_si512(latin), c4 = _mm512_loadu_si512(latin + 64);
    const __m512i c5 = _mm512_loadu_si512(latin + 128);
    size_t count = 0;
    for (size_t eight = first; eight < end; eight += 8) {
        // Which words have a mark is random: the others are passed over eight at a time.
        const unsigned left = end - eight < 8 ? (unsigned)(end - eight) : 8;
        const __mmask8 here = (__mmask8)_bzhi_u32(0xFF, left);
        const __m512i all = _mm512_maskz_loadu_epi64(here, words + eight);
        uint32_t marked = _mm512_test_epi64_mask(all, all);
        for (; marked != 0; marked &= marked - 1) {
            const size_t word = eight + _tzcnt_u32(marked);
            const uint64_t marks = words[word];
            const __m512i block = _mm512_loadu_si512(bytes + word * 64);
            const __m512i next = _mm512_loadu_si512(bytes + word * 64 + 1);
            const uint64_t beyond = _mm512_movepi8_mask(block);
            const uint64_t leads = _mm512_cmpge_epu8_mask(block, _mm512_set1_epi8((char)0xC0));
            // The letters of U+00C0 … U+017F by three tables of 64, all of the block at once.
            const __mmask64 is_c3 = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8((char)0xC3));
            const __mmask64 is_c4 = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8((char)0xC4));
            const __mmask64 is_c5 = _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8((char)0xC5));
            __m512i class = _mm512_maskz_permutexvar_epi8(is_c3, next, c3);
            class = _mm512_mask_permutexvar_epi8(class, is_c4, next, c4);
            class = _mm512_mask_permutexvar_epi8(class, is_c5, next, c5);
            const uint64_t is_latin = is_c3 | is_c4 | is_c5;
            uint64_t keep = marks & (~beyond | _mm512_test_epi8_mask(class, class));
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

// MARK: The variants

static int best = RC_FIELDS_SCALAR;

// Set before any thread of ours runs, so that reading it needs no lock.
__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) best = RC_FIELDS_AVX2;
    if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
        __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) {
        best = RC_FIELDS_AVX512;
    }
#endif
}

int rc_fields_best(void) { return best; }

void rc_row_fields(int variant, const uint8_t *bytes, const uint32_t *ends, uint32_t start,
                   size_t count, const uint8_t **starts, uint32_t *lengths, uint8_t *firsts) {
#if defined(__x86_64__)
    switch (variant) {
    case RC_FIELDS_AVX512:
        fields_avx512(bytes, ends, start, count, starts, lengths, firsts);
        return;
    case RC_FIELDS_AVX2:
        fields_avx2(bytes, ends, start, count, starts, lengths, firsts);
        return;
    default: break;
    }
#endif
    fields_scalar(bytes, ends, start, count, starts, lengths, firsts);
}

void rc_row_tally(int variant, const uint32_t *lengths, size_t count, uint32_t *filled,
                  uint32_t *longest) {
#if defined(__x86_64__)
    if (variant == RC_FIELDS_AVX512) return tally_avx512(lengths, count, filled, longest);
    if (variant == RC_FIELDS_AVX2) return tally_avx2(lengths, count, filled, longest);
#endif
    tally_scalar(lengths, count, filled, longest);
}

size_t rc_keep_marks(int variant, const uint8_t *bytes, const uint64_t *words, size_t first,
                     size_t end, const uint16_t *classes, const uint8_t *latin,
                     uint32_t *kept) {
#if defined(__x86_64__)
    if (variant == RC_FIELDS_AVX512) {
        return keep_avx512(bytes, words, first, end, classes, latin, kept);
    }
#endif
    return keep_scalar(bytes, words, first, end, classes, kept);
}
