#include "CScanKeys.h"

#include <string.h>

static inline uint64_t fold(uint64_t one, uint64_t other) {
    const __uint128_t product = (__uint128_t)one * other;
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

rc_keys_secret rc_keys_secret_of(uint64_t key) {
    rc_keys_secret secret;
    for (unsigned round = 0; round < 7; round++) {
        for (unsigned word = 0; word < 8; word++) {
            key += 0x9E3779B97F4A7C15ull;
            secret.rounds[round][word] =
                fold(fold(key, 0xA0761D6478BD642Full) ^ key, 0xE7037ED1A0B428DBull) | 1;
        }
    }
    return secret;
}

uint64_t rc_keys_seed(const rc_keys_secret *secret, uint64_t column) {
    const uint64_t *const words = secret->rounds[0];
    return fold(((column + 1) * words[0]) ^ words[2], words[1]);
}

// MARK: Multiplied

static inline uint64_t load(const uint8_t *at) {
    uint64_t word;
    memcpy(&word, at, 8);
    return word;
}

/// The top bit of each byte that is a capital. Bytes of 0x80 and above are none.
static inline uint64_t capitals(uint64_t word) {
    const uint64_t ones = 0x0101010101010101ull;
    const uint64_t low = word & (ones * 0x7F);
    return (low + ones * (0x80 - 'A')) & ~(low + ones * (0x80 - 'Z' - 1)) & ~word & (ones * 0x80);
}

/// The last 0 to 16 bytes, what lies after them as zeros: without branches, because the lengths of values
/// are hard to predict.
static inline void load_tail(const uint8_t *at, size_t left, uint64_t *low, uint64_t *high) {
    const uint64_t none = 0;
    const size_t of_low = left < 8 ? left : 8, of_high = left < 8 ? 0 : left - 8;
    *low = load(at) & (of_low == 0 ? none : ~none >> (64 - 8 * of_low));
    *high = load(at + 8) & (of_high == 0 ? none : ~none >> (64 - 8 * of_high));
}

static inline uint64_t multiplied_hash(
    const rc_keys_secret *secret, uint64_t seed, const uint8_t *value, size_t length, int fold_case,
    int *has_capitals) {
    const uint64_t *const words = secret->rounds[0];
    uint64_t state = seed ^ ((uint64_t)length * words[2]), found = 0, low, high;
    size_t at = 0;
    for (;; at += 16) {
        const int is_last = length - at <= 16;
        if (is_last) {
            load_tail(value + at, length - at, &low, &high);
        } else {
            low = load(value + at);
            high = load(value + at + 8);
        }
        if (fold_case) {
            const uint64_t of_low = capitals(low), of_high = capitals(high);
            found |= of_low | of_high;
            // The top bit of a capital's byte becomes the bit that makes it small.
            low |= of_low >> 2;
            high |= of_high >> 2;
        }
        state = fold(low ^ state, high ^ words[1]);
        if (is_last) break;
    }
    *has_capitals = found != 0;
    return fold(state ^ words[0], words[2]);
}

typedef uint64_t multiplied_sum;
static inline multiplied_sum multiplied_no_sum(void) { return 0; }

static inline multiplied_sum multiplied_add(
    const rc_keys_secret *secret, multiplied_sum sum, uint64_t seed, const uint8_t *value,
    size_t length) {
    int has_capitals;
    if (length == 0) return sum;
    return sum + multiplied_hash(secret, seed, value, length, 0, &has_capitals);
}

static inline uint32_t multiplied_mark(const rc_keys_secret *secret, multiplied_sum sum) {
    (void)secret;
    return (uint32_t)(sum >> 32);
}

#define KEYS_NAME(name) multiplied_##name
#define KEYS_TARGET
#include "keys.h"

// MARK: The ways

#if defined(__x86_64__)
rc_key rc_value_key_aes(const rc_keys_secret *secret, uint64_t seed, const uint8_t *value,
                        size_t length);
int rc_row_keys_aes(const rc_keys_secret *secret, const rc_row_key_places *places,
                    const uint8_t *const *starts, const uint32_t *lengths, uint64_t *hashes,
                    uint32_t *marks, uint64_t unfollowed);
#endif

int rc_keys_best(void) {
#if defined(__x86_64__)
    if (rc_row_best() == RC_ROW_AVX512 && __builtin_cpu_supports("vaes")) return RC_KEYS_AES;
#endif
    return RC_KEYS_MULTIPLIED;
}

rc_key rc_value_key(int way, const rc_keys_secret *secret, uint64_t seed, const uint8_t *value,
                    size_t length) {
#if defined(__x86_64__)
    if (way == RC_KEYS_AES) return rc_value_key_aes(secret, seed, value, length);
#endif
    return multiplied_key(secret, seed, value, length);
}

int rc_row_keys(int way, const rc_keys_secret *secret, const rc_row_key_places *places,
                const uint8_t *const *starts, const uint32_t *lengths, uint64_t *hashes,
                uint32_t *marks, uint64_t unfollowed) {
#if defined(__x86_64__)
    if (way == RC_KEYS_AES) {
        return rc_row_keys_aes(secret, places, starts, lengths, hashes, marks, unfollowed);
    }
#endif
    return multiplied_row(secret, places, starts, lengths, hashes, marks, unfollowed);
}
