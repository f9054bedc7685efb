// A Tracking API that takes every request and keeps nothing: what delivery is measured against.
// cc -O2 -o discard Benchmarks/discard.c && ./discard PORT
// It prints the requests and bytes that it took when it is ended.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"success\":true}";

typedef struct {
    int descriptor;
    size_t headBytes;
    // Of the body, still to come; -1 while the head is read.
    long long left;
    char head[8192];
} connection;

static volatile sig_atomic_t ended;
static void end(int number) { (void)number; ended = 1; }
static long long requests, total;
static char buffer[1 << 20];

// 1: go on, 0: the connection is to be closed.
static int take(connection *c, const char *bytes, size_t count) {
    while (count > 0) {
        if (c->left < 0) {
            size_t room = sizeof c->head - 1 - c->headBytes;
            size_t more = count < room ? count : room;
            memcpy(c->head + c->headBytes, bytes, more);
            c->head[c->headBytes + more] = 0;
            char *stop = strstr(c->head, "\r\n\r\n");
            if (!stop) {
                c->headBytes += more;
                return more == count;
            }
            size_t used = (size_t)(stop + 4 - c->head) - c->headBytes;
            const char *length = strcasestr(c->head, "\r\ncontent-length:");
            c->left = length && length < stop ? atoll(length + 17) : 0;
            bytes += used;
            count -= used;
        }
        size_t body = (long long)count < c->left ? count : (size_t)c->left;
        bytes += body;
        count -= body;
        total += (long long)body;
        c->left -= (long long)body;
        if (c->left == 0) {
            requests++;
            c->left = -1;
            c->headBytes = 0;
            if (send(c->descriptor, answer, sizeof answer - 1, MSG_NOSIGNAL) < 0) return 0;
        }
    }
    return 1;
}

int main(int count, char **arguments) {
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    place.sin_port = htons(count > 1 ? (unsigned short)atoi(arguments[1]) : 8099);
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1, poll = epoll_create1(0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&place, sizeof place) || listen(listener, 64)) {
        perror("discard");
        return 1;
    }
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    while (!ended) {
        struct epoll_event events[64];
        int ready = epoll_wait(poll, events, 64, -1);
        for (int i = 0; i < ready; i++) {
            connection *c = events[i].data.ptr;
            if (!c) {
                c = calloc(1, sizeof *c);
                if (!c) return 1;
                c->descriptor = accept(listener, NULL, NULL);
                c->left = -1;
                event.data.ptr = c;
                epoll_ctl(poll, EPOLL_CTL_ADD, c->descriptor, &event);
                continue;
            }
            ssize_t got = read(c->descriptor, buffer, sizeof buffer);
            if (got <= 0 || !take(c, buffer, (size_t)got)) {
                if (got < 0 && errno == EINTR) continue;
                close(c->descriptor);
                free(c);
            }
        }
    }
    printf("%lld requests, %lld bytes\n", requests, total);
    return 0;
}
