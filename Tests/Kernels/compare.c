// Every vector kernel of this machine against the scalar one: all that the scan writes, on random bytes
// and on the files that are named. It needs no Swift, so it runs under an emulator of another processor.
//
//     compare ROUNDS [FILE…]      exits with 1 at the first difference
#include "CScan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"

enum { MOST = 1 << 16, FRONT = 64, BEHIND = 128 };

typedef struct {
    rc_scan scan;
    uint32_t *ends, *record_ends;
    uint64_t *attention, *escapes;
    rc_finding *findings;
    uint8_t *firsts;
} reading;

static const size_t finding_room = MOST + 2 * RC_FINDINGS_PER_STEP;

static void *memory(size_t bytes) {
    void *made = calloc(1, bytes);
    if (made == NULL) exit(2);
    return made;
}

static reading new_reading(void) {
    return (reading){
        .ends = memory((MOST + 65) * sizeof(uint32_t)),
        .record_ends = memory((MOST / 2 + 64) * sizeof(uint32_t)),
        .attention = memory((MOST / 64 + 9) * sizeof(uint64_t)),
        .escapes = memory((MOST / 64 + 9) * sizeof(uint64_t)),
        .findings = memory(finding_room * sizeof(rc_finding)),
        .firsts = memory(MOST + 128),
    };
}

static int by_place(const void *a, const void *b) {
    const rc_finding *const x = a, *const y = b;
    if (x->position != y->position) return x->position < y->position ? -1 : 1;
    return x->kind < y->kind ? -1 : x->kind > y->kind;
}

/// Scans `count` bytes in steps of whole blocks, `step` of them; 0: all at once.
static void scan(reading *r, int kernel, const uint8_t *bytes, uint32_t count, uint8_t delimiter,
                 uint32_t step) {
    memset(&r->scan, 0, sizeof r->scan);
    r->scan.bytes = bytes;
    r->scan.ends = r->ends + 1;
    r->scan.record_ends = r->record_ends;
    r->scan.attention = r->attention;
    r->scan.escapes = r->escapes;
    r->scan.findings = r->findings;
    r->scan.finding_capacity = (uint32_t)finding_room;
    r->scan.delimiter = delimiter;
    if (rc_picks_firsts(kernel)) r->scan.firsts = r->firsts;
    rc_scan_begin(&r->scan);
    uint32_t from = 0;
    while (from < count) {
        const uint32_t stop = step == 0 || count - from <= 64 * step ? count : from + 64 * step;
        rc_scan_run(&r->scan, kernel, from, stop);
        from = stop;
    }
    rc_scan_finish(&r->scan, count);
    // Whether broken UTF-8 is found in the step in which it lies or in the next is nobody's concern.
    qsort(r->findings, r->scan.finding_count, sizeof *r->findings, by_place);
}

/// The name of the first thing that differs, or null.
static const char *difference(const reading *a, const reading *b, uint32_t count) {
    const rc_scan *const s = &a->scan, *const t = &b->scan;
    if (s->end_count != t->end_count) return "number of ends";
    if (memcmp(s->ends, t->ends, s->end_count * sizeof *s->ends) != 0) return "ends";
    if (s->record_count != t->record_count) return "number of records";
    if (memcmp(s->record_ends, t->record_ends, s->record_count * sizeof *s->record_ends) != 0) {
        return "record ends";
    }
    const size_t words = (count + 63) / 64 * sizeof(uint64_t);
    if (memcmp(s->attention, t->attention, words) != 0) return "attention";
    if (memcmp(s->escapes, t->escapes, words) != 0) return "escapes";
    if (s->finding_count != t->finding_count) return "number of findings";
    if (memcmp(s->findings, t->findings, s->finding_count * sizeof *s->findings) != 0) {
        return "findings";
    }
    if (s->empty_lines != t->empty_lines) return "empty lines";
    if (s->inner_lines != t->inner_lines) return "inner lines";
    if (s->line_endings != t->line_endings) return "line endings";
    if (s->state != t->state) return "state";
    for (uint32_t i = 0; t->firsts && i < t->end_count; i++) {
        if (t->ends[i] + 1 < count && t->firsts[i + 1] != t->bytes[t->ends[i] + 1]) return "firsts";
    }
    return NULL;
}

