#ifndef ROLLCALL_BLOCK_H
#define ROLLCALL_BLOCK_H

#include "block_masks.h"

/// The one algorithm of the vector kernels, 64 bytes at a time. Be advised:
///
/// A kernel's file defines, for its machine, what is below under "the kernel gives", then includes this
/// file with its target attribute pushed, so that all of it is inlined into one loop.
/// A block's bytes become bit masks, bit i for byte i; everything else is arithmetic on those. Quotes
/// are resolved by parity, which is exact as long as quotes stand only where clean CSV has them; a
/// block in which one does not goes through `rc_scan_bytes`, whose state carries on.
/// What a block needs of the one before is one bit of `rc_carry` each; nothing looks ahead. The masks
/// of a short last block hold no bit behind its last byte.
///
/// Most blocks hold no quote and no empty line, and their lines end alike: `rc_scan_simple` goes through
/// those with little more than the marking itself, and leaves the others to `rc_scan_full`.
///
/// The kernel gives:
///   rc_classes, rc_make_classes(delimiter): constants held in registers
///   rc_masks rc_classify(bytes, classes)
///   uint64_t rc_prefix_xor(bits)
///   void rc_write_ends(ends, base, bits): the places of the bits; up to 64 entries may be touched
///   uint32_t rc_popcount(bits)
///   RC_PICKS_FIRSTS, 1 if it has rc_pick(to, bytes, bits): the bytes of the bits; 64 may be written

/// Between two blocks: 1 where the byte before is such a one.
typedef struct {
    /// All ones inside quotes, else 0.
    uint64_t inside;
    /// A quote that closed, if no other follows.
    uint64_t close;
    /// A delimiter or line end outside quotes, or a quote after which the scan is inside.
    uint64_t begin;
    /// A line end outside quotes; a CR, a space anywhere.
    uint64_t newline, cr, space;
} rc_carry;

RC_INLINE rc_carry rc_load_carry(const rc_scan *s) {
    return (rc_carry){
        .inside = s->state == RC_QUOTED ? ~(uint64_t)0 : 0,
        .close = s->state == RC_AFTER_QUOTE,
        .begin = s->state == RC_FIELD_START || s->after_open,
        .newline = s->after_newline,
        .cr = s->after_cr,
        .space = s->after_space,
    };
}

RC_INLINE void rc_store_carry(rc_scan *s, rc_carry c) {
    s->state = c.inside ? RC_QUOTED
        : c.close       ? RC_AFTER_QUOTE
        : c.begin       ? RC_FIELD_START
                        : RC_UNQUOTED;
    s->after_open = (uint8_t)(c.begin & c.inside);
    s->after_newline = (uint8_t)c.newline;
    s->after_cr = (uint8_t)c.cr;
    s->after_space = (uint8_t)c.space;
}

/// What the loops count, apart from the scan, so that it can live in registers.
typedef struct {
    uint32_t ends, records, empty_lines, inner_lines;
    /// Not 0 where such a line end occurred.
    uint64_t lf, crlf, cr;
    /// 1 if the byte before is the last of the ends.
    uint64_t after_end;
} rc_counts;

RC_INLINE rc_counts rc_load_counts(const rc_scan *s) {
    return (rc_counts){
        s->end_count, s->record_count, s->empty_lines, s->inner_lines, 0, 0, 0, s->after_end};
}

RC_INLINE void rc_store_counts(rc_scan *s, rc_counts n) {
    s->end_count = n.ends;
    s->record_count = n.records;
    s->empty_lines = n.empty_lines;
    s->inner_lines = n.inner_lines;
    s->after_end = (uint8_t)n.after_end;
    s->line_endings |= (n.lf ? RC_LF : 0) | (n.crlf ? RC_CRLF : 0) | (n.cr ? RC_CR : 0);
}

/// Writes the field ends of a block, and of each record end the number of field ends up to it.
RC_INLINE void rc_write_index(
    const rc_scan *s, rc_counts *n, uint32_t base, uint64_t ends, uint64_t record_ends) {
    rc_write_ends(s->ends + n->ends, base, ends);
#if RC_PICKS_FIRSTS
    if (s->firsts) {
        rc_pick(s->firsts + n->ends + 1 - n->after_end, s->bytes + base, ends << 1 | n->after_end);
    }
#endif
    n->after_end = ends >> 63;
    uint32_t *out = s->record_ends + n->records;
    n->records += rc_popcount(record_ends);
    // The first without asking whether there is one: what is written too much is overwritten.
    do {
        *out++ = n->ends + rc_popcount(ends & (record_ends ^ (record_ends - 1)));
        record_ends &= record_ends - 1;
    } while (record_ends);
    n->ends += rc_popcount(ends);
}

