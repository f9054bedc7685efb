#ifndef ROLLCALL_KEYS_H
#define ROLLCALL_KEYS_H

#include "CScanKeys.h"

/// Keys of values and rows, by one way of hashing. Whoever includes it defines
///   KEYS_NAME(name): the name of a function of this way
///   KEYS_TARGET: its target attribute
///   uint64_t KEYS_NAME(hash)(secret, seed, value, length, fold_case, int *has_capitals)
///   KEYS_NAME(sum): a sum of values; KEYS_NAME(add)(secret, sum, seed, value, length),
///   KEYS_NAME(mark)(secret, sum)

static inline int KEYS_NAME(is_space)(uint8_t byte) { return byte == ' ' || byte == '\t'; }

KEYS_TARGET static __attribute__((noinline)) rc_key KEYS_NAME(odd_key)(
    const rc_keys_secret *secret, uint64_t seed, const uint8_t *value, size_t length) {
    size_t first = 0, last = length;
    int has_capitals;
    while (first < last && KEYS_NAME(is_space)(value[first])) first++;
    while (last > first && KEYS_NAME(is_space)(value[last - 1])) last--;
    const uint64_t folded =
        KEYS_NAME(hash)(secret, seed, value + first, last - first, 1, &has_capitals);
    const uint64_t exact = KEYS_NAME(hash)(secret, seed, value, length, 0, &has_capitals);
    return (rc_key){folded | 1u << 22, (uint32_t)(exact >> 24) | 1};
}

KEYS_TARGET static inline __attribute__((always_inline)) rc_key KEYS_NAME(key)(
    const rc_keys_secret *secret, uint64_t seed, const uint8_t *value, size_t length) {
    int has_capitals;
    const uint64_t folded = KEYS_NAME(hash)(secret, seed, value, length, 1, &has_capitals);
    const int is_odd = has_capitals | KEYS_NAME(is_space)(value[0]) |
                       KEYS_NAME(is_space)(value[length - 1]);
    if (__builtin_expect(is_odd, 0)) return KEYS_NAME(odd_key)(secret, seed, value, length);
    return (rc_key){folded | 1u << 22, ((uint32_t)(folded >> 24) & ~1u) | 2};
}

KEYS_TARGET static int KEYS_NAME(row)(
    const rc_keys_secret *secret, const rc_row_key_places *places, const uint8_t *const *starts,
    const uint32_t *lengths, uint64_t *hashes, uint32_t *marks, uint64_t unfollowed) {
    int is_followed = 0;
    for (size_t i = 0; i < places->column_count; i++) {
        const rc_key_column at = places->columns[i];
        const size_t length = lengths[at.column];
        uint64_t hash = 0;
        uint32_t mark = 0;
        if (length > 0) {
            const rc_key key = KEYS_NAME(key)(secret, at.seed, starts[at.column], length);
            hash = (key.hash & ~((uint64_t)0x3F << 16)) | (uint64_t)i << 16;
            mark = at.slot >= 0 && places->slot_lengths[at.slot] > 0 ? key.mark : 0;
            is_followed |= (key.hash & unfollowed) == 0;
        }
        hashes[i] = hash;
        marks[i] = mark;
    }
    uint32_t mark = 0;
    if (is_followed) {
        KEYS_NAME(sum) sum = KEYS_NAME(no_sum)();
        for (size_t i = 0; i < places->trait_count; i++) {
            const rc_key_column at = places->traits[i];
            sum = KEYS_NAME(add)(secret, sum, at.seed, starts[at.column], lengths[at.column]);
        }
        mark = KEYS_NAME(mark)(secret, sum);
    }
    marks[places->column_count] = mark;
    return is_followed;
}

#endif
