// What Swift's Glibc module leaves out: epoll, eventfd, futexes, thread ids, and a fast clock.

#ifndef C_LINUX_H
#define C_LINUX_H

#include <alloca.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// EPOLL* are members of an anonymous enum and macros at once; Swift imports neither with a usable type.
static const uint32_t clinux_epoll_in = EPOLLIN;
static const uint32_t clinux_epoll_out = EPOLLOUT;
static const uint32_t clinux_epoll_error = EPOLLERR;
static const uint32_t clinux_epoll_hang_up = EPOLLHUP;

// The union inside epoll_event is awkward in Swift, and its packed layout must not be guessed there.
static inline int clinux_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t data) {
  struct epoll_event event = {.events = events, .data = {.u64 = data}};
  return epoll_ctl(epoll, operation, descriptor, &event);
}

static inline uint64_t clinux_epoll_data(const struct epoll_event *event) { return event->data.u64; }

static inline uint32_t clinux_epoll_events(const struct epoll_event *event) { return event->events; }

// Waits with nanosecond resolution if the kernel has epoll_pwait2 (5.11), and otherwise rounds up to milliseconds,
// because waking early would spin. A negative time-out waits without limit. The result is -errno on failure.
static inline int clinux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t timeout_nanoseconds) {
  int count = -1;
  errno = ENOSYS;
#ifdef SYS_epoll_pwait2
  static _Atomic bool unavailable = false;
  if (!unavailable) {
    struct timespec timeout = {.tv_sec = timeout_nanoseconds / 1000000000, .tv_nsec = timeout_nanoseconds % 1000000000};
    count = (int)syscall(SYS_epoll_pwait2, epoll, events, capacity, timeout_nanoseconds < 0 ? NULL : &timeout, NULL, 0);
    // EPERM: a container's seccomp filter that does not know this call.
    if (count < 0 && (errno == ENOSYS || errno == EPERM)) unavailable = true;
  }
#endif
  if (count < 0 && (errno == ENOSYS || errno == EPERM)) {
    int64_t milliseconds = (timeout_nanoseconds + 999999) / 1000000;
    if (milliseconds > INT32_MAX) milliseconds = INT32_MAX;
    count = epoll_wait(epoll, events, capacity, timeout_nanoseconds < 0 ? -1 : (int)milliseconds);
  }
  return count < 0 ? -errno : count;
}

// gettid(2) is a system call each time; a thread's id never changes, so it is cached per thread.
static inline int32_t clinux_thread_id(void) {
  static __thread int32_t identifier = 0;
  if (identifier == 0) identifier = (int32_t)syscall(SYS_gettid);
  return identifier;
}

// Writes to each page of the stack below the caller's, so that the kernel provides memory for it. Swift has no alloca,
// and its large temporary allocations are on the heap.
__attribute__((noinline, unused)) static void clinux_touch_stack(long bytes) {
  if (bytes <= 0) return;
  volatile char *block = alloca(bytes);
  for (long place = 0; place < bytes; place += 4096) block[place] = 1;
}

// One word that the kernel and all threads read, at a known address, which Swift's Atomic does not provide.
static inline uint32_t clinux_atomic_load(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }
static inline void clinux_atomic_store(uint32_t *word, uint32_t value) {
  __atomic_store_n(word, value, __ATOMIC_SEQ_CST);
}

// glibc has no wrapper for futex(2). Waits while the word has the expected value, until a moment on CLOCK_MONOTONIC
// (FUTEX_WAIT_BITSET, because its time-out is absolute). Returns 0 when woken, else errno, such as ETIMEDOUT.
static inline int clinux_futex_wait(const uint32_t *word, uint32_t expected, int64_t until_nanoseconds) {
  struct timespec until = {.tv_sec = until_nanoseconds / 1000000000, .tv_nsec = until_nanoseconds % 1000000000};
  long result = syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, &until, NULL, FUTEX_BITSET_MATCH_ANY);
  return result < 0 ? errno : 0;
}

