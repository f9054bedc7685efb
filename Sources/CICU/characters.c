#include "CICUCharacters.h"

#include <stddef.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uset.h>
#include <unicode/ustring.h>

static const USet *icu(const rc_set *set) { return (const USet *)set; }

rc_set *rc_set_open(const char *pattern) {
    UChar units[4096];
    const size_t count = strlen(pattern);
    if (count > sizeof units / sizeof units[0]) { return NULL; }
    u_charsToUChars(pattern, units, (int32_t)count);
    UErrorCode code = U_ZERO_ERROR;
    USet *set = uset_openPattern(units, (int32_t)count, &code);
    if (U_FAILURE(code)) { return NULL; }
    uset_freeze(set);
    return (rc_set *)set;
}

void rc_set_close(rc_set *set) { uset_close((USet *)set); }

int32_t rc_set_range_count(const rc_set *set) {
    // Items are the ranges and then the strings; a string's length tells them apart.
    int32_t count = uset_getItemCount(icu(set));
    for (int32_t index = 0; index < count; index++) {
        UChar32 first, last;
        UErrorCode code = U_ZERO_ERROR;
        if (uset_getItem(icu(set), index, &first, &last, NULL, 0, &code) != 0) { return index; }
    }
    return count;
}

void rc_set_range(const rc_set *set, int32_t index, int32_t *first, int32_t *last) {
    UErrorCode code = U_ZERO_ERROR;
    uset_getItem(icu(set), index, first, last, NULL, 0, &code);
}

int32_t rc_set_element_count(const rc_set *set) { return uset_size(icu(set)); }

int rc_set_contains(const rc_set *set, int32_t codePoint) {
    return uset_contains(icu(set), codePoint) ? 1 : 0;
}

int32_t rc_set_span(const rc_set *set, const uint16_t *units, int32_t count) {
    return uset_span(icu(set), units, count, USET_SPAN_CONTAINED);
}

static const UNormalizer2 *nfc(void) {
    // ICU makes its one normaliser on first use, under a lock of its own.
    UErrorCode code = U_ZERO_ERROR;
    return unorm2_getNFCInstance(&code);
}

int rc_nfc_is_certain(const uint16_t *units, int32_t count) {
    UErrorCode code = U_ZERO_ERROR;
    return unorm2_quickCheck(nfc(), units, count, &code) == UNORM_YES && U_SUCCESS(code);
}

int32_t rc_nfc(uint16_t *target, int32_t capacity, const uint16_t *units, int32_t count) {
    UErrorCode code = U_ZERO_ERROR;
    int32_t written = unorm2_normalize(nfc(), units, count, target, capacity, &code);
    return U_FAILURE(code) ? -1 : written;
}

int rc_nfc_has_boundary_before(int32_t codePoint) {
    return unorm2_hasBoundaryBefore(nfc(), codePoint) ? 1 : 0;
}

int32_t rc_character_name(int32_t codePoint, char *name, int32_t capacity) {
    UErrorCode code = U_ZERO_ERROR;
    int32_t count = u_charName(codePoint, U_EXTENDED_CHAR_NAME, name, capacity, &code);
    return U_FAILURE(code) || count > capacity ? 0 : count;
}
