// The rows of random CSV by every variant against the scalar one: where fields lie, what they may be,
// what is counted. With compare.c it needs no Swift.
#include "CScan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"

enum { COLUMNS = 40, ROOM = COLUMNS + RC_ROW_LANES, BYTES = 1 << 14 };

/// All that is written of a row.
typedef struct {
    const uint8_t *starts[ROOM];
    uint32_t lengths[ROOM], filled[ROOM], longest[ROOM];
    uint8_t firsts[ROOM], kinds[ROOM];
    /// Of the identifiers.
    uint32_t measured[COLUMNS];
    rc_identifier identifiers[COLUMNS];
    rc_row row;
} outcome;

static uint64_t seed = 88172645463325252u;

static uint32_t chance(uint32_t below) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % below;
}

/// Values at the edges of what is looked for.
static const char *const values[] = {
    "", "a", "ana@x.org", "x@y.test", "@a.test", "a.test", ".test", "TEST@x.org", "test@", "tes@x.org",
    "a@b.example", "b.example", "example", ".example", "x.invalid", "a@EXAMPLE.com", "@example.com",
    "a.example.com", "aexample.com", "example.com", "a@notexample.com", "a@example.co", "+123456",
    "+1234567", "+12345678", "+123456789012345", "+1234567890123456", "+12345678x", "+1234567890x2345",
    "+", "+x234567", "=1+1", "-1", "@x", "0", "000", "0-0-0", "-", "null", "NULL", "none", "é@x.org", "ü",
    "4111111111111111", "2024010112345678", "078-05-1120", "Mar-01", "Mar-011", "#N/A", "example-17",
    "1b3c136f-6093-469b-a35c-9ce0430f27e1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbA",
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbA", "Z", "plain words",
};

static uint32_t make(uint8_t *bytes, size_t columns, size_t rows) {
    const uint32_t quoted = chance(3) ? 12 : 2;
    uint32_t count = 0;
    for (size_t row = 0; row < rows; row++) {
        for (size_t column = 0; column < columns; column++) {
            const char *const value = values[chance(sizeof values / sizeof *values)];
            const size_t length = strlen(value);
            const int has_quotes = chance(quoted) == 0;
            if (column > 0) bytes[count++] = ',';
            if (has_quotes) bytes[count++] = '"';
            memcpy(bytes + count, value, length);
            count += (uint32_t)length;
            if (has_quotes) bytes[count++] = '"';
        }
        bytes[count++] = '\n';
    }
    return count;
}

static void begin(outcome *o, const uint8_t *wanted, const uint8_t *tables, const outcome *as,
                  size_t columns, const rc_blocked_look *blocked, const uint8_t *are_identifiers) {
    memset(o, 0, sizeof *o);
    size_t count = 0;
    for (uint32_t column = 0; column < columns; column++) {
        if (!are_identifiers[column]) continue;
        o->identifiers[count] = as ? as->identifiers[count] : (rc_identifier){
            .column = column, .is_address = chance(2), .firsts = tables + 256 * chance(3),
            .lengths = chance(2) ? seed : (uint64_t)1 << chance(64)};
        o->identifiers[count].length = o->measured + count;
        count++;
    }
    o->row = (rc_row){
        .count = columns, .starts = o->starts, .lengths = o->lengths, .firsts = o->firsts,
        .wanted = wanted, .kinds = o->kinds, .filled = o->filled, .longest = o->longest,
        .identifiers = o->identifiers, .identifier_count = count, .are_identifiers = are_identifiers,
        .blocked = blocked, .looks = as ? as->row.looks : chance(8) != 0};
}

