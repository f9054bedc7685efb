#if defined(__aarch64__)
#include <arm_neon.h>
#include "block_masks.h"
#include "utf8_blocks.h"
#include "utf8_tables.h"

/// Constants of the classification, held in registers.
typedef struct {
    uint8x16_t delimiter, quote, lf, cr, space;
    /// A byte is plain if the two tables, indexed by its lower and upper half, share a bit.
    uint8x16_t plain_low, plain_high;
} rc_classes;

static inline rc_classes rc_make_classes(uint8_t delimiter) {
    uint8_t low[16], high[16];
    rc_make_plain_tables(low, high);
    return (rc_classes){
        .delimiter = vdupq_n_u8(delimiter),
        .quote = vdupq_n_u8('"'),
        .lf = vdupq_n_u8('\n'),
        .cr = vdupq_n_u8('\r'),
        .space = vdupq_n_u8(' '),
        .plain_low = vld1q_u8(low),
        .plain_high = vld1q_u8(high),
    };
}

static inline uint32_t rc_popcount(uint64_t bits) { return (uint32_t)__builtin_popcountll(bits); }

/// Carry-less multiplication is optional on 64-bit ARM; six shifts are not.
static inline uint64_t rc_prefix_xor_block(uint64_t bits) {
    for (int distance = 1; distance < 64; distance *= 2) bits ^= bits << distance;
    return bits;
}

/// A block in four vectors.
typedef struct {
    uint8x16_t part[4];
} rc_block;

static inline rc_block rc_load(const uint8_t *bytes) {
    rc_block block;
    for (int i = 0; i < 4; i++) block.part[i] = vld1q_u8(bytes + 16 * i);
    return block;
}

/// One bit a byte; each byte is 0 or 0xFF.
static inline uint64_t rc_bits(const rc_block block) {
    const uint8x16_t weights = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t low =
        vpaddq_u8(vandq_u8(block.part[0], weights), vandq_u8(block.part[1], weights));
    const uint8x16_t high =
        vpaddq_u8(vandq_u8(block.part[2], weights), vandq_u8(block.part[3], weights));
    const uint8x16_t sum = vpaddq_u8(vpaddq_u8(low, high), vpaddq_u8(low, high));
    return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
}

static inline uint64_t rc_equal(rc_block block, uint8x16_t byte) {
    for (int i = 0; i < 4; i++) block.part[i] = vceqq_u8(block.part[i], byte);
    return rc_bits(block);
}

static inline rc_block_masks rc_classify_block(const uint8_t *bytes, rc_classes c) {
    const rc_block block = rc_load(bytes);
    rc_block unplain;
    for (int i = 0; i < 4; i++) {
        // The upper table holds nothing for 0x80 and above.
        const uint8x16_t low = vqtbl1q_u8(c.plain_low, vandq_u8(block.part[i], vdupq_n_u8(0x0F)));
        const uint8x16_t high = vqtbl1q_u8(c.plain_high, vshrq_n_u8(block.part[i], 4));
        unplain.part[i] = vceqzq_u8(vandq_u8(low, high));
    }
    return (rc_block_masks){
        .delimiter = rc_equal(block, c.delimiter),
        .quote = rc_equal(block, c.quote),
        .lf = rc_equal(block, c.lf),
        .cr = rc_equal(block, c.cr),
        .space = rc_equal(block, c.space),
        .unplain = rc_bits(unplain),
    };
}

/// Not 0 in each byte that completes or breaks an ill-formed sequence.
static inline uint8x16_t rc_utf8_errors(const uint8_t *bytes) {
    const uint8x16_t v = vld1q_u8(bytes);
    const uint8x16_t back1 = vld1q_u8(bytes - 1);
    const uint8x16_t pair = vandq_u8(
        vandq_u8(
            vqtbl1q_u8(vld1q_u8(rc_utf8_tables[0]), vshrq_n_u8(back1, 4)),
            vqtbl1q_u8(vld1q_u8(rc_utf8_tables[1]), vandq_u8(back1, vdupq_n_u8(0x0F)))),
        vqtbl1q_u8(vld1q_u8(rc_utf8_tables[2]), vshrq_n_u8(v, 4)));
    // The third and fourth byte of a sequence are continuations after a continuation, no others.
    const uint8x16_t later = vorrq_u8(
        vqsubq_u8(vld1q_u8(bytes - 2), vdupq_n_u8(0xE0 - 0x80)),
        vqsubq_u8(vld1q_u8(bytes - 3), vdupq_n_u8(0xF0 - 0x80)));
    return veorq_u8(vandq_u8(later, vdupq_n_u8(0x80)), pair);
}

static int suspect_utf8(const rc_scan *s, uint32_t from, uint32_t to) {
    uint64_t wrong = 0;
    uint64_t blocks = rc_utf8_blocks(s, from, to);
    for (; blocks != 0; blocks &= blocks - 1) {
        const uint32_t at = from + 64 * (uint32_t)__builtin_ctzll(blocks);
        rc_block errors;
        for (int i = 0; i < 4; i++) {
            const uint8x16_t some = rc_utf8_errors(s->bytes + at + 16 * i);
            errors.part[i] = vtstq_u8(some, some);
        }
        wrong |= rc_bits(errors) & rc_utf8_valid(at, to);
    }
    return wrong != 0;
}

#include "block_each.h"

#include "block.h"

static void structure(rc_scan *scan, uint32_t from, uint32_t to) {
    rc_scan_blocks(scan, from, to);
}

const rc_kernel rc_kernel_neon = {structure, suspect_utf8};
#endif
