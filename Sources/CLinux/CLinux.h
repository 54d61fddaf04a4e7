// What Swift's Glibc module leaves out: epoll, eventfd, futexes, thread ids, and a fast clock.

#ifndef C_LINUX_H
#define C_LINUX_H

#include <alloca.h>
#include <errno.h>
#include <linux/futex.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
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

// Waits with nanosecond resolution where the kernel has epoll_pwait2 (5.11), else rounds up to milliseconds:
// waking early would spin. A negative time-out waits for ever. The result is -errno on failure.
static inline int clinux_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t timeout_nanoseconds) {
  int count = -1;
  errno = ENOSYS;
#ifdef SYS_epoll_pwait2
  static _Atomic bool unavailable = false;
  if (!unavailable) {
    struct timespec timeout = {.tv_sec = timeout_nanoseconds / 1000000000, .tv_nsec = timeout_nanoseconds % 1000000000};
    count = (int)syscall(SYS_epoll_pwait2, epoll, events, capacity, timeout_nanoseconds < 0 ? NULL : &timeout, NULL, 0);
    // EPERM: a container's filter of system calls that is older than this one.
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

// gettid is a system call each time; a thread's id never changes, so keep it in the thread.
static inline int32_t clinux_thread_id(void) {
  static __thread int32_t identifier = 0;
  if (identifier == 0) identifier = (int32_t)syscall(SYS_gettid);
  return identifier;
}

// Writes to each page of so much stack below the caller's, whereupon the kernel gives the thread memory for it. Swift has
// no alloca, and keeps what it promises to be temporary on the heap where it is large.
__attribute__((noinline, unused)) static void clinux_touch_stack(long bytes) {
  if (bytes <= 0) return;
  volatile char *block = alloca(bytes);
  for (long place = 0; place < bytes; place += 4096) block[place] = 1;
}

// One word for the kernel and all threads to look at, with a known address, which Swift's Atomic has not.
static inline uint32_t clinux_atomic_load(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_RELAXED); }
static inline void clinux_atomic_store(uint32_t *word, uint32_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }

// glibc has no wrapper for futex(2). Waits while the word has the expected value, until a moment on CLOCK_MONOTONIC (the
// bitset kind, because its time-out is a moment and not a span). 0 when woken, else errno, such as ETIMEDOUT.
static inline int clinux_futex_wait(const uint32_t *word, uint32_t expected, int64_t until_nanoseconds) {
  struct timespec until = {.tv_sec = until_nanoseconds / 1000000000, .tv_nsec = until_nanoseconds % 1000000000};
  long result = syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected, &until, NULL, FUTEX_BITSET_MATCH_ANY);
  return result < 0 ? errno : 0;
}

static inline void clinux_futex_wake_all(const uint32_t *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT32_MAX, NULL, NULL, 0);
}

// How many cores the calling thread's affinity mask allows, for up to 8,192 of them; 0 if the kernel doesn't say. A system call,
// because glibc's wrapper and macros for it are GNU extensions, which Swift's Glibc module leaves out.
static inline int clinux_allowed_cores(void) {
  unsigned long mask[8192 / (8 * sizeof(unsigned long))] = {0};
  if (syscall(SYS_sched_getaffinity, 0, sizeof mask, mask) < 0) return 0;
  int count = 0;
  for (unsigned place = 0; place < sizeof mask / sizeof *mask; place++) count += __builtin_popcountl(mask[place]);
  return count;
}

// Keeps the calling thread on one of the cores that its affinity mask allows, counted from 0.
static inline void clinux_pin_thread(int core) {
  unsigned long mask[8192 / (8 * sizeof(unsigned long))] = {0};
  if (syscall(SYS_sched_getaffinity, 0, sizeof mask, mask) < 0) return;
  for (unsigned place = 0; place < sizeof mask / sizeof *mask; place++) {
    for (unsigned bit = 0; bit < 8 * sizeof *mask; bit++) {
      // All but the wanted one are taken out.
      if ((mask[place] >> bit & 1) && core-- != 0) mask[place] &= ~(1UL << bit);
    }
  }
  syscall(SYS_sched_setaffinity, 0, sizeof mask, mask);
}

// Nanoseconds of CLOCK_MONOTONIC: comparable between processes of one machine; a vDSO call, not a system call.
static inline int64_t clinux_monotonic_nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

#endif
