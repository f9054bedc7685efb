#include "CICURegex.h"

#include <stddef.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>

static URegularExpression *icu(const rc_regex *regex) { return (URegularExpression *)regex; }

rc_regex *rc_regex_open(const char *pattern, int32_t count, int32_t *offset, int32_t *status) {
    UChar units[2048];
    int32_t length = 0;
    UParseError place = {0, -1, {0}, {0}};
    UErrorCode code = U_ZERO_ERROR;
    *offset = -1;
    u_strFromUTF8(
        units, (int32_t)(sizeof units / sizeof units[0]), &length, pattern, count, &code);
    URegularExpression *regex = uregex_open(units, length, 0, &place, &code);
    *status = (int32_t)code;
    if (U_SUCCESS(code)) { return (rc_regex *)regex; }
    *offset = place.offset;
    if (regex != NULL) { uregex_close(regex); }
    return NULL;
}

rc_regex *rc_regex_clone(const rc_regex *regex) {
    UErrorCode code = U_ZERO_ERROR;
    URegularExpression *copy = uregex_clone(icu(regex), &code);
    if (U_FAILURE(code)) { return NULL; }
    // Set here because a clone does not inherit limits. A unit of the time limit is 10,000 steps of
    // the engine: about a millisecond in all.
    uregex_setTimeLimit(copy, 10, &code);
    uregex_setStackLimit(copy, 1 << 20, &code);
    return (rc_regex *)copy;
}

void rc_regex_close(rc_regex *regex) { uregex_close(icu(regex)); }

int32_t rc_regex_decode(uint16_t *units, int32_t capacity, const char *value, int32_t count) {
    UErrorCode code = U_ZERO_ERROR;
    int32_t length = 0;
    u_strFromUTF8WithSub(units, capacity, &length, value, count, 0xFFFD, NULL, &code);
    return U_FAILURE(code) ? -1 : length;
}

int rc_regex_matches(rc_regex *regex, const uint16_t *units, int32_t count) {
    UErrorCode code = U_ZERO_ERROR;
    uregex_setText(icu(regex), units, count, &code);
    const UBool matched = uregex_matches(icu(regex), 0, &code);
    return U_FAILURE(code) ? -1 : (matched ? 1 : 0);
}
