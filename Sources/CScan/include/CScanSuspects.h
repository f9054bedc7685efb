#ifndef ROLLCALL_CSCAN_SUSPECTS_H
#define ROLLCALL_CSCAN_SUSPECTS_H

#include <stddef.h>
#include <stdint.h>

/// A first look at every value of a row, by its length and first bytes: which ones need a closer look
/// although all their characters are fine. It lets through more than there are, never fewer.

#ifdef __cplusplus
extern "C" {
#endif

/// What a value may be.
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
};

/// - `variant`: of those of CScanFields.h; all write the same.
/// - `starts`, `lengths`, `firsts`: the values of a row as `rc_row_fields` writes them; 16 bytes after
///   each value can be read.
/// - `wanted`: what is looked for in each column.
/// - `kinds`: what each value may be. As `wanted`, with room for `count` entries and
///   `RC_FIELD_LANES` more.
/// - Returns: all kinds that occur.
uint8_t rc_row_suspects(int variant, const uint8_t *_Nonnull const *_Nonnull starts,
                        const uint32_t *_Nonnull lengths, const uint8_t *_Nonnull firsts,
                        size_t count, const uint8_t *_Nonnull wanted, uint8_t *_Nonnull kinds);

#ifdef __cplusplus
}
#endif

#endif
