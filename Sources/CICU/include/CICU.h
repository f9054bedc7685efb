#ifndef ROLLCALL_CICU_H
#define ROLLCALL_CICU_H

// Be advised: no header of ICU may be included here or below, only in the .c files. The Swift
// toolchain brings a second, newer ICU inside Foundation; whoever imports both and sees both sets
// of declarations ("'UErrorCode' has different definitions in different modules") cannot be
// compiled. So ICU's types are opaque here: UChar is uint16_t, UChar32 int32_t, UErrorCode int32_t
// (above 0: failure).

#include "CICUCharacters.h"
#include "CICUConverter.h"
#include "CICURegex.h"
#include "CICUTransliterator.h"

#endif
