#ifndef ROLLCALL_CICU_CONVERTER_H
#define ROLLCALL_CICU_CONVERTER_H

#include <stdint.h>

#pragma clang assume_nonnull begin

/// ICU's UConverter.
typedef struct rc_converter rc_converter;

typedef enum rc_decoding {
    /// All of the source is taken.
    rc_decoding_done,
    /// The target is full: call again.
    rc_decoding_full,
    /// An invalid sequence ends just before the source's new place.
    rc_decoding_invalid,
} rc_decoding;

/// A converter that stops at the first invalid sequence instead of replacing it. NULL where ICU
/// does not know the name.
rc_converter *_Nullable rc_converter_open(const char *name);

void rc_converter_close(rc_converter *converter);

/// One step of decoding to UTF-16. `*source` and `*target` are moved. `flush`: nothing comes after.
rc_decoding rc_converter_decode(
    rc_converter *converter, uint16_t *_Nonnull *_Nonnull target, const uint16_t *targetEnd,
    const char *_Nonnull *_Nonnull source, const char *sourceEnd, int flush);

/// The bytes of the last invalid sequence; returns how many (at most `capacity`, at most 127).
int32_t rc_converter_invalid_bytes(
    const rc_converter *converter, char *bytes, int32_t capacity);

/// UTF-16 to UTF-8. Returns the bytes written, or -1 for a surrogate without its partner.
int32_t rc_utf16_to_utf8(
    char *target, int32_t capacity, const uint16_t *source, int32_t count);

/// The converter's name as MIME or IANA have it, else ICU's own; NULL where ICU does not know the
/// alias.
const char *_Nullable rc_converter_standard_name(const char *alias);

/// The converters that ICU has, and each one's names.
int32_t rc_converter_count(void);
const char *_Nullable rc_converter_name(int32_t index);
int32_t rc_converter_alias_count(const char *name);
const char *_Nullable rc_converter_alias(const char *name, int32_t index);

#pragma clang assume_nonnull end

#endif
