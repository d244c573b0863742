/* SPDX-License-Identifier: Apache-2.0 */
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"

enum { MOST_DESCRIPTORS = 65536, LAST_SIGNAL = 31 };

bool child_pair(int ends[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        (void)fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    return true;
}

static void close_others(const int *kept, uint32_t count)
{
    int nothing = open("/dev/null", O_RDWR);
    struct rlimit limit = {0};
    int most = getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < MOST_DESCRIPTORS ? (int)limit.rlim_cur : MOST_DESCRIPTORS;
    for (int descriptor = 0; descriptor < most; descriptor++) {
        bool keep = false;
        for (uint32_t i = 0; i < count; i++)
            keep = keep || kept[i] == descriptor;
        if (keep)
            continue;
        if (descriptor <= 2 && nothing >= 0)
            (void)dup2(nothing, descriptor);
        else
            (void)close(descriptor);
    }
}

int child_fork(bool (*run)(void *context), void *context, const int *kept, uint32_t count)
{
    pid_t child = fork();
    if (child != 0)
        return (int)child;
    for (int number = 1; number <= LAST_SIGNAL; number++)
        (void)signal(number, SIG_DFL);
    (void)signal(SIGPIPE, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    close_others(kept, count);
    _exit(run(context) ? 0 : 1); /* a process of our own making; nothing of the maker's is flushed or undone in it */
}

void child_become(const char *const *arguments, int socket)
{
    char *const environment[] = {(char[]){"PATH=/usr/bin:/bin"}, (char[]){"LC_ALL=C"}, NULL};
    if (dup2(socket, 0) < 0 || dup2(socket, 1) < 0)
        return;
    (void)execve(arguments[0], (char *const *)(uintptr_t)arguments, environment);
}

int child_end(int child)
{
    int status = 0;
    pid_t got;
    (void)kill((pid_t)child, SIGKILL);
    do
        got = waitpid((pid_t)child, &status, 0);
    while (got < 0 && errno == EINTR);
    return got > 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

bool child_send(int socket, const void *bytes, size_t length, int descriptor)
{
    const char *at = bytes;
    while (length > 0) {
        union {
            struct cmsghdr align;
            char room[CMSG_SPACE(sizeof(int))];
        } control = {0};
        struct iovec part = {(void *)(uintptr_t)at, length};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
        if (descriptor >= 0) {
            message.msg_control = control.room;
            message.msg_controllen = sizeof control.room;
            struct cmsghdr *header = CMSG_FIRSTHDR(&message);
            header->cmsg_level = SOL_SOCKET;
            header->cmsg_type = SCM_RIGHTS;
            header->cmsg_len = CMSG_LEN(sizeof(int));
            memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
        }
        ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return false;
        descriptor = -1;
        at += sent;
        length -= (size_t)sent;
    }
    return true;
}

int child_wait(const int *sockets, uint32_t count, int milliseconds)
{
    struct pollfd wanted[8] = {{0}};
    for (uint32_t i = 0; i < count && i < 8; i++)
        wanted[i] = (struct pollfd){.fd = sockets[i], .events = POLLIN};
    int ready;
    do
        ready = poll(wanted, count, milliseconds);
    while (ready < 0 && errno == EINTR);
    for (uint32_t i = 0; ready > 0 && i < count && i < 8; i++)
        if (wanted[i].revents != 0)
            return (int)i;
    return -1;
}

/* One part of a message, and the descriptor that came with it. */
static ssize_t receive_part(int socket, void *bytes, size_t length, int *descriptor)
{
    union {
        struct cmsghdr align;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {bytes, length};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.room, .msg_controllen = sizeof control.room};
    ssize_t got;
    do
        got = recvmsg(socket, &message, 0);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return got;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS || header->cmsg_len < CMSG_LEN(sizeof(int)))
            continue;
        if (*descriptor >= 0)
            (void)close(*descriptor);
        memcpy(descriptor, CMSG_DATA(header), sizeof(int));
        (void)fcntl(*descriptor, F_SETFD, FD_CLOEXEC);
    }
    return got;
}

enum child_got child_receive(int socket, void *bytes, size_t length, int *descriptor, int milliseconds)
{
    int came = -1;
    enum child_got result = CHILD_WHOLE;
    for (char *at = bytes; length > 0 && result == CHILD_WHOLE;) {
        ssize_t got = 0;
        if (milliseconds >= 0 && child_wait(&socket, 1, milliseconds) < 0)
            result = CHILD_LATE;
        else if ((got = descriptor != NULL ? receive_part(socket, at, length, &came) : recv(socket, at, length, 0)) < 0)
            result = errno == EINTR ? CHILD_WHOLE : errno == ECONNRESET ? CHILD_ENDED : CHILD_FAILED;
        else if (got == 0)
            result = CHILD_ENDED;
        if (got > 0) {
            at += got;
            length -= (size_t)got;
        }
    }
    if (descriptor != NULL && result == CHILD_WHOLE)
        *descriptor = came;
    else if (came >= 0)
        (void)close(came);
    return result;
}

bool child_talk(int socket, struct str bytes, struct buf *out, size_t limit)
{
    bool sending = true;
    for (;;) {
        if (sending && bytes.length == 0) {
            (void)shutdown(socket, SHUT_WR);
            sending = false;
        }
        struct pollfd wanted = {.fd = socket, .events = (short)(POLLIN | (sending ? POLLOUT : 0))};
        if (poll(&wanted, 1, -1) < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        if (wanted.revents & POLLOUT) {
            ssize_t sent = send(socket, bytes.at, bytes.length, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (sent < 0 && errno != EINTR && errno != EAGAIN)
                sending = false; /* it wants no more; what it says of it is still to come */
            if (sent > 0) {
                bytes.at += sent;
                bytes.length -= (size_t)sent;
            }
        }
        if ((wanted.revents & (POLLIN | POLLHUP | POLLERR)) == 0)
            continue;
        ptrdiff_t got = buf_read_some(out, socket, 1 << 16);
        if (got <= 0)
            return got == 0;
        if (out->length > limit)
            return false;
    }
}
