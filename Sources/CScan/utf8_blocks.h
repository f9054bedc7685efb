#ifndef ROLLCALL_UTF8_BLOCKS_H
#define ROLLCALL_UTF8_BLOCKS_H

#include "kernels.h"

/// What the vector kernels share of the look at UTF-8. Every byte of 0x80 and above carries a mark, so only
/// blocks with a mark and those behind them are looked at: most text has few.

/// Of up to 64 blocks those to look at; `marked`: those with a mark.
static inline uint64_t rc_utf8_blocks(const rc_scan *s, uint32_t from, uint32_t to, uint64_t marked) {
    const uint64_t before = from > 0 && s->attention[(from >> 6) - 1] != 0;
    const uint32_t count = (to - from + 63) >> 6;
    return (marked | marked << 1 | before) & (~(uint64_t)0 >> (64 - count));
}

/// The bytes of a block that are in front of `to`, as bits.
static inline uint64_t rc_utf8_valid(uint32_t block, uint32_t to) {
    return to - block < 64 ? ~(~(uint64_t)0 << (to - block)) : ~(uint64_t)0;
}

static inline uint64_t rc_marked_blocks(const rc_scan *s, uint32_t from, uint32_t to) {
    const uint64_t *const words = s->attention + (from >> 6);
    const uint32_t count = (to - from + 63) >> 6;
    uint64_t marked = 0;
    for (uint32_t i = 0; i < count; i++) marked |= (uint64_t)(words[i] != 0) << i;
    return marked;
}

#endif
