// Faults that no file system or network makes on request, for programs that load this first:
//   cc -shared -fPIC -o faults.so faults.c -ldl; LD_PRELOAD=faults.so FAULT_READ=people.csv:100000 PROGRAM
// FAULT_READ=SUFFIX:BYTES   reading a file whose path ends so fails with EIO behind that byte.
// FAULT_CLOCK=SECONDS:MS    the clock on the wall is that much off, MS milliseconds after the start.
// FAULT_NAMES=FILE          every name has the address that stands in the file at the time.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

static int fails(int descriptor, off_t from) {
    const char *rule = getenv("FAULT_READ");
    if (!rule) return 0;
    const char *colon = strrchr(rule, ':');
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t length = readlink(link, path, sizeof path);
    const size_t suffix = (size_t)(colon - rule);
    if (length < (ssize_t)suffix || strncmp(path + length - suffix, rule, suffix) != 0) return 0;
    return from >= atoll(colon + 1);
}

ssize_t read(int descriptor, void *target, size_t count) {
    static ssize_t (*real)(int, void *, size_t);
    if (!real) real = (ssize_t(*)(int, void *, size_t))next("read");
    if (fails(descriptor, lseek(descriptor, 0, SEEK_CUR))) {
        errno = EIO;
        return -1;
    }
    return real(descriptor, target, count);
}

ssize_t pread(int descriptor, void *target, size_t count, off_t from) {
    static ssize_t (*real)(int, void *, size_t, off_t);
    if (!real) real = (ssize_t(*)(int, void *, size_t, off_t))next("pread");
    if (fails(descriptor, from)) {
        errno = EIO;
        return -1;
    }
    return real(descriptor, target, count, from);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    static int (*real)(clockid_t, struct timespec *);
    static struct timespec start;
    if (!real) real = (int (*)(clockid_t, struct timespec *))next("clock_gettime");
    if (start.tv_sec == 0) real(CLOCK_MONOTONIC, &start);
    const int result = real(clock, time);
    const char *rule = getenv("FAULT_CLOCK");
    if (rule && clock == CLOCK_REALTIME) {
        struct timespec now;
        real(CLOCK_MONOTONIC, &now);
        const long passed =
            (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
        if (passed >= atol(strrchr(rule, ':') + 1)) time->tv_sec += atol(rule);
    }
    return result;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found) {
    static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (!real) {
        real = (int (*)(const char *, const char *, const struct addrinfo *,
                        struct addrinfo **))next("getaddrinfo");
    }
    const char *rule = getenv("FAULT_NAMES");
    char address[64] = "";
    FILE *file = rule ? fopen(rule, "r") : NULL;
    if (file) {
        if (fscanf(file, "%63s", address) == 1) name = address;
        fclose(file);
    }
    return real(name, service, hints, found);
}
