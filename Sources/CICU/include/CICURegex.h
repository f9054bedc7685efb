#ifndef ROLLCALL_CICU_REGEX_H
#define ROLLCALL_CICU_REGEX_H

#include <stdint.h>

#pragma clang assume_nonnull begin

/// ICU's URegularExpression.
typedef struct rc_regex rc_regex;

/// Compiles a pattern given as UTF-8 and bounds what a match may cost. NULL with a failure (above
/// 0) in `*status` where ICU does not take the pattern; `*offset` is then the place in UTF-16
/// units, or -1.
rc_regex *_Nullable rc_regex_open(
    const char *pattern, int32_t count, int32_t *offset, int32_t *status);

/// A copy for another thread (one expression must not be used by two at once) that gives up on
/// matches which cost too much.
rc_regex *_Nullable rc_regex_clone(const rc_regex *regex);

void rc_regex_close(rc_regex *regex);

/// UTF-8 to UTF-16, invalid bytes as U+FFFD. Returns the units, or -1 when `capacity` is too small.
int32_t rc_regex_decode(
    uint16_t *units, int32_t capacity, const char *_Nullable value, int32_t count);

/// Whether the pattern matches the whole of `units`: 1, 0, or -1 when the engine gave up.
int rc_regex_matches(rc_regex *regex, const uint16_t *units, int32_t count);

#pragma clang assume_nonnull end

#endif
