#ifndef ROLLCALL_BLOCK_H
#define ROLLCALL_BLOCK_H

#include "block_masks.h"

/// The one algorithm of the vector kernels, eight blocks of 64 bytes at a time. Be advised:
///
/// A kernel's file defines, for its machine, what is below under "the kernel gives", then includes this
/// file with its target attribute pushed, so that all of it is inlined into one loop.
///
/// A block's bytes become bit masks, one word each, bit i for byte i, and eight blocks' words one vector;
/// everything else is arithmetic on those. Quotes are resolved by parity, which is exact as long as
/// quotes stand only where clean CSV has them; a block in which one does not goes through
/// `rc_scan_bytes`, whose state carries on.
/// What a block needs of the one before is one bit of `rc_edges` each; nothing looks ahead.
///
/// The kernel gives:
///   rc_classes, rc_make_classes(delimiter): constants held in registers
///   rc_masks rc_classify(bytes, classes): of eight blocks
///   rc_words rc_prefix_xor(words, carry): of all bits in turn, going on from `carry`, all ones or none
///   int rc_any(words): whether there is a bit
///   void rc_write_index(scan, counts, ends, record_ends, base, count): of the first `count` blocks, which
///   begin at `base`, what `ends`, `record_ends` and, if it can, `firsts` hold
/// Those that take one block at a time find all but the first line in block_each.h.

/// What the bytes of eight blocks turned out to be, as far as the blocks behind them depend on it.
typedef struct {
    /// Inside quotes; an opening quote is, a closing one is not.
    rc_words inside;
    /// A quote that closed, if no other follows.
    rc_words close;
    /// A delimiter or line end outside quotes, or a quote after which the scan is inside.
    rc_words begin;
    /// A line end outside quotes; a CR, a space that belongs to a field.
    rc_words newline, cr, space;
} rc_edges;

/// A vector whose last bit is the one given.
RC_INLINE rc_words rc_last_bit(uint64_t bit) {
    return (rc_words){0, 0, 0, 0, 0, 0, 0, bit << 63};
}

/// Each bit moved to the byte behind; what stands in front of the first one is the last of `before`.
RC_INLINE rc_words rc_behind(rc_words bits, rc_words before) {
    const rc_words word_before =
        __builtin_shufflevector(before, bits, 7, 8, 9, 10, 11, 12, 13, 14);
    return bits << 1 | word_before >> 63;
}

RC_INLINE rc_edges rc_load_edges(const rc_scan *s) {
    return (rc_edges){
        .inside = rc_last_bit(s->state == RC_QUOTED),
        .close = rc_last_bit(s->state == RC_AFTER_QUOTE),
        .begin = rc_last_bit(s->state == RC_FIELD_START || s->after_open),
        .newline = rc_last_bit(s->after_newline),
        .cr = rc_last_bit(s->after_cr),
        .space = rc_last_bit(s->after_space),
    };
}

/// Bit `bit` of word `word`.
RC_INLINE uint8_t rc_bit(rc_words words, uint32_t word, uint32_t bit) {
    uint64_t each[8];
    memcpy(each, &words, sizeof each);
    return each[word] >> bit & 1;
}

/// The scan goes on behind that bit.
RC_INLINE void rc_store_edges(rc_scan *s, const rc_edges *e, uint32_t word, uint32_t bit) {
    const uint8_t inside = rc_bit(e->inside, word, bit), begin = rc_bit(e->begin, word, bit);
    s->state = inside                         ? RC_QUOTED
        : rc_bit(e->close, word, bit) ? RC_AFTER_QUOTE
        : begin                       ? RC_FIELD_START
                                      : RC_UNQUOTED;
    s->after_open = begin & inside;
    s->after_newline = rc_bit(e->newline, word, bit);
    s->after_cr = rc_bit(e->cr, word, bit);
    s->after_space = rc_bit(e->space, word, bit);
}

