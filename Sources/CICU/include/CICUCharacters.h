#ifndef ROLLCALL_CICU_CHARACTERS_H
#define ROLLCALL_CICU_CHARACTERS_H

#include <stdint.h>

#pragma clang assume_nonnull begin

/// ICU's USet, frozen: any number of threads may ask it.
typedef struct rc_set rc_set;

/// The set of a UnicodeSet pattern in ASCII (white space in it means nothing). NULL where ICU does
/// not take the pattern.
rc_set *_Nullable rc_set_open(const char *pattern);

void rc_set_close(rc_set *set);

/// The ranges of single code points in the set, ascending.
int32_t rc_set_range_count(const rc_set *set);
void rc_set_range(const rc_set *set, int32_t index, int32_t *first, int32_t *last);

/// Elements in all: code points and strings.
int32_t rc_set_element_count(const rc_set *set);

int rc_set_contains(const rc_set *set, int32_t codePoint);

/// How many units from the start are elements of the set one after another (USET_SPAN_CONTAINED).
int32_t rc_set_span(const rc_set *set, const uint16_t *units, int32_t count);

/// Whether a text surely is in NFC already (1); 0: perhaps not.
int rc_nfc_is_certain(const uint16_t *units, int32_t count);

/// Writes the NFC of a text; returns its units, or -1 when `capacity` is too small.
int32_t rc_nfc(uint16_t *target, int32_t capacity, const uint16_t *units, int32_t count);

/// Whether what stands before the code point never changes its normalisation, nor the other way.
int rc_nfc_has_boundary_before(int32_t codePoint);

/// The character's name (`RIGHT SINGLE QUOTATION MARK`, `<control-0007>`); returns its length, or
/// 0.
int32_t rc_character_name(int32_t codePoint, char *name, int32_t capacity);

#pragma clang assume_nonnull end

#endif
