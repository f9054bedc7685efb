#include "CICUConverter.h"

#include <stddef.h>
#include <unicode/ucnv.h>
#include <unicode/ustring.h>

static UConverter *icu(const rc_converter *converter) { return (UConverter *)converter; }

rc_converter *rc_converter_open(const char *name) {
    UErrorCode code = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &code);
    if (U_FAILURE(code)) { return NULL; }
    ucnv_setToUCallBack(converter, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &code);
    if (U_FAILURE(code)) {
        ucnv_close(converter);
        return NULL;
    }
    return (rc_converter *)converter;
}

void rc_converter_close(rc_converter *converter) { ucnv_close(icu(converter)); }

rc_decoding rc_converter_decode(
    rc_converter *converter, uint16_t **target, const uint16_t *targetEnd, const char **source,
    const char *sourceEnd, int flush) {
    UErrorCode code = U_ZERO_ERROR;
    ucnv_toUnicode(
        icu(converter), target, targetEnd, source, sourceEnd, NULL, (UBool)(flush != 0), &code);
    if (code == U_BUFFER_OVERFLOW_ERROR) { return rc_decoding_full; }
    return U_FAILURE(code) ? rc_decoding_invalid : rc_decoding_done;
}

int32_t rc_converter_invalid_bytes(
    const rc_converter *converter, char *bytes, int32_t capacity) {
    UErrorCode code = U_ZERO_ERROR;
    int8_t count = (int8_t)(capacity > 127 ? 127 : capacity);
    ucnv_getInvalidChars(icu(converter), bytes, &count, &code);
    return U_FAILURE(code) ? 0 : count;
}

int32_t rc_utf16_to_utf8(char *target, int32_t capacity, const uint16_t *source, int32_t count) {
    UErrorCode code = U_ZERO_ERROR;
    int32_t written = 0;
    u_strToUTF8(target, capacity, &written, source, count, &code);
    return U_FAILURE(code) ? -1 : written;
}

const char *rc_converter_standard_name(const char *alias) {
    static const char *const standards[] = {"MIME", "IANA"};
    for (int index = 0; index < 2; index++) {
        UErrorCode code = U_ZERO_ERROR;
        const char *name = ucnv_getStandardName(alias, standards[index], &code);
        if (U_SUCCESS(code) && name != NULL) { return name; }
    }
    UErrorCode code = U_ZERO_ERROR;
    const char *name = ucnv_getAlias(alias, 0, &code);
    return U_SUCCESS(code) ? name : NULL;
}

int32_t rc_converter_count(void) { return ucnv_countAvailable(); }

const char *rc_converter_name(int32_t index) { return ucnv_getAvailableName(index); }

int32_t rc_converter_alias_count(const char *name) {
    UErrorCode code = U_ZERO_ERROR;
    int32_t count = ucnv_countAliases(name, &code);
    return U_SUCCESS(code) ? count : 0;
}

const char *rc_converter_alias(const char *name, int32_t index) {
    UErrorCode code = U_ZERO_ERROR;
    const char *alias = ucnv_getAlias(name, (uint16_t)index, &code);
    return U_SUCCESS(code) ? alias : NULL;
}
