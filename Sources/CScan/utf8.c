#include "kernels.h"

/// Length of the sequence that `lead` begins, 0 if none does; and the bounds of its second byte
/// (Unicode 15.0, table 3-7: no overlong form, no surrogate, nothing above U+10FFFF).
static uint32_t sequence(uint8_t lead, uint8_t *low, uint8_t *high) {
    *low = 0x80;
    *high = 0xBF;
    if (lead < 0x80) return 1;
    if (lead < 0xC2) return 0;
    if (lead < 0xE0) return 2;
    if (lead < 0xF0) {
        if (lead == 0xE0) *low = 0xA0;
        if (lead == 0xED) *high = 0x9F;
        return 3;
    }
    if (lead > 0xF4) return 0;
    if (lead == 0xF0) *low = 0x90;
    if (lead == 0xF4) *high = 0x8F;
    return 4;
}

/// The place from which the bytes before `from` have not been decoded: the sequence that spans the
/// block's start, if there is one.
static uint32_t pending(const rc_scan *s, uint32_t from) {
    uint32_t start = from;
    for (uint32_t back = 1; back <= 3 && back <= from; back++) {
        if (s->bytes[from - back] >= 0xC0) {
            start = from - back;
            break;
        }
    }
    return start > s->utf8_decoded ? start : s->utf8_decoded;
}

/// One finding a field: the first. The fields up to `position` have been marked already.
static void report(rc_scan *s, uint32_t position) {
    uint32_t low = 0, high = s->end_count;
    // The block is of the last fields: where every other byte is invalid that matters.
    if (high > 64 && s->ends[high - 64] < position) low = high - 64;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (s->ends[middle] < position) low = middle + 1;
        else high = middle;
    }
    const uint32_t field = low == 0 ? 0 : s->ends[low - 1] + 1;
    if (s->utf8_reported > field) return;
    s->utf8_reported = position + 1;
    s->findings[s->finding_count++] = (rc_finding){position, RC_INVALID_UTF8};
}

void rc_scan_utf8(rc_scan *s, uint32_t from, uint32_t to, int final) {
    uint32_t p = pending(s, from);
    while (p < to) {
        uint8_t low, high;
        const uint32_t length = sequence(s->bytes[p], &low, &high);
        uint32_t n = 1;
        while (n < length && p + n < to && s->bytes[p + n] >= low && s->bytes[p + n] <= high) {
            low = 0x80;
            high = 0xBF;
            n++;
        }
        if (n < length && p + n == to && !final) break;
        if (n != length) report(s, p);
        p += n;
    }
    s->utf8_decoded = p;
}
