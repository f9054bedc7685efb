#include "CScanEscape.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

typedef size_t (*scan_function)(const uint8_t *source, size_t count);

static inline int needs_escape(uint8_t byte) {
    return byte == '"' || byte == '\\' || byte < 0x20;
}

static size_t scan_scalar(const uint8_t *source, size_t count) {
    size_t at = 0;
    // Eight bytes at a time: a byte is found where subtracting borrows into its top bit. A borrow can
    // only make a false hit above a true one, so "any hit" is exact and the loop below finds the place.
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    for (; at + 8 <= count; at += 8) {
        uint64_t word;
        memcpy(&word, source + at, 8);
        const uint64_t quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
        const uint64_t hits = ((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) |
                              ((backslash - ones) & ~backslash);
        if (hits & tops) break;
    }
    for (; at < count; at++) {
        if (needs_escape(source[at])) return at;
    }
    return count;
}

#if defined(__x86_64__)
static size_t scan_sse2(const uint8_t *source, size_t count) {
    size_t at = 0;
    for (; at + 16 <= count; at += 16) {
        const unsigned mask = rc_escape_mask16(_mm_loadu_si128((const __m128i *)(source + at)));
        if (mask) return at + (size_t)__builtin_ctz(mask);
    }
    const size_t rest = count - at;
    const unsigned mask =
        rc_escape_mask16(rc_escape_load_short(source + at, rest)) & ((1u << rest) - 1);
    return mask ? at + (size_t)__builtin_ctz(mask) : count;
}

__attribute__((target("avx2,bmi"))) static size_t scan_avx2(const uint8_t *source, size_t count) {
    const __m256i quote = _mm256_set1_epi8('"'), backslash = _mm256_set1_epi8('\\');
    const __m256i control = _mm256_set1_epi8(0x1f);
    size_t at = 0;
    for (; at + 32 <= count; at += 32) {
        const __m256i bytes = _mm256_loadu_si256((const __m256i *)(source + at));
        const __m256i hits = _mm256_or_si256(
            _mm256_or_si256(_mm256_cmpeq_epi8(bytes, quote), _mm256_cmpeq_epi8(bytes, backslash)),
            _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, control), bytes));
        const uint32_t mask = (uint32_t)_mm256_movemask_epi8(hits);
        if (mask) return at + (size_t)__builtin_ctz(mask);
    }
    return at + scan_sse2(source + at, count - at);
}

__attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2"))) static size_t scan_avx512(
    const uint8_t *source, size_t count) {
    const __m512i quote = _mm512_set1_epi8('"'), backslash = _mm512_set1_epi8('\\');
    const __m512i space = _mm512_set1_epi8(0x20);
    for (size_t at = 0; at < count; at += 64) {
        const size_t rest = count - at;
        const __mmask64 live = rest >= 64 ? ~(uint64_t)0 : _bzhi_u64(~(uint64_t)0, (unsigned)rest);
        const __m512i bytes = _mm512_maskz_loadu_epi8(live, source + at);
        const uint64_t mask =
            (_mm512_cmpeq_epi8_mask(bytes, quote) | _mm512_cmpeq_epi8_mask(bytes, backslash) |
             _mm512_cmplt_epu8_mask(bytes, space)) & live;
        if (mask) return at + (size_t)__builtin_ctzll(mask);
    }
    return count;
}
#endif

int rc_escape_available(int kernel) {
    switch (kernel) {
    case RC_ESCAPE_SCALAR: return 1;
#if defined(__x86_64__)
    case RC_ESCAPE_SSE2: return 1;
    case RC_ESCAPE_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
    case RC_ESCAPE_AVX512:
        return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
               __builtin_cpu_supports("bmi2");
#endif
    default: return 0;
    }
}

static scan_function function_of(int kernel) {
    if (!rc_escape_available(kernel)) return scan_scalar;
    switch (kernel) {
#if defined(__x86_64__)
    case RC_ESCAPE_SSE2: return scan_sse2;
    case RC_ESCAPE_AVX2: return scan_avx2;
    case RC_ESCAPE_AVX512: return scan_avx512;
#endif
    default: return scan_scalar;
    }
}

// Set before any thread of ours runs, so that reading it needs no lock.
static scan_function widest = scan_scalar;

__attribute__((constructor)) static void choose_widest(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
#endif
    for (int kernel = RC_ESCAPE_AVX512; kernel >= RC_ESCAPE_SCALAR; kernel--) {
        if (rc_escape_available(kernel)) {
            widest = function_of(kernel);
            return;
        }
    }
}

size_t rc_escape_scan(int kernel, const uint8_t *source, size_t count) {
    return function_of(kernel)(source, count);
}

/// Writes the escape of one byte and returns its length.
static size_t write_escape(uint8_t *target, uint8_t byte) {
    static const char digits[] = "0123456789abcdef";
    target[0] = '\\';
    switch (byte) {
    case '"': target[1] = '"'; return 2;
    case '\\': target[1] = '\\'; return 2;
    case '\n': target[1] = 'n'; return 2;
    case '\t': target[1] = 't'; return 2;
    case '\r': target[1] = 'r'; return 2;
    case '\b': target[1] = 'b'; return 2;
    case '\f': target[1] = 'f'; return 2;
    default:
        memcpy(target + 1, "u00", 3);
        target[4] = (uint8_t)digits[byte >> 4];
        target[5] = (uint8_t)digits[byte & 15];
        return 6;
    }
}

size_t rc_escape_copy_long(uint8_t *target, const uint8_t *source, size_t count) {
    const scan_function scan = widest;
    uint8_t *const start = target;
    while (count > 0) {
        const size_t clean = scan(source, count);
        memcpy(target, source, clean);
        target += clean;
        source += clean;
        count -= clean;
        while (count > 0 && needs_escape(*source)) {
            target += write_escape(target, *source);
            source++;
            count--;
        }
    }
    return (size_t)(target - start);
}
