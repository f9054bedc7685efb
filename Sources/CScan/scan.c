#include <string.h>
#include "kernels.h"

int rc_kernel_available(int kernel) {
    switch (kernel) {
    case RC_KERNEL_SCALAR: return 1;
#if defined(__x86_64__)
    case RC_KERNEL_SSE2:
        return __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("pclmul")
            && __builtin_cpu_supports("popcnt");
    case RC_KERNEL_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")
            && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul")
            && __builtin_cpu_supports("popcnt");
    case RC_KERNEL_AVX512:
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
            && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
            && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2")
            && __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("gfni")
            && __builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("pclmul")
            && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
            && __builtin_cpu_supports("popcnt");
#elif defined(__aarch64__)
    case RC_KERNEL_NEON: return 1;
#endif
    default: return 0;
    }
}

int rc_picks_firsts(int kernel) {
    return kernel == RC_KERNEL_AVX512 || kernel == RC_KERNEL_SCALAR;
}

void rc_scan_begin(rc_scan *s) {
    s->end_count = s->record_count = s->finding_count = 0;
    s->empty_lines = s->inner_lines = s->line_endings = 0;
    s->utf8_decoded = s->utf8_reported = 0;
    s->state = RC_FIELD_START;
    s->after_newline = 1;
    s->after_cr = s->after_space = s->after_open = 0;
}

static const rc_kernel *kernel_numbered(int kernel) {
    switch (kernel) {
#if defined(__x86_64__)
    case RC_KERNEL_SSE2: return &rc_kernel_sse2;
    case RC_KERNEL_AVX2: return &rc_kernel_avx2;
    case RC_KERNEL_AVX512: return &rc_kernel_avx512;
#elif defined(__aarch64__)
    case RC_KERNEL_NEON: return &rc_kernel_neon;
#endif
    default: return &rc_kernel_scalar;
    }
}

uint32_t rc_scan_run(rc_scan *s, int number, uint32_t from, uint32_t to) {
    const rc_kernel *kernel = kernel_numbered(number);
    // Steps that stay in the L1 cache, so that the second look, for UTF-8, costs no memory traffic.
    const uint32_t step = 4096;
    // What follows the last end was not there yet.
    if (s->firsts && s->end_count > 0) s->firsts[s->end_count] = s->bytes[s->ends[s->end_count - 1] + 1];
    while (from < to) {
        if (s->finding_capacity - s->finding_count < RC_FINDINGS_PER_STEP) return from;
        const uint32_t stop = to - from < step ? to : from + step;
        kernel->structure(s, from, stop);
        if (kernel->suspect_utf8(s, from, stop)) rc_scan_utf8(s, from, stop, 0);
        from = stop;
    }
    return from;
}

void rc_scan_finish(rc_scan *s, uint32_t end) {
    if (s->after_newline) {
        if (s->after_cr) s->line_endings |= RC_CR;
        return;
    }
    // The end of the input ends the last record; the place of its last terminator is `end` itself.
    const uint64_t bit = (uint64_t)1 << (end & 63);
    if (bit == 1) s->attention[end >> 6] = s->escapes[end >> 6] = 0;
    if (s->after_space || s->state == RC_QUOTED) s->attention[end >> 6] |= bit;
    rc_scan_utf8(s, end, end, 1);
    s->ends[s->end_count++] = end;
    s->record_ends[s->record_count++] = s->end_count;
}

size_t rc_count_lines(const uint8_t *bytes, size_t count) {
    if (count == 0) return 0;
    size_t lines = bytes[0] == '\r' || bytes[0] == '\n';
    // So few at a time that a byte can count them, which lets the compiler use whole vectors.
    for (size_t at = 1; at < count;) {
        const size_t stop = count - at < 255 ? count : at + 255;
        uint8_t some = 0;
        for (; at < stop; at++) {
            some += (bytes[at] == '\r') | ((bytes[at] == '\n') & (bytes[at - 1] != '\r'));
        }
        lines += some;
    }
    return lines;
}

size_t rc_unescape(const uint8_t *from, size_t count, uint8_t *to) {
    size_t read = 0, written = 0;
    while (read < count) {
        // Eight bytes without a quote at a time; more may be written than there is, it is overwritten.
        uint64_t word;
        while (count - read >= 8) {
            memcpy(&word, from + read, 8);
            memcpy(to + written, &word, 8);
            const uint64_t different = word ^ 0x2222222222222222ull;
            const uint64_t quotes =
                (different - 0x0101010101010101ull) & ~different & 0x8080808080808080ull;
            if (quotes != 0) {
                // The lowest is right whatever the order of what lies above it.
                const unsigned before = (unsigned)__builtin_ctzll(quotes) / 8;
                read += before;
                written += before;
                break;
            }
            read += 8;
            written += 8;
        }
        if (read == count) break;
        const uint8_t byte = from[read];
        to[written++] = byte;
        read += 1 + (size_t)(byte == '"' && read + 1 < count && from[read + 1] == '"');
    }
    return written;
}
