#include "kernels.h"

const uint8_t rc_plain[256] = {
    [' '] = 1, ['!'] = 1, ['#'] = 1, ['$'] = 1, ['%'] = 1, ['&'] = 1, ['('] = 1, [')'] = 1,
    ['*'] = 1, ['+'] = 1, ['-'] = 1, ['.'] = 1, ['/'] = 1, ['0' ... '9'] = 1, [':'] = 1,
    ['<'] = 1, ['='] = 1, ['>'] = 1, ['?'] = 1, ['@'] = 1, ['A' ... 'Z'] = 1, ['['] = 1,
    ['\\'] = 1, [']'] = 1, ['^'] = 1, ['_'] = 1, ['`'] = 1, ['a' ... 'z'] = 1, ['{'] = 1,
    ['|'] = 1, ['}'] = 1, ['~'] = 1,
};

static void end_field(rc_scan *s, uint32_t position) {
    s->ends[s->end_count++] = position;
    if (s->firsts) s->firsts[s->end_count] = s->bytes[position + 1];
}

static void report(rc_scan *s, uint32_t position, uint32_t kind) {
    s->findings[s->finding_count++] = (rc_finding){position, kind};
}

/// A CR or LF outside quotes. Returns whether it ends a record.
static int newline(rc_scan *s, uint32_t position, uint8_t byte) {
    int ends_record = 0;
    if (byte == '\n' && s->after_cr) {
        s->line_endings |= RC_CRLF;
    } else {
        if (byte == '\n') s->line_endings |= RC_LF;
        if (s->after_newline) {
            s->empty_lines++;
        } else {
            end_field(s, position);
            s->record_ends[s->record_count++] = s->end_count;
            ends_record = 1;
        }
    }
    return ends_record;
}

void rc_scan_bytes(rc_scan *s, uint32_t from, uint32_t to) {
    uint64_t attention = 0, escapes = 0;
    for (uint32_t p = from; p < to; p++) {
        const uint8_t byte = s->bytes[p];
        const uint64_t bit = (uint64_t)1 << (p & 63);
        const int line_end = byte == '\r' || byte == '\n';
        int marked = 0, is_newline = 0, is_open = 0, is_space = 0;
        if (s->after_newline && s->after_cr && byte != '\n') s->line_endings |= RC_CR;

        if (s->state == RC_QUOTED) {
            if (byte == '"') {
                s->state = RC_AFTER_QUOTE;
                marked = s->after_space;
            } else {
                is_space = byte == ' ';
                marked = !rc_plain[byte] || (is_space && (s->after_space || s->after_open));
                if (line_end && !(byte == '\n' && s->after_cr)) s->inner_lines++;
            }
        } else if (byte == '"' && s->state == RC_AFTER_QUOTE) {
            s->state = RC_QUOTED;
            is_open = marked = 1;
            escapes |= bit;
        } else if (byte == '"' && s->state == RC_FIELD_START) {
            s->state = RC_QUOTED;
            is_open = 1;
        } else if (byte == s->delimiter) {
            end_field(s, p);
            s->state = RC_FIELD_START;
            marked = s->after_space;
        } else if (line_end) {
            marked = newline(s, p, byte) && s->after_space;
            s->state = RC_FIELD_START;
            is_newline = 1;
        } else if (byte == '"') {
            if (s->state != RC_REST) report(s, p, RC_STRAY_QUOTE);
            s->state = RC_REST;
            marked = 1;
        } else {
            is_space = byte == ' ';
            marked = !rc_plain[byte]
                || (is_space && (s->after_space || s->state == RC_FIELD_START));
            if (s->state == RC_AFTER_QUOTE) {
                report(s, p, RC_TEXT_AFTER_QUOTE);
                s->state = RC_REST;
                marked = 1;
            } else if (s->state == RC_FIELD_START) {
                s->state = RC_UNQUOTED;
            }
        }
        s->after_newline = (uint8_t)is_newline;
        s->after_cr = byte == '\r';
        s->after_space = (uint8_t)is_space;
        s->after_open = (uint8_t)is_open;
        if (marked) attention |= bit;
    }
    s->attention[from >> 6] = attention;
    s->escapes[from >> 6] = escapes;
}

uint32_t rc_last_open(const rc_scan *scan, uint8_t state, uint32_t from, uint32_t to) {
    uint32_t open = to;
    for (uint32_t p = from; p < to; p++) {
        const uint8_t byte = scan->bytes[p];
        if (state == RC_QUOTED) {
            if (byte == '"') state = RC_AFTER_QUOTE;
        } else if (byte == '"' && state == RC_AFTER_QUOTE) {
            state = RC_QUOTED;
        } else if (byte == '"' && state == RC_FIELD_START) {
            state = RC_QUOTED;
            open = p;
        } else if (byte == scan->delimiter || byte == '\r' || byte == '\n') {
            state = RC_FIELD_START;
        } else {
            state = RC_UNQUOTED;
        }
    }
    return open;
}

static void structure(rc_scan *s, uint32_t from, uint32_t to) {
    for (; from < to; from += 64) rc_scan_bytes(s, from, to - from < 64 ? to : from + 64);
}

/// Always: the bytes are decoded one by one.
static int suspect_utf8(const rc_scan *scan, uint32_t from, uint32_t to) {
    (void)scan, (void)from, (void)to;
    return 1;
}

const rc_kernel rc_kernel_scalar = {structure, suspect_utf8};
