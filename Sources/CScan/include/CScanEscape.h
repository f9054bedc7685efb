#ifndef ROLLCALL_CSCAN_ESCAPE_H
#define ROLLCALL_CSCAN_ESCAPE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// The escape scan of the JSON writer: a JSON string needs an escape at `"`, at `\` and at every byte
/// below 0x20; all other bytes, UTF-8 included, stand as they are.
///
/// Most fields are shorter than a cache line, so the first 64 bytes are scanned by code that is inlined
/// into the caller (baseline SSE2); longer ones go to the widest kernel of the machine.

/// Kernels by number, narrowest first.
enum rc_escape_kernel {
    RC_ESCAPE_SCALAR = 0,
    RC_ESCAPE_SSE2 = 1,
    RC_ESCAPE_AVX2 = 2,
    RC_ESCAPE_AVX512 = 3,
};

/// Whether the machine can run the kernel.
int rc_escape_available(int kernel);

/// Offset of the first byte of `source` that needs an escape, or `count`. For the tests, which hold
/// each kernel against the scalar one; an unavailable kernel is replaced by the scalar one.
size_t rc_escape_scan(int kernel, const uint8_t *source, size_t count);

/// Copies `source` to `target` with escapes and returns the bytes written. `target` has room for
/// 6 × `count` + 64 bytes. Uses the widest kernel.
size_t rc_escape_copy_long(uint8_t *target, const uint8_t *source, size_t count);

#if defined(__SSE2__)
/// A mask bit for each of 16 bytes that needs an escape.
static inline unsigned rc_escape_mask16(__m128i bytes) {
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control));
}

/// Loads `count` bytes (0 to 15) without touching a byte beyond them; the rest is zero.
static inline __m128i rc_escape_load_short(const uint8_t *source, size_t count) {
    uint64_t low = 0, high = 0;
    if (count >= 8) {
        memcpy(&low, source, 8);
        if (count > 8) {
            memcpy(&high, source + count - 8, 8);
            high >>= (16 - count) * 8;
        }
    } else if (count >= 4) {
        uint32_t first, last;
        memcpy(&first, source, 4);
        memcpy(&last, source + count - 4, 4);
        low = (uint64_t)first | ((uint64_t)last << ((count - 4) * 8));
    } else if (count > 0) {
        low = (uint64_t)source[0] | ((uint64_t)source[count / 2] << (count / 2 * 8)) |
              ((uint64_t)source[count - 1] << ((count - 1) * 8));
    }
    return _mm_set_epi64x((long long)high, (long long)low);
}
#endif

/// Offset of the first byte of `source` at which a JSON string ends or needs a look (`"`, `\`, below
/// 0x20), or `count`. `*high` becomes non-zero when a byte from 0x80 may stand before it.
static inline size_t rc_string_span(const uint8_t *source, size_t count, unsigned *high) {
    size_t at = 0;
#if defined(__SSE2__)
    for (; at + 16 <= count; at += 16) {
        const __m128i bytes = _mm_loadu_si128((const __m128i *)(source + at));
        const unsigned mask = rc_escape_mask16(bytes);
        const unsigned tops = (unsigned)_mm_movemask_epi8(bytes);
        // Only the bytes before the hit: `mask ^ (mask - 1)` has ones up to it, all ones without one.
        *high |= tops & (mask ^ (mask - 1));
        if (mask) return at + (size_t)__builtin_ctz(mask);
    }
#endif
    for (; at < count; at++) {
        const uint8_t byte = source[at];
        if (byte == '"' || byte == '\\' || byte < 0x20) return at;
        *high |= byte & 0x80u;
    }
    return count;
}

/// Copies `source` to `target` with escapes and returns the bytes written. `target` has room for
/// 6 × `count` + 64 bytes; not a byte of `source` beyond `count` is read.
static inline size_t rc_escape_copy(uint8_t *target, const uint8_t *source, size_t count) {
#if defined(__SSE2__)
    if (count < 16) {
        const __m128i bytes = rc_escape_load_short(source, count);
        _mm_storeu_si128((__m128i *)target, bytes);
        if ((rc_escape_mask16(bytes) & ((1u << count) - 1)) == 0) return count;
    } else if (count <= 64) {
        unsigned found = 0;
        for (size_t at = 0; at + 16 <= count; at += 16) {
            const __m128i bytes = _mm_loadu_si128((const __m128i *)(source + at));
            _mm_storeu_si128((__m128i *)(target + at), bytes);
            found |= rc_escape_mask16(bytes);
        }
        // The last 16 bytes overlap those before them, which were copied to the same place.
        const __m128i last = _mm_loadu_si128((const __m128i *)(source + count - 16));
        _mm_storeu_si128((__m128i *)(target + count - 16), last);
        if ((found | rc_escape_mask16(last)) == 0) return count;
    }
#endif
    return rc_escape_copy_long(target, source, count);
}

/// As `rc_escape_copy`, where at least 64 bytes after `source` can be read: short values are copied
/// whole vectors at a time without a branch on their length, which is as good as random.
static inline size_t rc_escape_copy_padded(uint8_t *target, const uint8_t *source, size_t count) {
#if defined(__SSE2__)
    if (count <= 32) {
        const __m128i low = _mm_loadu_si128((const __m128i *)source);
        const __m128i high = _mm_loadu_si128((const __m128i *)(source + 16));
        _mm_storeu_si128((__m128i *)target, low);
        _mm_storeu_si128((__m128i *)(target + 16), high);
        const uint64_t found = rc_escape_mask16(low) | (uint64_t)rc_escape_mask16(high) << 16;
        if ((found & (((uint64_t)1 << count) - 1)) == 0) return count;
    } else if (count <= 64) {
        uint64_t found = 0;
        for (unsigned at = 0; at < 64; at += 16) {
            const __m128i bytes = _mm_loadu_si128((const __m128i *)(source + at));
            _mm_storeu_si128((__m128i *)(target + at), bytes);
            found |= (uint64_t)rc_escape_mask16(bytes) << at;
        }
        if ((found & (~(uint64_t)0 >> (64 - count))) == 0) return count;
    }
#endif
    return rc_escape_copy_long(target, source, count);
}

#endif