static inline void clinux_futex_wake_all(const uint32_t *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

// memfd_create(2) and seals are GNU extensions, which Swift's Glibc module leaves out. 1 is MFD_CLOEXEC, 2 is
// MFD_ALLOW_SEALING.
static inline int clinux_nameless_file(const char *label) { return (int)syscall(SYS_memfd_create, label, 1 | 2); }

// 1033 is F_ADD_SEALS; the seals are F_SEAL_SEAL, _SHRINK, _GROW and _WRITE.
static inline int clinux_seal(int descriptor) { return fcntl(descriptor, 1033, 1 | 2 | 4 | 8); }

// Connections that the kernel dropped at a listening socket because its queue was full: SK_MEMINFO_DROPS of
// SO_MEMINFO. -1 if the descriptor is no listening socket. Both options are newer than Swift's Glibc module.
static inline int64_t clinux_listen_drops(int descriptor) {
  int listens = 0;
  socklen_t size = sizeof listens;
  if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || !listens) return -1;
  uint32_t counters[16] = {0};
  size = sizeof counters;
  if (getsockopt(descriptor, SOL_SOCKET, 55 /* SO_MEMINFO */, counters, &size) != 0) return -1;
  return counters[8 /* SK_MEMINFO_DROPS */];
}

// The number of cores in the calling thread's affinity mask, up to 8,192; 0 if the kernel does not say. A direct system
// call, because glibc's wrapper and macros are GNU extensions, which Swift's Glibc module leaves out.
static inline int clinux_allowed_cores(void) {
  unsigned long mask[8192 / (8 * sizeof(unsigned long))] = {0};
  if (syscall(SYS_sched_getaffinity, 0, sizeof mask, mask) < 0) return 0;
  int count = 0;
  for (unsigned place = 0; place < sizeof mask / sizeof *mask; place++) count += __builtin_popcountl(mask[place]);
  return count;
}

// Lets a process of the same user write files of at most so many bytes (prlimit(2)). By the system call: glibc declares
// the function only with _GNU_SOURCE, and Swift does not import it. <sys/resource.h> would become part of this module.
static inline int clinux_limit_file_size(int process, uint64_t bytes) {
  const uint64_t limit[2] = {bytes, bytes};
  return (int)syscall(SYS_prlimit64, process, 1 /* RLIMIT_FSIZE */, limit, (void *)0);
}

// Pins the calling thread to one of the cores in its affinity mask, counted from 0.
static inline void clinux_pin_thread(int core) {
  unsigned long mask[8192 / (8 * sizeof(unsigned long))] = {0};
  if (syscall(SYS_sched_getaffinity, 0, sizeof mask, mask) < 0) return;
  for (unsigned place = 0; place < sizeof mask / sizeof *mask; place++) {
    for (unsigned bit = 0; bit < 8 * sizeof *mask; bit++) {
      // All other cores are removed.
      if ((mask[place] >> bit & 1) && core-- != 0) mask[place] &= ~(1UL << bit);
    }
  }
  syscall(SYS_sched_setaffinity, 0, sizeof mask, mask);
}

// Continues PageProtocol's BodyChecksum over whole words: in C, because a build without optimisation would take minutes
// for the programs that it is computed of.
static inline uint64_t clinux_checksum(uint64_t hash, const void *bytes, size_t words) {
  for (size_t place = 0; place < words; place++) {
    uint64_t word;
    memcpy(&word, (const char *)bytes + 8 * place, 8);
    hash = (hash ^ word) * 0x00000100000001B3ull;
    hash = hash << 29 | hash >> 35;
  }
  return hash;
}

// Nanoseconds of CLOCK_MONOTONIC: comparable between processes of one machine; a vDSO call, not a system call.
static inline int64_t clinux_monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// Nanoseconds of CPU time that the calling thread has used (CLOCK_THREAD_CPUTIME_ID).
static inline int64_t clinux_thread_nanoseconds(void) {
  struct timespec used;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return (int64_t)used.tv_sec * 1000000000 + used.tv_nsec;
}

#endif