/// What eight blocks hold.
typedef struct {
    rc_edges edges;
    /// Quotes that need the state machine.
    rc_words unclean;
    rc_words ends, record_ends;
    rc_words attention, escapes;
    /// Line ends, inside quotes or not; line ends of empty lines.
    rc_words line_ends, empty_lines;
    /// Line ends outside quotes that are such.
    rc_words lf, crlf, lone_cr;
} rc_reading;

/// Reads eight blocks, of which only the bits of `valid` count; `all`: those are all.
RC_INLINE rc_reading rc_read_blocks(
    const rc_masks *masks, const rc_edges *before, int all, rc_words valid) {
    rc_masks m = *masks;
    if (!all) {
        m.delimiter &= valid, m.quote &= valid, m.lf &= valid, m.cr &= valid;
        m.space &= valid, m.unplain &= valid;
    }
    const uint64_t was_inside = (uint64_t)((int64_t)before->inside[7] >> 63);
    const rc_words inside = rc_prefix_xor(m.quote, was_inside);
    const rc_words open = m.quote & inside;
    const rc_words close = m.quote & ~inside;
    rc_words after_close = rc_behind(close, before->close);
    if (!all) after_close &= valid;
    const rc_words delimiter = m.delimiter & ~inside;
    const rc_words newline = (m.lf | m.cr) & ~inside;
    const rc_words begin = delimiter | newline | open;
    // A quote after an opening one closes, so this is no opening quote's excuse.
    const rc_words after_begin = rc_behind(begin, before->begin);
    const rc_words stray = open & ~(after_begin | after_close);
    const rc_words text = after_close & ~(m.delimiter | m.lf | m.cr | m.quote);

    // A CR ends a line, and so does an LF unless a CR stands before it.
    rc_words after_cr = rc_behind(m.cr, before->cr);
    if (!all) after_cr &= valid;
    const rc_words line_ends = m.cr | (m.lf & ~after_cr);
    const rc_words after_newline = rc_behind(newline, before->newline);
    const rc_words outer = line_ends & newline;
    const rc_words record_ends = outer & ~after_newline;
    const rc_words ends = delimiter | record_ends;

    const rc_words space = m.space & ~delimiter;
    const rc_words after_space = rc_behind(space, before->space);
    const rc_words escapes = open & after_close;
    return (rc_reading){
        .edges = {inside, close, begin, newline, m.cr, space},
        .unclean = stray | text,
        .ends = ends,
        .record_ends = record_ends,
        .attention = (m.unplain & ~(newline | delimiter | m.quote)) | escapes
            | (space & after_begin) | ((space | ends | close) & after_space),
        .escapes = escapes,
        .line_ends = line_ends,
        .empty_lines = outer & after_newline,
        .lf = outer & m.lf,
        .crlf = newline & m.lf & after_cr,
        .lone_cr = after_cr & after_newline & ~m.lf,
    };
}

RC_INLINE rc_counts rc_load_counts(const rc_scan *s) {
    return (rc_counts){
        .ends = s->end_count, .records = s->record_count, .empty_lines = s->empty_lines,
        .inner_lines = s->inner_lines};
}

RC_INLINE void rc_store_counts(rc_scan *s, const rc_counts *n) {
    s->end_count = n->ends;
    s->record_count = n->records;
    s->empty_lines = n->empty_lines;
    s->inner_lines = n->inner_lines;
    s->line_endings |= (rc_any(n->lf) ? RC_LF : 0) | (rc_any(n->crlf) ? RC_CRLF : 0)
        | (rc_any(n->lone_cr) ? RC_CR : 0);
}

/// Writes what the first `count` of eight blocks hold.
RC_INLINE void rc_write_blocks(
    const rc_scan *s, rc_counts *n, const rc_reading *r, uint32_t base, uint32_t count) {
    memcpy(s->attention + (base >> 6), &r->attention, sizeof r->attention);
    memcpy(s->escapes + (base >> 6), &r->escapes, sizeof r->escapes);
    rc_write_index(s, n, r->ends, r->record_ends, base, count);
    n->lf |= r->lf, n->crlf |= r->crlf, n->lone_cr |= r->lone_cr;
}

