#ifndef ROLLCALL_UTF8_BLOCKS_H
#define ROLLCALL_UTF8_BLOCKS_H

#include "kernels.h"

/// What the vector kernels share of the look at UTF-8. Every byte of 0x80 and above carries a mark, so only
/// blocks with a mark are looked at, and those behind one whose last byte has one: most text has few.

/// The bytes of a block that are in front of `to`, as bits.
static inline uint64_t rc_utf8_valid(uint32_t block, uint32_t to) {
    return to - block < 64 ? ~(~(uint64_t)0 << (to - block)) : ~(uint64_t)0;
}

/// Of the blocks of `from ..< to`, at most 64, those to look at, where `marked` have a mark and `open`
/// one on their last byte: only then may a sequence go on in the block behind.
static inline uint64_t rc_blocks_to_see(
    const rc_scan *s, uint32_t from, uint32_t to, uint64_t marked, uint64_t open) {
    const uint64_t before = from > 0 ? s->attention[(from >> 6) - 1] >> 63 : 0;
    const uint32_t count = (to - from + 63) >> 6;
    return (marked | open << 1 | before) & (~(uint64_t)0 >> (64 - count));
}

static inline uint64_t rc_utf8_blocks(const rc_scan *s, uint32_t from, uint32_t to) {
    const uint64_t *const words = s->attention + (from >> 6);
    const uint32_t count = (to - from + 63) >> 6;
    uint64_t marked = 0, open = 0;
    for (uint32_t i = 0; i < count; i++) {
        marked |= (uint64_t)(words[i] != 0) << i;
        open |= words[i] >> 63 << i;
    }
    return rc_blocks_to_see(s, from, to, marked, open);
}

#endif
