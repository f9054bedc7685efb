#ifndef ROLLCALL_CHEAP_H
#define ROLLCALL_CHEAP_H

#ifdef __GLIBC__
#include <malloc.h>
#else
#include <stddef.h>
#endif

/// Fixes two limits of the C library's heap: blocks of `least_own` bytes are the system's own and go
/// back to it when they are freed; of the free bytes at the heap's end `most_kept` are kept. Swift
/// cannot see `malloc.h`. Does nothing with another C library than glibc.
static inline void rc_heap_limits(int least_own, int most_kept) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, least_own);
    mallopt(M_TRIM_THRESHOLD, most_kept);
#else
    (void)least_own;
    (void)most_kept;
#endif
}

#endif
