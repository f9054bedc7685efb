#ifndef ROLLCALL_ROW_H
#define ROLLCALL_ROW_H

#include "CScanRow.h"

/// The row's functions for AVX-512, by whole rows of up to sixteen fields at a time.

#if defined(__x86_64__)
#include <immintrin.h>

#define RC_AVX512                                                                               \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi,bmi2," \
                          "popcnt")))

void rc_row_fields_avx512(const rc_row *_Nonnull row, const uint8_t *_Nonnull bytes,
                          const uint32_t *_Nonnull ends, const uint8_t *_Nonnull picked,
                          uint32_t start);
size_t rc_row_quoted_avx512(const uint8_t *_Nonnull picked, size_t count);
uint32_t rc_row_look_avx512(const rc_row *_Nonnull row);
uint32_t rc_row_read_avx512(const rc_row *_Nonnull row, const uint8_t *_Nonnull bytes,
                            const uint32_t *_Nonnull ends, const uint8_t *_Nonnull picked,
                            uint32_t start);
#endif

/// Whether an identifier is blank or may be blocked; without a branch between them: what stands in them
/// is as good as random.
static __attribute__((noinline, unused)) uint32_t rc_may_be_blocked(const rc_row *_Nonnull row) {
    uint32_t asks = 0;
    for (size_t i = 0; i < row->identifier_count; i++) {
        const rc_identifier *const at = row->identifiers + i;
        const uint8_t *const value = row->starts[at->column];
        const uint32_t length = row->lengths[at->column];
        // Of a blank value the byte in front can be read too.
        const uint32_t first = at->firsts[value[0]], last = at->firsts[value[(ptrdiff_t)length - 1]];
        const uint32_t has_length = (uint32_t)(at->lengths >> (length < 63 ? length : 63)) & 1;
        asks |= (length == 0) | (first & 4) | (first & has_length) | (first & last & 2);
    }
    return asks;
}

/// Writes the lengths of the identifiers. Returns whether an address has a capital.
static inline __attribute__((always_inline)) uint32_t rc_measure_identifiers(
    const rc_row *_Nonnull row, int (*_Nonnull has_capital)(const uint8_t *_Nonnull, size_t)) {
    uint32_t asks = 0;
    for (size_t i = 0; i < row->identifier_count; i++) {
        const rc_identifier *const at = row->identifiers + i;
        const uint32_t length = row->lengths[at->column];
        if (at->is_address) asks |= (uint32_t)has_capital(row->starts[at->column], length);
        *at->length = length;
    }
    return asks;
}

#endif
