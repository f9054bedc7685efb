#ifndef ROLLCALL_CSCAN_ROW_H
#define ROLLCALL_CSCAN_ROW_H

#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// What is done with the fields of every row, by vectors where the machine has them: where they lie, what
/// they may be, how many are filled. All variants write the same; the widest is chosen when the program
/// starts.

#ifdef __cplusplus
extern "C" {
#endif

/// Variants by number, narrowest first.
enum {
    RC_ROW_SCALAR = 0,
    RC_ROW_AVX2 = 1,
    RC_ROW_AVX512 = 2,
};

/// What a value may be that needs a closer look although all its characters are fine. The quick look lets
/// through more than there are, never fewer.
enum {
    /// A formula: begins with =, +, - or @ and is no plain phone number.
    RC_SUSPECT_FORMULA = 1,
    /// A payment card: four digits first, 14 to 23 bytes.
    RC_SUSPECT_CARD = 2,
    /// A social security number: 11 bytes, a digit first and a dash after the third.
    RC_SUSPECT_SSN = 4,
    /// What a spreadsheet made of an identifier's digits, or digits only: at most 24 bytes.
    RC_SUSPECT_DIGITS = 8,
    /// The text of an error, or of nothing: at most 15 bytes.
    RC_SUSPECT_WORD = 16,
    /// A month and a number, such as Mar-01.
    RC_SUSPECT_MONTH = 32,
    /// Begins with example- and more.
    RC_SUSPECT_EXAMPLE = 64,
    /// An address that is a test's, surely.
    RC_SUSPECT_TEST_ADDRESS = 128,
    /// Of a whole row: an identifier is blank, or may be blocked, or is an address with a capital.
    RC_ROW_ASKS = 256,
};

/// So many entries more than there are fields may be read and written of all that a row has.
#define RC_ROW_LANES 16

/// A column of identifiers of which nothing is asked but that they are not blank, not blocked and, if they
/// are addresses, small.
typedef struct {
    uint32_t column;
    uint32_t is_address;
    /// What the blocked values look like. Bit n: one has n bytes; bit 63: 63 or more.
    uint64_t lengths;
    /// For each byte: bit 0 where it begins a blocked value of such a length, bit 1 where a value that
    /// begins and ends so may be blocked, bit 2 where any that begins so may be.
    const uint8_t *_Nonnull firsts;
    /// Where the value's length goes.
    uint32_t *_Nonnull length;
} rc_identifier;

/// What may be blocked in any of the identifiers, for a look at all of them at once.
typedef struct {
    /// For each ASCII byte and each length up to 31, which stands for all above: a value may be blocked
    /// whose first byte and length share a bit; so may one that begins beyond ASCII.
    uint8_t by_first[128], by_length[32];
} rc_blocked_look;

/// The memory of a row: for each field one entry and `RC_ROW_LANES` more.
typedef struct {
    /// Fields.
    size_t count;
    /// Where each value begins, outer quotes taken off; 64 bytes in front and behind can be read.
    const uint8_t *_Nonnull *_Nonnull starts;
    uint32_t *_Nonnull lengths;
    /// The first byte of each value that is not empty.
    uint8_t *_Nonnull firsts;
    /// What is looked for in each column.
    const uint8_t *_Nonnull wanted;
    /// What each value may be.
    uint8_t *_Nonnull kinds;
    /// Rows so far in which the field has a length, and the greatest of the lengths. What stands behind the
    /// fields means nothing.
    uint32_t *_Nonnull filled;
    uint32_t *_Nonnull longest;
    const rc_identifier *_Nonnull identifiers;
    size_t identifier_count;
    /// 0xFF for each column of an identifier, 0 for the others.
    const uint8_t *_Nonnull are_identifiers;
    const rc_blocked_look *_Nonnull blocked;
    /// 0 where only the identifiers are looked at: then no kind is found and nothing counted.
    uint32_t looks;
} rc_row;

/// The widest variant of this machine.
int rc_row_best(void);

/// Of the identifiers all together: what `rc_row.blocked` is.
rc_blocked_look rc_row_blocked_look(const rc_identifier *_Nonnull identifiers, size_t count);

/// Finds where the fields of one record lie: writes `starts`, `lengths` and `firsts`. A field that begins
/// with a quote is taken to end with one.
///
/// - `ends`: offsets just after each field; one entry in front and 16 behind can be read.
/// - `picked`: the record's part of `rc_scan.firsts`, or null; 16 bytes behind can be read.
/// - `start`: the record's first byte. 64 bytes after the record can be read.
void rc_row_fields(int variant, const rc_row *_Nonnull row, const uint8_t *_Nonnull bytes,
                   const uint32_t *_Nonnull ends, const uint8_t *_Nullable picked, uint32_t start);

/// Looks at the values as `starts`, `lengths` and `firsts` have them: writes `kinds`, counts in `filled` and
/// `longest`, and writes the lengths of the identifiers.
///
/// - Returns: all kinds that occur, and `RC_ROW_ASKS`.
uint32_t rc_row_look(int variant, const rc_row *_Nonnull row);

/// Both in one: `rc_row_fields`, then `rc_row_look`; `firsts` need not be written.
uint32_t rc_row_read(int variant, const rc_row *_Nonnull row, const uint8_t *_Nonnull bytes,
                     const uint32_t *_Nonnull ends, const uint8_t *_Nullable picked, uint32_t start);

/// How many fields of a record, the first one left out, begin with a quote.
///
/// - `picked`: the record's part of `rc_scan.firsts`; 64 bytes behind can be read.
size_t rc_row_quoted(const uint8_t *_Nonnull picked, size_t count);

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
