#ifndef ROLLCALL_CICU_H
#define ROLLCALL_CICU_H

#include <unicode/uset.h>
#include <unicode/unorm2.h>
#include <unicode/ucnv.h>
#include <unicode/uregex.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>

#include "CICURegex.h"

#endif