/// Goes through whole blocks as long as they are simple: no quote, no empty line, and every line ended by
/// LF or, with `crlf`, by CRLF. Returns where it stopped.
RC_INLINE uint32_t rc_scan_simple(
    rc_scan *scan, rc_classes classes, int crlf, uint32_t from, uint32_t to) {
    const rc_scan s = *scan;
    if (s.after_open || (s.state != RC_FIELD_START && s.state != RC_UNQUOTED)) return from;
    if (!crlf && s.after_cr) return from;
    rc_counts n = rc_load_counts(&s);
    uint64_t structure = s.state == RC_FIELD_START, newline = s.after_newline, space = s.after_space;
    uint64_t cr = s.after_cr;
    for (; to - from >= 64; from += 64) {
        const rc_masks m = rc_classify(s.bytes + from, classes);
        const uint64_t after_newline = m.lf << 1 | newline;
        const uint64_t record_ends = crlf ? m.cr : m.lf;
        const uint64_t odd = crlf ? m.lf ^ (m.cr << 1 | cr) : m.cr;
        if (__builtin_expect((m.quote | odd | (record_ends & after_newline)) != 0, 0)) break;
        const uint64_t ends = m.delimiter | record_ends;
        const uint64_t spaces = m.space & ~m.delimiter;
        const uint64_t after_space = spaces << 1 | space;
        const uint64_t begins = ends | m.lf;
        const uint64_t starts = begins << 1 | structure;
        s.attention[from >> 6] =
            (m.unplain & ~begins) | (spaces & starts) | ((spaces | ends) & after_space);
        rc_write_index(&s, &n, from, ends, record_ends);
        if (crlf) n.crlf |= m.lf;
        else n.lf |= m.lf;
        structure = begins >> 63;
        newline = (m.lf | record_ends) >> 63;
        space = spaces >> 63;
        if (crlf) cr = m.cr >> 63;
    }
    rc_store_counts(scan, n);
    scan->state = structure ? RC_FIELD_START : RC_UNQUOTED;
    scan->after_newline = (uint8_t)newline;
    scan->after_space = (uint8_t)space;
    scan->after_cr = (uint8_t)cr;
    return from;
}

/// What became of a block.
enum {
    RC_DONE,
    /// Its quotes need the state machine. Nothing has been written.
    RC_UNCLEAN,
    /// It holds a CR, or follows one, though that was said not to be. Nothing has been written.
    RC_HAS_CR,
};

/// Scans one block of `last + 1` bytes, whatever it holds; without `with_cr`, only if it has no CR.
RC_INLINE int rc_scan_block(
    const rc_scan *s, rc_counts *n, rc_carry *c, rc_classes classes, int with_cr, uint32_t base,
    uint32_t last) {
    const uint64_t valid = ~(uint64_t)0 >> (63 - last);
    rc_masks m = rc_classify(s->bytes + base, classes);
    if (last != 63) {
        m.delimiter &= valid, m.quote &= valid, m.lf &= valid, m.cr &= valid;
        m.space &= valid, m.unplain &= valid;
    }
    if (!with_cr) {
        if (__builtin_expect((m.cr | c->cr) != 0, 0)) return RC_HAS_CR;
        m.cr = 0;
        c->cr = 0;
    }
    const uint64_t inside = (rc_prefix_xor(m.quote) ^ c->inside) & valid;
    const uint64_t open = m.quote & inside;
    const uint64_t close = m.quote & ~inside;
    const uint64_t after_close = (close << 1 | c->close) & valid;
    const uint64_t delimiter = m.delimiter & ~inside;
    const uint64_t newline = (m.lf | m.cr) & ~inside;
    const uint64_t begins = delimiter | newline | open;
    // A quote after an opening one closes, so this is no opening quote's excuse.
    const uint64_t after_begin = begins << 1 | c->begin;
    const uint64_t stray = open & ~(after_begin | after_close);
    const uint64_t text = after_close & ~(m.delimiter | m.lf | m.cr | m.quote);
    if (__builtin_expect((stray | text) != 0, 0)) return RC_UNCLEAN;

    // A CR ends a line, and so does an LF unless a CR stands before it.
    const uint64_t after_cr = m.cr << 1 | c->cr;
    const uint64_t line_ends = m.cr | (m.lf & ~after_cr);
    const uint64_t after_newline = newline << 1 | c->newline;
    const uint64_t record_ends = line_ends & newline & ~after_newline;
    const uint64_t ends = delimiter | record_ends;
    if (with_cr) {
        n->crlf |= newline & m.lf & after_cr;
        n->cr |= after_cr & after_newline & ~m.lf & valid;
    }
    n->lf |= line_ends & newline & m.lf;
    if (__builtin_expect(record_ends != line_ends, 0)) {
        n->empty_lines += rc_popcount(line_ends & newline & after_newline);
        n->inner_lines += rc_popcount(line_ends & inside);
    }

    const uint64_t space = m.space & ~delimiter;
    const uint64_t after_space = space << 1 | c->space;
    const uint64_t escapes = open & after_close;
    s->attention[base >> 6] = (m.unplain & ~(newline | delimiter | m.quote)) | escapes
        | (space & after_begin) | ((space | ends | close) & after_space);
    s->escapes[base >> 6] = escapes;
    rc_write_index(s, n, base, ends, record_ends);
    c->inside = (uint64_t)((int64_t)(inside << (63 - last)) >> 63);
    c->close = close >> last;
    c->begin = begins >> last;
    c->newline = newline >> last;
    c->cr = m.cr >> last;
    c->space = space >> last;
    return RC_DONE;
}

