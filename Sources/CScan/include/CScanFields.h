#ifndef ROLLCALL_CSCAN_FIELDS_H
#define ROLLCALL_CSCAN_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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
/// The same for single bytes.
#define RC_FIRST_LANES 64

/// The widest variant of this machine.
int rc_fields_best(void);

/// Where the fields of one record lie, their outer quotes taken off: a field that begins with a
/// quote is taken to end with one.
///
/// - `ends`: offsets just after each field; one entry in front and 16 behind can be read.
/// - `start`: the record's first byte. 64 bytes after the record can be read.
/// - `starts`, `lengths`: room for `count` entries and `RC_FIELD_LANES` more.
/// - `firsts`: the first byte of each field that is not empty; room for `count` entries and
///   `RC_FIRST_LANES` more.
void rc_row_fields(int variant, const uint8_t *_Nonnull bytes, const uint32_t *_Nonnull ends,
                   uint32_t start, size_t count, const uint8_t *_Nonnull *_Nonnull starts,
                   uint32_t *_Nonnull lengths, uint8_t *_Nonnull firsts);

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

/// Whether an ASCII capital stands in a value; 64 bytes after it can be read. Up to 64 bytes without a
/// branch on the length, which is as good as random.
static inline int rc_has_capital(const uint8_t *_Nonnull value, size_t length) {
    for (size_t at = 0; at < length; at += 64) {
        uint64_t found = 0;
#if defined(__SSE2__)
        for (unsigned part = 0; part < 64; part += 16) {
            const __m128i bytes = _mm_loadu_si128((const __m128i *)(value + at + part));
            const __m128i letter = _mm_sub_epi8(bytes, _mm_set1_epi8('A'));
            const __m128i is_capital = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(25)), letter);
            found |= (uint64_t)(unsigned)_mm_movemask_epi8(is_capital) << part;
        }
#else
        for (unsigned byte = 0; byte < 64; byte++) {
            found |= (uint64_t)((uint8_t)(value[at + byte] - 'A') < 26) << byte;
        }
#endif
        if (length - at < 64) found &= ((uint64_t)1 << (length - at)) - 1;
        if (found != 0) return 1;
    }
    return 0;
}

#ifdef __cplusplus
}
#endif

#endif
