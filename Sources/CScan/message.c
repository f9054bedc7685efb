#include "CScanMessage.h"

#include <string.h>

#include "CScanEscape.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Be advised: which values are blank is as good as random. Each step is written whole and taken back
// by not moving on, so that no branch asks.

static uint8_t *write_plain(uint8_t *target, const rc_message_step *steps, size_t count,
                            const uint8_t *texts, const uint8_t *const *starts,
                            const uint32_t *lengths) {
    for (size_t i = 0; i < count; i++) {
        const uint32_t length = lengths[steps[i].length];
        memcpy(target, texts + steps[i].text, steps[i].text_count);
        uint8_t *at = target + steps[i].text_count;
        at += rc_escape_copy_padded(at, starts[steps[i].value], length);
        memcpy(at, "\",", 2);
        target = length > 0 ? at + 2 : target;
    }
    return target;
}

#if defined(__x86_64__)

#define AVX2 __attribute__((target("avx2,bmi,bmi2")))

/// Copies 32 bytes and returns a bit for each of them that needs an escape.
AVX2 static inline uint32_t copy_block(uint8_t *target, const uint8_t *source) {
    const __m256i bytes = _mm256_loadu_si256((const __m256i *)source);
    _mm256_storeu_si256((__m256i *)target, bytes);
    const __m256i quote = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
    const __m256i backslash = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\'));
    const __m256i control =
        _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1f)), bytes);
    return (uint32_t)_mm256_movemask_epi8(
        _mm256_or_si256(_mm256_or_si256(quote, backslash), control));
}

AVX2 static uint8_t *write_avx2(uint8_t *target, const rc_message_step *steps, size_t count,
                                const uint8_t *texts, const uint8_t *const *starts,
                                const uint32_t *lengths) {
    for (size_t i = 0; i < count; i++) {
        const rc_message_step step = steps[i];
        const uint32_t length = lengths[step.length];
        const uint8_t *text = texts + step.text;
        const uint8_t *value = starts[step.value];
        for (uint32_t done = 0; done < step.text_count; done += 32) {
            _mm256_storeu_si256((__m256i *)(target + done),
                                _mm256_loadu_si256((const __m256i *)(text + done)));
        }
        uint8_t *at = target + step.text_count;
        uint64_t found = copy_block(at, value);
        if (__builtin_expect(length > 32, 0)) found |= (uint64_t)copy_block(at + 32, value + 32) << 32;
        if (__builtin_expect(length > 64 || _bzhi_u64(found, length) != 0, 0)) {
            at += rc_escape_copy_long(at, value, length);
        } else {
            at += length;
        }
        memcpy(at, "\",", 2);
        target = length > 0 ? at + 2 : target;
    }
    return target;
}

#endif

static int best = RC_MESSAGE_PLAIN;

// Set before any thread of ours runs, so that reading it needs no lock.
__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) best = RC_MESSAGE_AVX2;
#endif
}

int rc_message_best(void) { return best; }

uint8_t *rc_message_write(int variant, uint8_t *target, const rc_message_step *steps, size_t count,
                          const uint8_t *texts, const uint8_t *const *starts,
                          const uint32_t *lengths) {
#if defined(__x86_64__)
    if (variant == RC_MESSAGE_AVX2 && best == RC_MESSAGE_AVX2) {
        return write_avx2(target, steps, count, texts, starts, lengths);
    }
#endif
    return write_plain(target, steps, count, texts, starts, lengths);
}
