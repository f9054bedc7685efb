#include "CISAL.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// Be advised: this is the layout of `struct inflate_state` of ISA-L 2 (libisal.so.2), written down
// here because the build must not need ISA-L's header. A version with another layout cannot be told
// by its name; so before first use a test stream is decoded in small pieces and compared, and the
// bytes behind the structure are watched. Whatever does not fit means zlib.
enum {
    historyBytes = 32 * 1024,
    lookAheadBytes = 288,
    maxHeaderBytes = 328,
    stateFinished = 5,
    /// Room behind the structure, watched during the test.
    guardBytes = 64 * 1024,
    guardByte = 0xA5,
};

struct wide_code {
    uint32_t shortCodes[1 << 12];
    uint16_t longCodes[1264];
};

struct narrow_code {
    uint16_t shortCodes[1 << 10];
    uint16_t longCodes[80];
};

struct inflate_state {
    uint8_t *nextOut;
    uint32_t availOut;
    uint32_t totalOut;
    uint8_t *nextIn;
    uint64_t readIn;
    uint32_t availIn;
    int32_t readInBits;
    struct wide_code literals;
    struct narrow_code distances;
    int32_t blockState;
    uint32_t dictionaryCount;
    uint32_t isFinal;
    uint32_t checksumKind;
    uint32_t checksum;
    uint32_t historyBits;
    int32_t left;
    int32_t overflowLiterals;
    int32_t overflowCount;
    int32_t copyCount;
    int32_t copyDistance;
    int16_t wrapperFlag;
    int16_t heldInCount;
    int32_t heldOutValid;
    int32_t heldOutProcessed;
    uint8_t heldIn[maxHeaderBytes];
    uint8_t heldOut[2 * historyBytes + lookAheadBytes];
};

struct rc_isal {
    struct inflate_state state;
    uint8_t guard[guardBytes];
};

static struct {
    void (*init)(struct inflate_state *);
    int (*inflate)(struct inflate_state *);
    uint32_t (*checksum)(uint32_t, const unsigned char *, uint64_t);
    int isUsable;
} library;
static pthread_once_t opening = PTHREAD_ONCE_INIT;

static rc_isal *newDecoder(void) {
    void *memory = NULL;
    if (posix_memalign(&memory, 64, sizeof(struct rc_isal)) != 0) { return NULL; }
    // The state is set by `init`; the guard is what a foreign layout would write on.
    memset(memory, 0, sizeof(struct inflate_state));
    return memory;
}

void rc_isal_start(rc_isal *decoder) {
    library.init(&decoder->state);
    decoder->state.checksumKind = 0;
}

rc_isal_step rc_isal_inflate(
    rc_isal *decoder, const void *input, size_t inputCount, void *output, size_t outputCount) {
    const size_t most = 1u << 31;
    struct inflate_state *state = &decoder->state;
    const uint32_t given = (uint32_t)(inputCount < most ? inputCount : most);
    const uint32_t room = (uint32_t)(outputCount < most ? outputCount : most);
    // ISA-L only reads through `nextIn`; its declaration lacks the const.
    state->nextIn = (uint8_t *)input;
    state->availIn = given;
    state->nextOut = output;
    state->availOut = room;
    const int status = library.inflate(state);
    rc_isal_step step = {
        .consumed = (int64_t)given - state->availIn,
        .produced = (int64_t)room - state->availOut,
        .status = status < 0 ? status : 0,
    };
    if (step.consumed < 0 || step.produced < 0) {
        return (rc_isal_step){.consumed = 0, .produced = 0, .status = -100};
    }
    // ISA-L answers 0 or "want input" or "want output" for what goes well, and a need for a
    // dictionary, which raw deflate has not.
    if (status > 2) { step.status = -99; }
    if (status >= 0 && status <= 2 && state->blockState == stateFinished) {
        step.status = 1;
        // Whole bytes that it took into its bit buffer and did not need.
        if (state->readInBits > 0) { step.consumed -= state->readInBits / 8; }
    }
    return step;
}

uint32_t rc_isal_checksum(uint32_t crc, const void *bytes, size_t count) {
    return count == 0 ? crc : library.checksum(crc, bytes, count);
}

// MARK: The test

enum { testBytes = 96 * 1024, trailerBytes = 16 };

