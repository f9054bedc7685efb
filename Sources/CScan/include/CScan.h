#ifndef ROLLCALL_CSCAN_H
#define ROLLCALL_CSCAN_H

#include <stddef.h>
#include <stdint.h>

#include "CScanEscape.h"
#include "CScanKeys.h"
#include "CScanMessage.h"
#include "CScanRow.h"

/// The structural scan of the CSV engine: one pass over the bytes gives all that the reading needs.
/// Plain C functions over a whole buffer; the kernel is an argument, so that every one can be tested.
/// The escape scan of the JSON writer has its own header.

#ifdef __cplusplus
extern "C" {
#endif

/// The kernels. The numbers are those of Swift's `Kernel`.
enum {
    RC_KERNEL_SCALAR = 0,
    RC_KERNEL_SSE2 = 1,
    RC_KERNEL_AVX2 = 2,
    RC_KERNEL_AVX512 = 3,
    RC_KERNEL_NEON = 4,
};

/// Where the scan stands between two bytes.
enum {
    RC_FIELD_START = 0, ///< The next byte begins a field.
    RC_UNQUOTED = 1,    ///< In a field whose first byte is no quote.
    RC_QUOTED = 2,      ///< Between the quotes of a quoted field.
    RC_AFTER_QUOTE = 3, ///< After a quote in a quoted field: its end, or the first half of `""`.
    RC_REST = 4,        ///< In the rest of a field whose quoting was reported already.
};

/// What a finding is.
enum {
    RC_STRAY_QUOTE = 0,
    RC_TEXT_AFTER_QUOTE = 1,
    RC_INVALID_UTF8 = 2,
};

/// Which line ends occurred outside quotes: bits of `rc_scan.line_endings`.
enum { RC_LF = 1, RC_CRLF = 2, RC_CR = 4 };

typedef struct {
    uint32_t position;
    uint32_t kind;
} rc_finding;

/// One scan: where its output goes, what it has counted, and the state it carries from block to block.
/// A plain value: a copy is a checkpoint one can go back to.
typedef struct {
    /// The bytes scanned. 64 bytes in front and 128 behind are readable; those in front are not 0x80
    /// or above. The first byte begins a record.
    const uint8_t *_Nullable bytes;
    /// Positions that end a field: delimiters and record ends outside quotes (of CRLF the CR).
    /// Room for one entry a byte and 64 more.
    uint32_t *_Nullable ends;
    /// For each record, the number of entries in `ends` up to and with its last. Room for one entry for
    /// every two bytes and 64 more.
    uint32_t *_Nullable record_ends;
    /// One bit a byte, with room for eight words more: the byte needs a look beyond the plain set (see
    /// `rc_scan_run`).
    uint64_t *_Nullable attention;
    /// One bit a byte, with room for eight words more: the second quote of a doubled quote.
    uint64_t *_Nullable escapes;
    /// For each entry in `ends` the byte after it, one place further on: the first byte of the next field.
    /// The record's first field has its own place, which means nothing; so does what follows the last end,
    /// until the scan goes on. Room for one entry a byte and 128 more; null where nobody wants it. Only the
    /// kernels that `rc_picks_firsts` names write it.
    uint8_t *_Nullable firsts;
    rc_finding *_Nullable findings;
    uint32_t finding_capacity;

    uint32_t end_count;
    uint32_t record_count;
    uint32_t finding_count;
    uint32_t empty_lines;
    /// Line ends inside quotes.
    uint32_t inner_lines;
    uint32_t line_endings;

    /// UTF-8 has been decoded byte by byte up to here.
    uint32_t utf8_decoded;
    /// One more than the position of the latest invalid UTF-8 reported.
    uint32_t utf8_reported;
    uint8_t delimiter;
    /// `RC_FIELD_START` …
    uint8_t state;
    /// The byte before is a line end outside quotes, or there is none: a line begins here.
    uint8_t after_newline;
    /// The byte before is a CR, inside or outside quotes.
    uint8_t after_cr;
    /// The byte before is a space that belongs to a field.
    uint8_t after_space;
    /// The byte before is a quote after which the scan is inside quotes.
    uint8_t after_open;
} rc_scan;

/// Room for findings that one step of the scan may need.
#define RC_FINDINGS_PER_STEP 4352

/// 1 if this machine can run the kernel.
int rc_kernel_available(int kernel);

/// 1 if the kernel writes `rc_scan.firsts`.
int rc_picks_firsts(int kernel);

/// Puts the scan at the first byte of a record; output pointers, delimiter and bytes are the caller's.
void rc_scan_begin(rc_scan *_Nonnull scan);

/// Scans `from ..< to`; `from` is a multiple of 64. Every kernel writes the same.
///
/// A bit of `attention` is set for: a byte outside the plain set that is neither structure nor an outer
/// quote; the second quote of a doubled quote; a space that begins a field's content or follows
/// another space; and, for a space that ends the content, the delimiter, record end or quote after it.
///
/// - Returns: `to`, or the block it stopped before because fewer than `RC_FINDINGS_PER_STEP` findings
///   fit: give room and call again from there.
uint32_t rc_scan_run(rc_scan *_Nonnull scan, int kernel, uint32_t from, uint32_t to);

/// The input ends at `end`, up to which all has been scanned: ends the last record, if one is open,
/// and reports a UTF-8 sequence cut short; a quote that never closed is left in `state`. There must be room for
/// `RC_FINDINGS_PER_STEP` findings.
void rc_scan_finish(rc_scan *_Nonnull scan, uint32_t end);

/// Where in `from ..< to` the latest quoted field opens, going on from `state` (`RC_FIELD_START` …)
/// before `from`; `to` if none does.
uint32_t rc_last_open(const rc_scan *_Nonnull scan, uint8_t state, uint32_t from, uint32_t to);

/// Line ends among `count` bytes: LF, CRLF and lone CR, each one, inside quotes or not.
size_t rc_count_lines(const uint8_t *_Nonnull bytes, size_t count);

/// Copies `count` bytes, `""` as `"`. `to` has room for `count` bytes and 64 more.
/// - Returns: bytes written.
size_t rc_unescape(const uint8_t *_Nonnull from, size_t count, uint8_t *_Nonnull to);

#ifdef __cplusplus
}
#endif

#endif
