#ifndef ROLLCALL_CZLIB_H
#define ROLLCALL_CZLIB_H

#include <stdint.h>
#include <zlib.h>

#include "CHeap.h"
#include "CISAL.h"

#pragma clang assume_nonnull begin

/// Starts raw deflate decoding (no wrapper: the gzip wrapper is read by the caller). The stream
/// must not move afterwards: zlib keeps its address. `inflateInit2` is a macro that Swift cannot
/// see.
static inline int rc_inflate_start(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }

/// Starts decoding of gzip, its wrapper and check sum included.
static inline int rc_gunzip_start(z_stream *stream) { return inflateInit2(stream, 16 + MAX_WBITS); }

/// Starts raw deflate encoding at the given level, for self tests.
static inline int rc_deflate_start(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
}

/// Starts encoding with gzip's wrapper at the given level, for request bodies.
static inline int rc_gzip_start(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
}

#pragma clang assume_nonnull end

#endif
