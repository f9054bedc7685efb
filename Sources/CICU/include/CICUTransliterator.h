#ifndef ROLLCALL_CICU_TRANSLITERATOR_H
#define ROLLCALL_CICU_TRANSLITERATOR_H

#include <stdint.h>

#pragma clang assume_nonnull begin

/// ICU's UTransliterator. One thread at a time may use it.
typedef struct rc_transliterator rc_transliterator;

/// A transliterator by its ID in ASCII, such as `Any-Latin; Latin-ASCII`. NULL where ICU has none.
rc_transliterator *_Nullable rc_transliterator_open(const char *id);

void rc_transliterator_close(rc_transliterator *transliterator);

/// Changes `units` in place; returns the new number of them, or -1 where `capacity` is too small.
int32_t rc_transliterator_apply(
    const rc_transliterator *transliterator, uint16_t *units, int32_t count, int32_t capacity);

#pragma clang assume_nonnull end

#endif
