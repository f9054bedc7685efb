#ifndef ROLLCALL_BLOCK_EACH_H
#define ROLLCALL_BLOCK_EACH_H

#include "block_masks.h"

/// For the kernels that take one block at a time, what block.h asks for. The kernel gives:
///   rc_block_masks rc_classify_block(bytes, classes)
///   uint64_t rc_prefix_xor_block(bits): bit i is the parity of the bits up to i
///   uint32_t rc_popcount(bits)

RC_INLINE rc_masks rc_classify(const uint8_t *bytes, rc_classes classes) {
    uint64_t each[6][8];
    for (int i = 0; i < 8; i++) {
        const rc_block_masks block = rc_classify_block(bytes + 64 * i, classes);
        each[0][i] = block.delimiter, each[1][i] = block.quote, each[2][i] = block.lf;
        each[3][i] = block.cr, each[4][i] = block.space, each[5][i] = block.unplain;
    }
    rc_masks masks;
    memcpy(&masks, each, sizeof masks);
    return masks;
}

RC_INLINE rc_words rc_prefix_xor(rc_words words, uint64_t carry) {
    for (int i = 0; i < 8; i++) {
        words[i] = rc_prefix_xor_block(words[i]) ^ carry;
        carry = (uint64_t)((int64_t)words[i] >> 63);
    }
    return words;
}

RC_INLINE int rc_any(rc_words words) {
    uint64_t all = 0;
    for (int i = 0; i < 8; i++) all |= words[i];
    return all != 0;
}

/// Writes the places of the set bits, eight at a time without asking whether there are so many: what is
/// written too much is overwritten by the next block.
RC_INLINE void rc_write_ends(uint32_t *ends, uint32_t base, uint64_t bits) {
    do {
        for (int i = 0; i < 8; i++) {
            ends[i] = base + (uint32_t)__builtin_ctzll(bits | (uint64_t)1 << 63);
            bits &= bits - 1;
        }
        ends += 8;
    } while (bits);
}

RC_INLINE void rc_write_index(
    const rc_scan *s, rc_counts *n, rc_words ends, rc_words record_ends, uint32_t base,
    uint32_t count) {
    uint64_t each[8], records[8];
    memcpy(each, &ends, sizeof each);
    memcpy(records, &record_ends, sizeof records);
    for (uint32_t i = 0; i < count; i++) {
        rc_write_ends(s->ends + n->ends, base + 64 * i, each[i]);
        // The first without asking whether there is one: what is written too much is overwritten.
        uint64_t rest = records[i];
        uint32_t *out = s->record_ends + n->records;
        n->records += rc_popcount(rest);
        do {
            *out++ = n->ends + rc_popcount(each[i] & (rest ^ (rest - 1)));
            rest &= rest - 1;
        } while (rest);
        n->ends += rc_popcount(each[i]);
    }
}

#endif
