#ifndef ROLLCALL_CSCAN_FIELDS_H
#define ROLLCALL_CSCAN_FIELDS_H

#include <stddef.h>
#include <stdint.h>

/// What is done with the fields of every row, by vectors where the machine has them. All variants
/// write the same; the widest is chosen when the program starts.

#ifdef __cplusplus
extern "C" {
#endif

/// Variants by number, narrowest first.
enum {
    RC_FIELDS_SCALAR = 0,
    RC_FIELDS_AVX2 = 1,
    RC_FIELDS_AVX512 = 2,
};

/// Lanes of the widest variant: so many entries more than there are fields may be written.
#define RC_FIELD_LANES 16

/// The widest variant of this machine.
int rc_fields_best(void);

/// Where the fields of one record lie, their outer quotes taken off: a field that begins with a
/// quote is taken to end with one.
///
/// - `ends`: offsets just after each field; one entry in front and 16 behind can be read.
/// - `start`: the record's first byte. 64 bytes after the record can be read.
/// - `starts`, `lengths`: room for `count` entries and `RC_FIELD_LANES` more.
void rc_row_fields(int variant, const uint8_t *_Nonnull bytes, const uint32_t *_Nonnull ends,
                   uint32_t start, size_t count, const uint8_t *_Nonnull *_Nonnull starts,
                   uint32_t *_Nonnull lengths);

/// Counts a row: for each field whether it has a length, and the greatest length so far. `filled`
/// and `longest` have room for `RC_FIELD_LANES` entries more; those mean nothing.
void rc_row_tally(int variant, const uint32_t *_Nonnull lengths, size_t count,
                  uint32_t *_Nonnull filled, uint32_t *_Nonnull longest);

/// Of the marks in the words `first ..< end`, the offsets of those that ask for a look: all on
/// ASCII, and those that begin a character with a class.
///
/// - `classes`: one entry for each code point up to U+FFFF; what lies beyond asks always.
/// - `latin`: for each of U+00C0 … U+017F 1 where its class is not 0: the letters of most names.
/// - `kept`: room for 64 entries a word and as many more as a word has.
size_t rc_keep_marks(int variant, const uint8_t *_Nonnull bytes, const uint64_t *_Nonnull words,
                     size_t first, size_t end, const uint16_t *_Nonnull classes,
                     const uint8_t *_Nonnull latin, uint32_t *_Nonnull kept);

#ifdef __cplusplus
}
#endif

#endif
