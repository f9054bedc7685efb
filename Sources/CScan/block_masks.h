#ifndef ROLLCALL_BLOCK_MASKS_H
#define ROLLCALL_BLOCK_MASKS_H

#include <string.h>
#include "kernels.h"

// All that takes or gives such vectors is inlined: how they would be passed is of no concern.
#pragma GCC diagnostic ignored "-Wpsabi"

#define RC_INLINE static inline __attribute__((always_inline))

/// Masks of eight blocks.
typedef uint64_t rc_words __attribute__((vector_size(64)));

/// Bytes of eight blocks, by what they are.
typedef struct {
    rc_words delimiter, quote, lf, cr, space;
    /// Outside the plain set.
    rc_words unplain;
} rc_masks;

/// Of one block.
typedef struct {
    uint64_t delimiter, quote, lf, cr, space, unplain;
} rc_block_masks;

/// What the loop counts, apart from the scan, so that it can live in registers.
typedef struct {
    uint32_t ends, records, empty_lines, inner_lines;
    /// Not 0 where such a line end occurred.
    rc_words lf, crlf, lone_cr;
} rc_counts;

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