/// Text that makes all kinds of codes: repeats near and far, and some noise.
static void fillTest(uint8_t *text) {
    uint32_t random = 1;
    for (size_t place = 0; place < testBytes; place++) {
        random = random * 1664525u + 1013904223u;
        if (place >= 40000 && place % 5000 < 300) {
            text[place] = text[place - 32000];
        } else if (place % 97 < 40 && place >= 97) {
            text[place] = text[place - 97];
        } else {
            text[place] = (uint8_t)('a' + (random >> 24) % 23);
        }
    }
}

static size_t deflateTest(const uint8_t *text, uint8_t *packed, size_t room, int level) {
    z_stream stream;
    memset(&stream, 0, sizeof stream);
    if (deflateInit2(&stream, level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return 0;
    }
    stream.next_in = (uint8_t *)text;
    stream.avail_in = testBytes;
    stream.next_out = packed;
    stream.avail_out = (uint32_t)room;
    const int status = deflate(&stream, Z_FINISH);
    const size_t count = stream.total_out;
    deflateEnd(&stream);
    return status == Z_STREAM_END ? count : 0;
}

/// Decodes `packed`, which bytes of something else follow, in pieces, and compares.
static int decodesTest(
    rc_isal *decoder, const uint8_t *packed, size_t packedCount, const uint8_t *text,
    uint8_t *output, size_t inputPiece, size_t outputPiece) {
    size_t in = 0;
    size_t out = 0;
    rc_isal_start(decoder);
    for (int steps = 0; steps < 10000; steps++) {
        const size_t inputLeft = packedCount + trailerBytes - in;
        const size_t outputLeft = testBytes - out;
        const size_t given = inputLeft < inputPiece ? inputLeft : inputPiece;
        const size_t room = outputLeft < outputPiece ? outputLeft : outputPiece;
        const rc_isal_step step = rc_isal_inflate(decoder, packed + in, given, output + out, room);
        if (step.status < 0 || step.consumed < -8 || step.produced < 0) { return 0; }
        if (step.consumed > (int64_t)given || step.produced > (int64_t)room) { return 0; }
        in = (size_t)((int64_t)in + step.consumed);
        out += (size_t)step.produced;
        if (step.status == 1) {
            return in == packedCount && out == testBytes && memcmp(text, output, out) == 0;
        }
        if (step.consumed == 0 && step.produced == 0 && outputLeft == 0) { return 0; }
    }
    return 0;
}

static int passesTest(void) {
    const size_t room = 2 * testBytes;
    uint8_t *memory = malloc(2 * testBytes + room);
    rc_isal *decoder = newDecoder();
    int passes = memory != NULL && decoder != NULL;
    if (passes) {
        uint8_t *text = memory;
        uint8_t *output = memory + testBytes;
        uint8_t *packed = memory + 2 * testBytes;
        fillTest(text);
        memset(decoder->guard, guardByte, guardBytes);
        // Stored, dynamic and large pieces; small odd ones.
        for (int level = 0; level <= 1 && passes; level++) {
            memset(packed, 0x5A, room);
            const size_t count = deflateTest(text, packed, room - trailerBytes, level);
            memset(output, 0, testBytes);
            passes = count > 0
                && decodesTest(decoder, packed, count, text, output, room, testBytes);
            memset(output, 0, testBytes);
            passes = passes && decodesTest(decoder, packed, count, text, output, 997, 1009);
        }
        passes = passes
            && library.checksum(1234, text, testBytes) == crc32(1234, text, testBytes)
            && library.checksum(0, text + 1, 13) == crc32(0, text + 1, 13);
        for (size_t place = 0; place < guardBytes && passes; place++) {
            passes = decoder->guard[place] == guardByte;
        }
    }
    free(memory);
    free(decoder);
    return passes;
}

/// The function of that name. A pointer to data is no pointer to a function in C, so it is copied.
static int find(void *handle, const char *name, void *function) {
    void *const symbol = dlsym(handle, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void openLibrary(void) {
    void *const handle = dlopen("libisal.so.2", RTLD_NOW | RTLD_LOCAL);
    if (handle == NULL) { return; }
    library.isUsable = find(handle, "isal_inflate_init", &library.init)
        && find(handle, "isal_inflate", &library.inflate)
        && find(handle, "crc32_gzip_refl", &library.checksum) && passesTest();
    // An unusable library stays open: closing one may run code of its own.
}

int rc_isal_is_usable(void) {
    pthread_once(&opening, openLibrary);
    return library.isUsable;
}

rc_isal *rc_isal_new(void) { return rc_isal_is_usable() ? newDecoder() : NULL; }

void rc_isal_free(rc_isal *decoder) { free(decoder); }