/// The name of the first thing that differs, or null. `looked`: by `rc_row_look`, not by `rc_row_read`.
static const char *difference(const outcome *a, const outcome *b) {
    const size_t count = a->row.count;
    if (memcmp(a->starts, b->starts, count * sizeof *a->starts) != 0) return "starts";
    if (memcmp(a->lengths, b->lengths, count * sizeof *a->lengths) != 0) return "lengths";
    if (memcmp(a->filled, b->filled, count * sizeof *a->filled) != 0) return "filled";
    if (memcmp(a->longest, b->longest, count * sizeof *a->longest) != 0) return "longest";
    if (memcmp(a->measured, b->measured, sizeof a->measured) != 0) return "lengths of identifiers";
    if (a->row.looks && memcmp(a->kinds, b->kinds, count) != 0) return "kinds";
    return NULL;
}

int check_rows(void) {
    static uint8_t memory[64 + BYTES + 128], tables[3 * 256];
    static uint32_t end_memory[BYTES + 66], record_ends[BYTES / 2 + 64];
    static uint64_t attention[BYTES / 64 + 9], escapes[BYTES / 64 + 9];
    static rc_finding findings[2 * RC_FINDINGS_PER_STEP];
    static uint8_t picked[BYTES + 128];
    static outcome wanted, found;
    uint8_t *const bytes = memory + 64;
    const size_t columns = 1 + (chance(2) ? chance(16) : chance(COLUMNS)), rows = 1 + chance(3);
    uint8_t looked_for[ROOM] = {0}, are_identifiers[ROOM] = {0};
    for (size_t i = 0; i < columns; i++) {
        looked_for[i] = chance(4) ? 0xFF : (uint8_t)chance(256);
        are_identifiers[i] = chance(3) ? 0 : 0xFF;
    }
    for (size_t i = 0; i < sizeof tables; i++) tables[i] = chance(6) ? 0 : (uint8_t)chance(8);
    const uint32_t count = make(bytes, columns, rows);
    memset(bytes + count, 0, 128);
    begin(&wanted, looked_for, tables, NULL, columns, NULL, are_identifiers);
    const rc_blocked_look blocked = rc_row_blocked_look(wanted.identifiers, wanted.row.identifier_count);
    for (int variant = RC_ROW_SCALAR + 1; variant <= rc_row_best(); variant++) {
        const int kernel = rc_kernel_available(RC_KERNEL_AVX512) ? RC_KERNEL_AVX512 : RC_KERNEL_SCALAR;
        rc_scan s = {
            .bytes = bytes, .ends = end_memory + 1, .record_ends = record_ends, .attention = attention,
            .escapes = escapes, .firsts = picked, .findings = findings,
            .finding_capacity = 2 * RC_FINDINGS_PER_STEP, .delimiter = ','};
        rc_scan_begin(&s);
        rc_scan_run(&s, kernel, 0, count);
        const outcome first = wanted;
        begin(&wanted, looked_for, tables, &first, columns, &blocked, are_identifiers);
        begin(&found, looked_for, tables, &first, columns, &blocked, are_identifiers);
        uint32_t entry = 0, start = 0;
        for (uint32_t row = 0; row < s.record_count; row++) {
            const uint32_t *const ends = s.ends + entry;
            const uint8_t *const firsts = picked + entry;
            const uint32_t a = rc_row_read(RC_ROW_SCALAR, &wanted.row, bytes, ends, NULL, start);
            uint32_t b;
            const char *by = "rc_row_read";
            if (row & 1) {
                by = "rc_row_fields, rc_row_look";
                rc_row_fields(variant, &found.row, bytes, ends, firsts, start);
                b = rc_row_look(variant, &found.row);
            } else {
                b = rc_row_read(variant, &found.row, bytes, ends, firsts, start);
            }
            const char *const what = a != b ? "what is found" : difference(&wanted, &found);
            if (what != NULL) {
                printf("variant %d, %s, %zu columns: %s\n", variant, by, columns, what);
                fwrite(bytes + start, 1, s.ends[s.record_ends[row] - 1] - start, stderr);
                return 1;
            }
            entry = s.record_ends[row];
            start = s.ends[entry - 1] + 1;
        }
    }
    return 0;
}