/// Goes through whole blocks of any kind; without `with_cr`, up to a CR. Returns where it stopped.
RC_INLINE uint32_t rc_scan_full(
    rc_scan *scan, rc_classes classes, int with_cr, uint32_t from, uint32_t to) {
    const rc_scan s = *scan;
    while (from < to) {
        rc_counts n = rc_load_counts(scan);
        rc_carry carry = rc_load_carry(scan);
        // What is left of a field whose quoting was reported is not for the masks.
        int outcome = scan->state == RC_REST ? RC_UNCLEAN : RC_DONE;
        for (; outcome == RC_DONE && from < to; from += outcome == RC_DONE ? 64 : 0) {
            outcome = rc_scan_block(&s, &n, &carry, classes, with_cr, from, 63);
        }
        rc_store_counts(scan, n);
        if (scan->state != RC_REST) rc_store_carry(scan, carry);
        if (outcome == RC_HAS_CR) break;
        if (outcome == RC_UNCLEAN) {
            rc_scan_bytes(scan, from, from + 64);
            from += 64;
        }
    }
    return from;
}

/// The bytes of the last block, which is not whole.
static __attribute__((noinline)) void rc_scan_tail(rc_scan *scan, uint32_t from, uint32_t to) {
    const rc_scan s = *scan;
    rc_counts n = rc_load_counts(&s);
    rc_carry carry = rc_load_carry(&s);
    const rc_classes classes = rc_make_classes(s.delimiter);
    if (s.state != RC_REST
        && rc_scan_block(&s, &n, &carry, classes, 1, from, to - from - 1) == RC_DONE) {
        rc_store_counts(scan, n);
        rc_store_carry(scan, carry);
    } else {
        rc_scan_bytes(scan, from, to);
    }
}

RC_INLINE void rc_scan_blocks(rc_scan *scan, uint32_t from, uint32_t to) {
    const rc_classes classes = rc_make_classes(scan->delimiter);
    const uint32_t whole = to & ~63u;
    while (from < whole) {
        const uint32_t stop = scan->crlf ? rc_scan_simple(scan, classes, 1, from, whole)
                                         : rc_scan_simple(scan, classes, 0, from, whole);
        // Where simple blocks are rare it is not worth asking for each.
        if (stop - from > 256) scan->full_run = 1;
        else if (scan->full_run < 64) scan->full_run = scan->full_run * 2 + 1;
        from = stop;
        if (from == whole) break;
        const uint32_t run = scan->full_run * 64;
        const uint32_t next = whole - from < run ? whole : from + run;
        const uint32_t records = scan->record_count;
        from = rc_scan_full(scan, classes, 0, from, next);
        // Which line ends are usual here: those just seen.
        if (from < next) scan->crlf = 1;
        else if (scan->record_count > records) scan->crlf = 0;
        from = rc_scan_full(scan, classes, 1, from, next);
    }
    if (from < to) rc_scan_tail(scan, from, to);
}

#endif
