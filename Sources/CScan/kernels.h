#ifndef ROLLCALL_KERNELS_H
#define ROLLCALL_KERNELS_H

#include "CScan.h"

/// What the kernels share. `rc_scan_bytes` is the referee: a plain state machine, byte by byte. It is the
/// scalar kernel, and the others hand it each block in which a quote stands where clean CSV has none.

typedef uint32_t (*rc_kernel)(rc_scan *scan, uint32_t from, uint32_t to);

/// 1 for the bytes that Segment's uploader takes everywhere (spec/csv-upload §6.1 to §6.4): space,
/// letters, digits and `! @ # $ % ^ & * ( ) _ + - = [ ] { } : \ | . ` ~ < > / ?`.
extern const uint8_t rc_plain[256];

uint32_t rc_scan_scalar(rc_scan *scan, uint32_t from, uint32_t to);

/// Structure, attention, escapes and quote findings of `from ..< to`, which lie in one block.
void rc_scan_bytes(rc_scan *scan, uint32_t from, uint32_t to);

/// Decodes UTF-8 up to `to` (`from` is the block's start) and reports what is invalid, once a field.
/// `final`: nothing follows, a sequence cut short at `to` is invalid too.
void rc_scan_utf8(rc_scan *scan, uint32_t from, uint32_t to, int final);

#endif
