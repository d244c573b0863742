/* SPDX-License-Identifier: Apache-2.0 */
/* confine.h: a process gives up what a parser does not need, before it looks at anybody's bytes: opening files, the network, other processes, memory and
 * time beyond a limit. For good: nothing gives them back.
 *
 * What the kernel does not offer is left out and said (confine_describe). Under AddressSanitizer, ThreadSanitizer and valgrind, which need more
 * than a parser does, nothing but the time is limited. */
#ifndef BASE_CONFINE_H
#define BASE_CONFINE_H

#include "base/buf.h"

struct confined {
    bool watched;   /* a sanitizer or valgrind is at work: nothing below was tried */
    bool memory;    /* RLIMIT_AS, RLIMIT_DATA */
    bool files;     /* RLIMIT_FSIZE 0, RLIMIT_NOFILE */
    bool seccomp;   /* only the system calls of work in memory and on open descriptors */
    int landlock;   /* the ABI that denied all files and TCP; 0: none */
};

/* For a parser. At most `memory` bytes of it. */
struct confined confine_self(uint64_t memory);

/* For a program that is about to be run: no network, no writing, reading only below `readable` (paths up to a NULL), `seconds` of processor time. */
struct confined confine_program(uint64_t memory, uint32_t seconds, const char *const *readable);

/* The process ends (SIGXCPU) when it uses more than `seconds` of processor time from now on. */
void confine_time(uint32_t seconds);

/* One line: what holds here, and what the kernel lacks. */
void confine_describe(const struct confined *confined, struct buf *out);

#endif
