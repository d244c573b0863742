/* SPDX-License-Identifier: Apache-2.0 */
/* syscall() and O_PATH need more than _POSIX_C_SOURCE. Landlock has no wrapper in the C library, and the header of Debian 12 ends at ABI 2:
 * its numbers and structures stand here as the kernel's documentation (userspace-api/landlock) gives them. */
#define _GNU_SOURCE 1 /* NOLINT(bugprone-reserved-identifier) */
#include "base/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define CONFINE_WATCHED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CONFINE_WATCHED 1
#endif
#ifndef CONFINE_WATCHED
#define CONFINE_WATCHED 0
#endif

enum {
    LANDLOCK_CREATE = 444, LANDLOCK_ADD = 445, LANDLOCK_RESTRICT = 446, /* the same on every processor */
    LANDLOCK_VERSION = 1,      /* flag of LANDLOCK_CREATE */
    LANDLOCK_PATH_BENEATH = 1, /* type of rule */
    READ_EXECUTE = 1 << 0 | 1 << 2 | 1 << 3, /* execute, read a file, read a folder */
    DESCRIPTORS = 16,
};

struct landlock_rules {
    uint64_t files, network, scoped; /* what is denied unless a rule allows it */
};

struct landlock_beneath {
    uint64_t allowed;
    int32_t folder;
} __attribute__((packed));

static bool is_watched(void)
{
    const char *preload = getenv("LD_PRELOAD");
    return CONFINE_WATCHED || (preload != NULL && strstr(preload, "vgpreload") != NULL);
}

static bool set_limit(int what, rlim_t most)
{
    return setrlimit((__rlimit_resource_t)what, &(struct rlimit){most, most}) == 0;
}

/* Denies all files, but for reading below `readable`, and from ABI 4 on TCP, from 6 on signals and abstract sockets beyond the process. The ABI, or 0. */
static int deny_files(const char *const *readable)
{
    long version = syscall(LANDLOCK_CREATE, NULL, 0, LANDLOCK_VERSION);
    if (version < 1)
        return 0;
    int bits = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
    struct landlock_rules rules = {.files = (UINT64_C(1) << bits) - 1, .network = version >= 4 ? 3 : 0, .scoped = version >= 6 ? 3 : 0};
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    long set = syscall(LANDLOCK_CREATE, &rules, size, 0);
    if (set < 0)
        return 0;
    for (; readable != NULL && *readable != NULL; readable++) {
        struct landlock_beneath rule = {.allowed = READ_EXECUTE, .folder = open(*readable, O_PATH | O_CLOEXEC)};
        if (rule.folder < 0)
            continue;
        (void)syscall(LANDLOCK_ADD, set, LANDLOCK_PATH_BENEATH, &rule, 0);
        (void)close(rule.folder);
    }
    bool good = syscall(LANDLOCK_RESTRICT, set, 0) == 0;
    (void)close((int)set);
    return good ? (int)version : 0;
}

/* Work in memory and on descriptors that are open. Everything else gives EPERM, so that a library that tries to look at something goes on without. */
static bool allow_work_only(void)
{
    static const int calls[] = {
        SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(lseek),
        SCMP_SYS(recvmsg), SCMP_SYS(recvfrom), SCMP_SYS(sendmsg), SCMP_SYS(sendto), SCMP_SYS(shutdown), SCMP_SYS(poll), SCMP_SYS(ppoll),
        SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn),
        SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group),
        SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sched_yield), SCMP_SYS(fcntl),
    };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (filter == NULL)
        return false;
    bool good = true;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) == 0;
    /* memory that may not be executed */
    good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
    good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
    /* its own limits and signals (abort) */
    good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A0(SCMP_CMP_EQ, 0, 0)) == 0;
    good = good && seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)) == 0;
    good = good && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return good;
}

/* What a program that turns a file into text never needs. */
static bool deny_network(void)
{
    static const int calls[] = {
        SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4),
        SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(mount), SCMP_SYS(umount2),
        SCMP_SYS(chroot), SCMP_SYS(pivot_root), SCMP_SYS(setns), SCMP_SYS(unshare), SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(keyctl), SCMP_SYS(add_key),
        SCMP_SYS(request_key), SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename),
        SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat),
        SCMP_SYS(chown), SCMP_SYS(fchown), SCMP_SYS(fchownat), SCMP_SYS(truncate), SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(symlink), SCMP_SYS(symlinkat),
    };
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (filter == NULL)
        return false;
    bool good = true;
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        good = good && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), calls[i], 0) == 0;
    good = good && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return good;
}

struct confined confine_self(uint64_t memory)
{
    struct confined confined = {.watched = is_watched()};
    (void)set_limit(RLIMIT_CORE, 0); /* a crash leaves nobody's mail on the disk */
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (confined.watched)
        return confined;
    confined.files = set_limit(RLIMIT_FSIZE, 0) && set_limit(RLIMIT_NOFILE, DESCRIPTORS);
    confined.memory = set_limit(RLIMIT_AS, memory) && set_limit(RLIMIT_DATA, memory);
    confined.landlock = deny_files(NULL);
    confined.seccomp = allow_work_only();
    return confined;
}

struct confined confine_program(uint64_t memory, uint32_t seconds, const char *const *readable)
{
    struct confined confined = {.watched = is_watched()};
    (void)set_limit(RLIMIT_CORE, 0);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)set_limit(RLIMIT_CPU, seconds);
    confined.files = set_limit(RLIMIT_FSIZE, 0) && set_limit(RLIMIT_NOFILE, 4 * DESCRIPTORS);
    confined.memory = set_limit(RLIMIT_AS, memory);
    confined.landlock = deny_files(readable);
    confined.seccomp = deny_network();
    return confined;
}

void confine_time(uint32_t seconds)
{
    struct timespec used;
    struct rlimit limit;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0)
        return;
    rlim_t until = (rlim_t)used.tv_sec + seconds + 1;
    if (limit.rlim_max != RLIM_INFINITY && until > limit.rlim_max)
        until = limit.rlim_max;
    limit.rlim_cur = until;
    (void)setrlimit(RLIMIT_CPU, &limit);
}

void confine_describe(const struct confined *confined, struct buf *out)
{
    if (confined->watched) {
        buf_add_text(out, "in a child with a time limit only: a sanitizer or valgrind is at work");
        return;
    }
    buf_add_text(out, "in a child with limits on time");
    buf_add_text(out, confined->memory ? ", memory" : "");
    buf_add_text(out, confined->files ? " and files" : "");
    buf_add_text(out, confined->seccomp ? "; seccomp" : "; no seccomp (the kernel refuses it)");
    if (confined->landlock > 0)
        buf_add_format(out, "; Landlock %d", confined->landlock);
    else
        buf_add_text(out, "; no Landlock (the kernel lacks it)");
}
