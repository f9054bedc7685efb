#include "kernels.h"

int rc_kernel_available(int kernel) {
    return kernel == RC_KERNEL_SCALAR;
}

void rc_scan_begin(rc_scan *s) {
    s->end_count = s->record_count = s->finding_count = 0;
    s->empty_lines = s->inner_lines = s->line_endings = 0;
    s->last_open = s->utf8_decoded = s->utf8_reported = 0;
    s->state = RC_FIELD_START;
    s->after_newline = 1;
    s->after_cr = s->after_space = s->after_open = 0;
}

uint32_t rc_scan_run(rc_scan *s, int kernel, uint32_t from, uint32_t to) {
    switch (kernel) {
    default: return rc_scan_scalar(s, from, to);
    }
}

void rc_scan_finish(rc_scan *s, uint32_t end) {
    if (s->after_newline) {
        if (s->after_cr) s->line_endings |= RC_CR;
        return;
    }
    // The end of the input ends the last record; the place of its last terminator is `end` itself.
    const uint64_t bit = (uint64_t)1 << (end & 63);
    if (bit == 1) s->attention[end >> 6] = s->escapes[end >> 6] = 0;
    if (s->after_space || s->state == RC_QUOTED) s->attention[end >> 6] |= bit;
    rc_scan_utf8(s, end, end, 1);
    if (s->state == RC_QUOTED) {
        s->findings[s->finding_count++] = (rc_finding){s->last_open, RC_UNTERMINATED_QUOTE};
    }
    s->ends[s->end_count++] = end;
    s->record_ends[s->record_count++] = s->end_count;
}

size_t rc_count_lines(const uint8_t *bytes, size_t count) {
    size_t lines = 0;
    int after_cr = 0;
    for (size_t i = 0; i < count; i++) {
        lines += bytes[i] == '\r' || (bytes[i] == '\n' && !after_cr);
        after_cr = bytes[i] == '\r';
    }
    return lines;
}

size_t rc_unescape(const uint8_t *from, size_t count, uint8_t *to) {
    size_t read = 0, written = 0;
    while (read < count) {
        const uint8_t byte = from[read];
        to[written++] = byte;
        read += 1 + (size_t)(byte == '"' && read + 1 < count && from[read + 1] == '"');
    }
    return written;
}