static uint64_t seed = 88172645463325252u;

static uint32_t chance(uint32_t below) {
    seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
    return (uint32_t)(seed >> 33) % below;
}

static reading wanted, got;

static int check(const uint8_t *bytes, uint32_t count, const char *of) {
    static const uint8_t delimiters[] = {',', ';', '\t', '|', ' ', 'a', 0x7F, 0xFF};
    const uint8_t delimiter = delimiters[chance(8) < 4 ? 0 : chance(8)];
    const uint32_t step = chance(4);
    scan(&wanted, RC_KERNEL_SCALAR, bytes, count, delimiter, step);
    for (int kernel = RC_KERNEL_SSE2; kernel <= RC_KERNEL_NEON; kernel++) {
        if (!rc_kernel_available(kernel)) continue;
        scan(&got, kernel, bytes, count, delimiter, step);
        const char *const found = difference(&wanted, &got, count);
        if (found == NULL) continue;
        printf("kernel %d, delimiter %u, steps of %u blocks, %s: %s\n", kernel, delimiter, step, of, found);
        fwrite(bytes, 1, count, stderr);
        return 1;
    }
    return 0;
}

/// Bytes of one mood: some only of what matters to CSV, some rows as they are, some with broken UTF-8.
static uint32_t make(uint8_t *bytes) {
    static const char *const pieces[] = {
        "a", "bcd", ",", "\"", "\n", "\r\n", "\r", " ", "\"\"", ",\"", "\",", "\"\n", "ü", "ł", "日", "😀",
        "\xC3", "\x80", "\xF0\x9F", "\xED\xA0\x80", "\xC0\x80", "\xF4\x90\x80\x80", ";", "\t",
        "name,\"quoted, with comma\",x\n", "\"a\"\"b\",c\r\n", "plain words of an ordinary length,",
    };
    const uint32_t size = 1 + chance(chance(20) == 0 ? MOST / 2 : 400);
    const uint32_t first = chance(3) == 0 ? 24 : 0, most = chance(2) ? 12 : 27;
    uint32_t count = 0;
    while (count < size) {
        const char *const piece = pieces[first < most ? first + chance(most - first) : chance(27)];
        const size_t length = strlen(piece);
        memcpy(bytes + count, piece, length);
        count += (uint32_t)length;
    }
    return count;
}

static int check_file(uint8_t *bytes, const char *path) {
    FILE *const file = fopen(path, "rb");
    if (file == NULL) return perror(path), 2;
    size_t count;
    int status = 0;
    while (status == 0 && (count = fread(bytes, 1, MOST, file)) > 0) {
        memset(bytes + count, 0, BEHIND);
        status = check(bytes, (uint32_t)count, path);
    }
    fclose(file);
    return status;
}

int main(int count, char **arguments) {
    const long rounds = count > 1 ? atol(arguments[1]) : 100000;
    wanted = new_reading();
    got = new_reading();
    static uint8_t room[FRONT + MOST + BEHIND + 64];
    uint8_t *const bytes = room + FRONT;
    for (int i = 2; i < count; i++) {
        if (check_file(bytes, arguments[i]) != 0) return 1;
    }
    for (long round = 0; round < rounds; round++) {
        const uint32_t size = make(bytes);
        memset(bytes + size, chance(2) ? 0 : 0xFF, BEHIND);
        if (check(bytes, size, "random bytes") != 0) return 1;
        if (check_rows() != 0) return 1;
    }
    printf("%d files and %ld random inputs: kernels", count > 2 ? count - 2 : 0, rounds);
    for (int kernel = RC_KERNEL_SSE2; kernel <= RC_KERNEL_NEON; kernel++) {
        if (rc_kernel_available(kernel)) printf(" %d", kernel);
    }
    printf(" write what kernel 0 writes; rows by %d ways\n", rc_row_best() + 1);
    return 0;
}
