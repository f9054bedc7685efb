#ifndef ROLLCALL_KERNELS_H
#define ROLLCALL_KERNELS_H

#include "CScan.h"

/// What the kernels share. `rc_scan_bytes` is the referee: a plain state machine, byte by byte. It is the
/// scalar kernel, and the others hand it each block in which a quote stands where clean CSV has none.

/// What a kernel is. Both functions are called for a few kilobytes at a time.
typedef struct {
    /// Structure, attention, escapes and quote findings of `from ..< to`; `from` is a multiple of 64,
    /// and the words of `escapes` are zero.
    void (*_Nonnull structure)(rc_scan *_Nonnull scan, uint32_t from, uint32_t to);
    /// 0 only if no sequence of UTF-8 that is ill-formed ends, or is broken off, in `from ..< to`, of which
    /// the structure is known: at most 4,096 bytes; the three bytes before may belong to it.
    int (*_Nonnull suspect_utf8)(const rc_scan *_Nonnull scan, uint32_t from, uint32_t to);
} rc_kernel;

extern const rc_kernel rc_kernel_scalar;
#if defined(__x86_64__)
extern const rc_kernel rc_kernel_sse2, rc_kernel_avx2, rc_kernel_avx512;
#elif defined(__aarch64__)
extern const rc_kernel rc_kernel_neon;
#endif

/// 1 for the bytes that Segment's uploader takes everywhere (spec/csv-upload §6.1 to §6.4): space,
/// letters, digits and `! @ # $ % ^ & * ( ) _ + - = [ ] { } : \ | . ` ~ < > / ?`.
extern const uint8_t rc_plain[256];

/// Structure, attention, escapes and quote findings of `from ..< to`, which lie in one block.
void rc_scan_bytes(rc_scan *_Nonnull scan, uint32_t from, uint32_t to);

/// Decodes UTF-8 up to `to` (`from`: where the last call ended, or no sequence is pending) and reports
/// what is invalid, once a field. `final`: nothing follows, a sequence cut short at `to` is invalid too.
void rc_scan_utf8(rc_scan *_Nonnull scan, uint32_t from, uint32_t to, int final);

#endif