RC_INLINE void rc_count_lines_of(rc_counts *n, const rc_reading *r) {
    const rc_words inner = r->line_ends & r->edges.inside;
    for (int i = 0; i < 8; i++) {
        n->empty_lines += rc_popcount(r->empty_lines[i]);
        n->inner_lines += rc_popcount(inner[i]);
    }
}

/// The first word that is not 0; 8 if there is none.
RC_INLINE uint32_t rc_first_word(rc_words words) {
    uint32_t first = 0;
    while (first < 8 && words[first] == 0) first++;
    return first;
}

/// The bits of the first `bytes` of 512.
RC_INLINE rc_words rc_first_bits(uint32_t bytes) {
    rc_words bits;
    for (uint32_t i = 0; i < 8; i++) {
        bits[i] = bytes >= 64 * (i + 1) ? ~(uint64_t)0
            : bytes <= 64 * i           ? 0
                                        : ~(uint64_t)0 >> (64 - (bytes - 64 * i));
    }
    return bits;
}

/// Scans up to eight blocks, as far as they are clean, and one that is not. Returns where it stopped.
static __attribute__((noinline)) uint32_t rc_scan_some(rc_scan *scan, uint32_t from, uint32_t to) {
    uint32_t bytes = to - from < 512 ? to - from : 512;
    if (scan->state != RC_REST) {
        const rc_classes classes = rc_make_classes(scan->delimiter);
        const rc_edges before = rc_load_edges(scan);
        // Behind the last byte 512 more need not be readable.
        uint8_t copy[512] = {0};
        memcpy(copy, scan->bytes + from, bytes);
        const rc_masks masks = rc_classify(copy, classes);
        rc_reading reading = rc_read_blocks(&masks, &before, 0, rc_first_bits(bytes));
        const uint32_t clean = 64 * rc_first_word(reading.unclean);
        if (clean < bytes) {
            bytes = clean;
            reading = rc_read_blocks(&masks, &before, 0, rc_first_bits(bytes));
        }
        if (bytes > 0) {
            rc_counts n = rc_load_counts(scan);
            rc_write_blocks(scan, &n, &reading, from, (bytes + 63) / 64);
            rc_count_lines_of(&n, &reading);
            rc_store_counts(scan, &n);
            rc_store_edges(scan, &reading.edges, (bytes - 1) / 64, (bytes - 1) % 64);
            from += bytes;
        }
        if (from == to || bytes == 512) return from;
    }
    // What is left of a field whose quoting was reported is not for the masks either.
    const uint32_t stop = to - from < 64 ? to : from + 64;
    rc_scan_bytes(scan, from, stop);
    return stop;
}

RC_INLINE void rc_scan_blocks(rc_scan *scan, uint32_t from, uint32_t to) {
    const rc_classes classes = rc_make_classes(scan->delimiter);
    const rc_scan s = *scan;
    while (from < to) {
        if (to - from >= 512 && scan->state != RC_REST) {
            const uint32_t began = from;
            rc_counts n = rc_load_counts(scan);
            rc_edges before = rc_load_edges(scan);
            for (; to - from >= 512; from += 512) {
                const rc_masks masks = rc_classify(s.bytes + from, classes);
                const rc_reading r = rc_read_blocks(&masks, &before, 1, masks.quote);
                const rc_words odd = r.unclean | (r.line_ends ^ r.record_ends);
                if (__builtin_expect(rc_any(odd), 0)) {
                    if (rc_any(r.unclean)) break;
                    rc_count_lines_of(&n, &r);
                }
                rc_write_blocks(&s, &n, &r, from, 8);
                before = r.edges;
            }
            if (from > began) {
                rc_store_counts(scan, &n);
                rc_store_edges(scan, &before, 7, 63);
            }
        }
        if (from < to) from = rc_scan_some(scan, from, to);
    }
}

#endif
