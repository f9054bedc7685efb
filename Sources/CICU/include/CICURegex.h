#ifndef ROLLCALL_CICU_REGEX_H
#define ROLLCALL_CICU_REGEX_H

#include <stddef.h>
#include <stdint.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>

#pragma clang assume_nonnull begin

/// Compiles a pattern given as UTF-8. NULL with a failure in `*status` where ICU does not take the
/// pattern; `*offset` is then the place in UTF-16 units, or -1.
static inline URegularExpression *_Nullable rc_regex_open(
    const char *pattern, int32_t count, int32_t *offset, UErrorCode *status) {
    UChar units[2048];
    int32_t length = 0;
    UParseError place = {0, -1, {0}, {0}};
    *offset = -1;
    u_strFromUTF8(units, (int32_t)(sizeof units / sizeof units[0]), &length, pattern, count, status);
    if (U_FAILURE(*status)) { return NULL; }
    URegularExpression *regex = uregex_open(units, length, 0, &place, status);
    if (U_FAILURE(*status)) {
        *offset = place.offset;
        if (regex) { uregex_close(regex); }
        return NULL;
    }
    return regex;
}

/// A copy for another thread (one expression must not be used by two at once) that gives up on
/// matches which cost too much: a clone does not inherit limits.
static inline URegularExpression *_Nullable rc_regex_clone(const URegularExpression *regex) {
    UErrorCode status = U_ZERO_ERROR;
    URegularExpression *copy = uregex_clone(regex, &status);
    if (U_FAILURE(status)) { return NULL; }
    // A unit of the time limit is 10,000 steps of the engine: about a millisecond in all.
    uregex_setTimeLimit(copy, 10, &status);
    uregex_setStackLimit(copy, 1 << 20, &status);
    return copy;
}

static inline void rc_regex_close(URegularExpression *regex) { uregex_close(regex); }

/// UTF-8 to UTF-16, invalid bytes as U+FFFD. Returns the units, or -1 when `capacity` is too small.
static inline int32_t rc_regex_decode(
    UChar *units, int32_t capacity, const char *_Nullable value, int32_t count) {
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = 0;
    u_strFromUTF8WithSub(units, capacity, &length, value, count, 0xFFFD, NULL, &status);
    return U_FAILURE(status) ? -1 : length;
}

/// Whether the pattern matches the whole of `units`: 1, 0, or -1 when the engine gave up.
static inline int rc_regex_matches(
    URegularExpression *regex, const UChar *units, int32_t count) {
    UErrorCode status = U_ZERO_ERROR;
    uregex_setText(regex, units, count, &status);
    const UBool matched = uregex_matches(regex, 0, &status);
    return U_FAILURE(status) ? -1 : (matched ? 1 : 0);
}

#pragma clang assume_nonnull end

#endif
