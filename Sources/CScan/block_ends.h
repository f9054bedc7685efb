#ifndef ROLLCALL_BLOCK_ENDS_H
#define ROLLCALL_BLOCK_ENDS_H

#include <stdint.h>

/// Writes the places of the set bits, eight at a time without asking whether there are so many: what is
/// written too much is overwritten by the next block.
static inline void rc_write_ends(uint32_t *ends, uint32_t base, uint64_t bits) {
    while (1) {
        for (int i = 0; i < 8; i++) {
            ends[i] = base + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
            bits &= bits - 1;
        }
        if (!bits) return;
        ends += 8;
    }
}

#endif
