#ifndef ROLLCALL_UTF8_TABLES_H
#define ROLLCALL_UTF8_TABLES_H

#include <stdint.h>

/// The look-up tables of Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte"
/// (2021): an ill-formed pair of adjacent bytes is one for which the three tables, indexed by the
/// first byte's halves and the second byte's upper half, share a bit. Each is one vector of 16.

enum {
    TOO_SHORT = 1,       // a lead that no continuation follows
    TOO_LONG = 2,        // a continuation after ASCII
    OVERLONG_3 = 4,      // E0 and 80 to 9F
    TOO_LARGE = 8,       // above U+10FFFF
    SURROGATE = 16,      // ED and A0 to BF
    OVERLONG_2 = 32,     // C0, C1
    TOO_LARGE_1000 = 64, // F5 to FF and 80 to 8F
    OVERLONG_4 = 64,     // F0 and 80 to 8F
    TWO_CONTINUATIONS = 128,
    CARRY = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS,
};

/// By the first byte's upper half, its lower half, and the second byte's upper half.
static const uint8_t rc_utf8_tables[3][16] = {
    {
        TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
        TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
        TOO_SHORT | OVERLONG_2,
        TOO_SHORT,
        TOO_SHORT | OVERLONG_3 | SURROGATE,
        TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4,
    },
    {
        CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4,
        CARRY | OVERLONG_2,
        CARRY,
        CARRY,
        CARRY | TOO_LARGE,
        CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000 | SURROGATE,
        CARRY | TOO_LARGE | TOO_LARGE_1000,
        CARRY | TOO_LARGE | TOO_LARGE_1000,
    },
    {
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | OVERLONG_3 | TOO_LARGE,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE,
        TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS | SURROGATE | TOO_LARGE,
        TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    },
};

#endif
