#ifndef ROLLCALL_CISAL_H
#define ROLLCALL_CISAL_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// ISA-L's inflater, which is more than twice as fast as zlib's, opened at run time so that neither
// the build nor the program needs it.

/// One raw deflate decoder.
typedef struct rc_isal rc_isal;

typedef struct rc_isal_step {
    /// Input bytes used; down to -8 where the stream ended in bytes that an earlier step had taken.
    int64_t consumed;
    int64_t produced;
    /// 0: goes on, 1: the stream's end, else what is wrong with it.
    int32_t status;
} rc_isal_step;

/// Whether this machine has an ISA-L that decodes a test stream rightly, piece by piece, and leaves
/// alone what is not its own. Opened and tried once; any number of threads may ask.
int rc_isal_is_usable(void);

/// A decoder; NULL where ISA-L is not usable or memory is short. Start it before use.
rc_isal *_Nullable rc_isal_new(void);
void rc_isal_free(rc_isal *decoder);

/// Forgets the last stream.
void rc_isal_start(rc_isal *decoder);

/// Decodes until the input is used up, the output is full, or the stream ends or turns out damaged.
/// At most 2 GiB of each are used at once.
rc_isal_step rc_isal_inflate(
    rc_isal *decoder, const void *_Nullable input, size_t inputCount, void *_Nullable output,
    size_t outputCount);

/// gzip's CRC-32, continued; 0 to begin.
uint32_t rc_isal_checksum(uint32_t crc, const void *_Nullable bytes, size_t count);

#pragma clang assume_nonnull end

#endif
