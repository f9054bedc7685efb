#include "row.h"

#include "suspects.h"

// MARK: Fields

static void fields_scalar(const rc_row *row, const uint8_t *bytes, const uint32_t *ends,
                          uint32_t start) {
    for (size_t i = 0; i < row->count; i++) {
        const uint32_t end = ends[i];
        const uint8_t *value = bytes + start;
        uint32_t length = end - start;
        if (*value == '"' && length > 0) {
            value++;
            length -= 2;
        }
        row->starts[i] = value;
        row->lengths[i] = length;
        row->firsts[i] = *value;
        start = end + 1;
    }
}

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2,bmi,bmi2")))

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

AVX2 static void fields_avx2(const rc_row *row, const uint8_t *bytes, const uint32_t *ends,
                             uint32_t start) {
    const size_t count = row->count;
    if (count == 0) return;
    if (has_quote_avx2(bytes, start, ends[count - 1])) {
        fields_scalar(row, bytes, ends, start);
        return;
    }
    row->firsts[0] = bytes[start];
    for (size_t i = 1; i < count; i++) row->firsts[i] = bytes[ends[i - 1] + 1];
    const __m256i base = _mm256_set1_epi64x((long long)(uintptr_t)bytes);
    const __m256i one = _mm256_set1_epi32(1);
    for (size_t i = 0; i < count; i += 8) {
        const __m256i end = _mm256_loadu_si256((const __m256i *)(ends + i));
        __m256i from = _mm256_add_epi32(_mm256_loadu_si256((const __m256i *)(ends + i - 1)), one);
        if (i == 0) from = _mm256_blend_epi32(from, _mm256_set1_epi32((int)start), 1);
        _mm256_storeu_si256((__m256i *)(row->lengths + i), _mm256_sub_epi32(end, from));
        const __m256i low = _mm256_cvtepu32_epi64(_mm256_castsi256_si128(from));
        const __m256i high = _mm256_cvtepu32_epi64(_mm256_extracti128_si256(from, 1));
        _mm256_storeu_si256((__m256i *)(row->starts + i), _mm256_add_epi64(low, base));
        _mm256_storeu_si256((__m256i *)(row->starts + i + 4), _mm256_add_epi64(high, base));
    }
}

AVX2 static void tally_avx2(const rc_row *row) {
    const __m256i zero = _mm256_setzero_si256(), one = _mm256_set1_epi32(1);
    for (size_t i = 0; i < row->count; i += 8) {
        const __m256i length = _mm256_loadu_si256((const __m256i *)(row->lengths + i));
        __m256i *const filled = (__m256i *)(row->filled + i);
        __m256i *const longest = (__m256i *)(row->longest + i);
        const __m256i more = _mm256_add_epi32(one, _mm256_cmpeq_epi32(length, zero));
        _mm256_storeu_si256(filled, _mm256_add_epi32(_mm256_loadu_si256(filled), more));
        _mm256_storeu_si256(longest, _mm256_max_epu32(_mm256_loadu_si256(longest), length));
    }
}

#endif

// MARK: Values

static void tally_scalar(const rc_row *row) {
    for (size_t i = 0; i < row->count; i++) {
        row->filled[i] += row->lengths[i] > 0;
        if (row->lengths[i] > row->longest[i]) row->longest[i] = row->lengths[i];
    }
}

static uint8_t suspects(const rc_row *row) {
    uint8_t all = 0;
    for (size_t i = 0; i < row->count; i += 8) {
        // Eight values at a time without a branch, their kinds in one word.
        uint64_t word = 0;
        const size_t end = i + 8 < row->count ? i + 8 : row->count;
        for (size_t j = i; j < end; j++) {
            const uint32_t length = row->lengths[j] < 31 ? row->lengths[j] : 31;
            const uint64_t found = rc_by_first[row->firsts[j]] & rc_by_length[length];
            word |= found << (8 * (j - i));
        }
        word &= rc_load(row->wanted + i);
        memcpy(row->kinds + i, &word, 8);
        while (word != 0) {
            const unsigned at = (unsigned)__builtin_ctzll(word) & ~7u;
            const size_t j = i + at / 8;
            row->kinds[j] = rc_refine((uint8_t)(word >> at), row->starts[j], row->lengths[j]);
            all |= row->kinds[j];
            word &= ~(0xFFull << at);
        }
    }
    return all;
}

// MARK: Identifiers

static uint32_t identifiers(const rc_row *row) {
    const uint32_t asks = rc_may_be_blocked(row) | rc_measure_identifiers(row, rc_has_capital);
    return asks ? RC_ROW_ASKS : 0;
}

rc_blocked_look rc_row_blocked_look(const rc_identifier *identifiers, size_t count) {
    rc_blocked_look look = {{0}, {0}};
    // Bit 0: of that length there is a blocked value. Bit 1: whatever the length.
    for (size_t length = 1; length < 32; length++) look.by_length[length] = 2;
    for (size_t i = 0; i < count; i++) {
        const uint64_t lengths = identifiers[i].lengths;
        for (size_t byte = 0; byte < 128; byte++) {
            const uint8_t first = identifiers[i].firsts[byte];
            look.by_first[byte] |= (uint8_t)((first & 1) | (first & 6 ? 2 : 0));
        }
        for (size_t length = 1; length < 31; length++) look.by_length[length] |= lengths >> length & 1;
        look.by_length[31] |= lengths >> 31 != 0;
    }
    return look;
}

// MARK: The variants

static int best = RC_ROW_SCALAR;

// Set before any thread of ours runs, so that reading it needs no lock.
__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) best = RC_ROW_AVX2;
    if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
        __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt")) {
        best = RC_ROW_AVX512;
    }
#endif
}

int rc_row_best(void) { return best; }

void rc_row_fields(int variant, const rc_row *row, const uint8_t *bytes, const uint32_t *ends,
                   const uint8_t *picked, uint32_t start) {
#if defined(__x86_64__)
    if (variant == RC_ROW_AVX512 && picked) {
        return rc_row_fields_avx512(row, bytes, ends, picked, start);
    }
    if (variant != RC_ROW_SCALAR) return fields_avx2(row, bytes, ends, start);
#endif
    fields_scalar(row, bytes, ends, start);
}

size_t rc_row_quoted(const uint8_t *picked, size_t count) {
#if defined(__x86_64__)
    if (best == RC_ROW_AVX512) return rc_row_quoted_avx512(picked, count);
#endif
    size_t quoted = 0;
    for (size_t i = 1; i < count; i++) quoted += picked[i] == '"';
    return quoted;
}

uint32_t rc_row_look(int variant, const rc_row *row) {
    if (!row->looks) return identifiers(row);
#if defined(__x86_64__)
    if (variant == RC_ROW_AVX512) return rc_row_look_avx512(row);
    if (variant == RC_ROW_AVX2) {
        tally_avx2(row);
        return suspects(row) | identifiers(row);
    }
#endif
    tally_scalar(row);
    return suspects(row) | identifiers(row);
}

uint32_t rc_row_read(int variant, const rc_row *row, const uint8_t *bytes, const uint32_t *ends,
                     const uint8_t *picked, uint32_t start) {
#if defined(__x86_64__)
    if (variant == RC_ROW_AVX512 && picked) {
        return rc_row_read_avx512(row, bytes, ends, picked, start);
    }
#endif
    rc_row_fields(variant, row, bytes, ends, picked, start);
    return rc_row_look(variant, row);
}
