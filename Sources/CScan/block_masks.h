#ifndef ROLLCALL_BLOCK_MASKS_H
#define ROLLCALL_BLOCK_MASKS_H

#include "kernels.h"

#define RC_INLINE static inline __attribute__((always_inline))

/// Bytes of one block, by what they are.
typedef struct {
    uint64_t delimiter, quote, lf, cr, space;
    /// Outside the plain set.
    uint64_t unplain;
} rc_masks;

/// The plain set as two tables of 16 for kernels that look up half bytes: a byte below 0x80 is plain if
/// the entries for its lower and its upper half share a bit.
static inline void rc_make_plain_tables(uint8_t low[16], uint8_t high[16]) {
    for (int half = 0; half < 16; half++) {
        low[half] = 0;
        high[half] = half < 8 ? (uint8_t)(1 << half) : 0;
        for (int upper = 0; upper < 8; upper++) {
            if (rc_plain[upper << 4 | half]) low[half] |= (uint8_t)(1 << upper);
        }
    }
}

#endif
