#ifndef ROLLCALL_CSCAN_KEYS_H
#define ROLLCALL_CSCAN_KEYS_H

#include "CScanRow.h"

/// What the values of a row are known by across a file: hashes under a key that nobody outside can guess.
/// Two ways to make them; which one a process takes does not change while it runs.

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /// Multiplying to 128 bits and folding, sixteen bytes a step: any machine.
    RC_KEYS_MULTIPLIED = 0,
    /// Rounds of AES, sixty-four bytes a step: AVX-512 and VAES.
    RC_KEYS_AES = 1,
};

/// 64 random bytes for each round and what the values of a column begin with; made by `rc_keys_secret`.
typedef struct {
    uint64_t rounds[7][8];
} rc_keys_secret;

/// What a value is known by.
typedef struct {
    /// Of the value in small letters (of ASCII) and without spaces and tabs around it. Bit 22 is set.
    uint64_t hash;
    /// Tells the value from others of the same hash; even and not 0 for one without capitals and edge
    /// spaces, of which there is but one.
    uint32_t mark;
} rc_key;

/// A column with keys.
typedef struct {
    uint32_t column;
    /// Its identifier's place among those that a pass keeps lengths of, or -1 where its values connect
    /// nobody: then they have no mark.
    int32_t slot;
    /// By `rc_keys_seed`.
    uint64_t seed;
} rc_key_column;

/// What becomes of a row.
typedef struct {
    const rc_key_column *_Nonnull columns;
    size_t column_count;
    /// Columns that become traits, with seeds.
    const rc_key_column *_Nonnull traits;
    size_t trait_count;
    /// For each slot 0 where its value connects nobody.
    const uint32_t *_Nonnull slot_lengths;
} rc_row_key_places;

/// The way of this machine.
int rc_keys_best(void);

/// All bytes of a secret from one number.
rc_keys_secret rc_keys_secret_of(uint64_t key);

/// What the values of a column begin with, so that equal values of different columns differ.
uint64_t rc_keys_seed(const rc_keys_secret *_Nonnull secret, uint64_t column);

/// Of a value that is not empty; 64 bytes after it can be read.
rc_key rc_value_key(int way, const rc_keys_secret *_Nonnull secret, uint64_t seed,
                    const uint8_t *_Nonnull value, size_t length);

/// The keys of a row's values: `hashes` has one a column, with the column's number in bits 16 to 21, 0 for
/// no value; `marks` one a column, 0 where the value connects nobody, then one of all traits. The last is
/// made only where a hash has no bit of `unfollowed`, else it is 0.
///
/// - Returns: whether there is such a hash.
int rc_row_keys(int way, const rc_keys_secret *_Nonnull secret, const rc_row_key_places *_Nonnull places,
                const uint8_t *_Nonnull const *_Nonnull starts, const uint32_t *_Nonnull lengths,
                uint64_t *_Nonnull hashes, uint32_t *_Nonnull marks, uint64_t unfollowed);

#ifdef __cplusplus
}
#endif

#endif
