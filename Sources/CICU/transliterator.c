#include "CICUTransliterator.h"

#include <unicode/utrans.h>
#include <unicode/ustring.h>

rc_transliterator *rc_transliterator_open(const char *id)
{
    UChar name[128];
    UErrorCode status = U_ZERO_ERROR;
    int32_t count = 0;
    u_strFromUTF8(name, 128, &count, id, -1, &status);
    if (U_FAILURE(status)) return 0;
    UTransliterator *made = utrans_openU(name, count, UTRANS_FORWARD, 0, 0, 0, &status);
    return U_FAILURE(status) ? 0 : (rc_transliterator *)made;
}

void rc_transliterator_close(rc_transliterator *transliterator)
{
    utrans_close((UTransliterator *)transliterator);
}

int32_t rc_transliterator_apply(
    const rc_transliterator *transliterator, uint16_t *units, int32_t count, int32_t capacity)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t length = count;
    int32_t limit = count;
    utrans_transUChars(
        (const UTransliterator *)transliterator, (UChar *)units, &length, capacity, 0, &limit, &status);
    return U_FAILURE(status) ? -1 : length;
}
