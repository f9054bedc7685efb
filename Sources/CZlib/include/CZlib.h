#ifndef ROLLCALL_CZLIB_H
#define ROLLCALL_CZLIB_H

#include <zlib.h>

#endif
