#ifndef ROLLCALL_CSCAN_MESSAGE_H
#define ROLLCALL_CSCAN_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

/// The regular part of a message, written in one call a row: fixed text and strings in turn.

/// Fixed text such as `"First Name":"`, and the string that follows it.
typedef struct {
    /// Where the text begins in the table of texts; 32 bytes after it can be read.
    uint32_t text;
    /// Bytes of it.
    uint32_t text_count;
    /// Index of the value's place in `starts`.
    uint32_t value;
    /// Index of its bytes in `lengths`; a value without bytes is left out, its text with it.
    uint32_t length;
} rc_message_step;

/// Ways to do it, narrowest first.
enum {
    RC_MESSAGE_PLAIN = 0,
    RC_MESSAGE_AVX2 = 1,
};

/// The widest variant that the machine can run.
int rc_message_best(void);

/// Writes each step's text, its value with escapes, and `",`.
///
/// At least 64 bytes after each value can be read. `target` has room for all texts, six times the
/// values, and 64 bytes more.
///
/// Returns the place after what was written. An unknown variant is the plain one.
uint8_t *_Nonnull rc_message_write(int variant, uint8_t *_Nonnull target,
                                   const rc_message_step *_Nonnull steps, size_t count,
                                   const uint8_t *_Nonnull texts,
                                   const uint8_t *_Nonnull const *_Nonnull starts,
                                   const uint32_t *_Nonnull lengths);

#endif
