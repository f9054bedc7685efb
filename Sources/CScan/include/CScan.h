#ifndef ROLLCALL_CSCAN_H
#define ROLLCALL_CSCAN_H

#include <stddef.h>
#include <stdint.h>

#include "CScanEscape.h"

/// The structural scan kernels of the CSV engine and the escape scan of the JSON writer.
/// Plain C functions over a whole buffer; the kernel is chosen once, at run time.

#endif
