// Tells the thread sanitizer about Swift's Mutex, by LD_PRELOAD.
//
// On Linux, Synchronization.Mutex takes and leaves a lock by atomic operations in the caller's code, which the
// sanitizer sees, or, if threads compete for it, by futex(2) calls in the standard library, which it does not. Without
// this it reports every value behind a contended Mutex as a data race. The two functions below stand in front of the
// standard library's, and add the order that the lock establishes.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

// Not defined in programs without the sanitizer.
void __tsan_acquire(void *address) __attribute__((weak));
void __tsan_release(void *address) __attribute__((weak));

// Synchronization._MutexHandle._lockSlow(UInt32) and ._unlockSlow()
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void mutex_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void mutex_unlock(SELF) __asm__(UNLOCK);

SWIFT void mutex_lock(uint32_t thread, SELF) {
  static SWIFT void (*lock)(uint32_t, SELF);
  if (!lock) lock = (SWIFT void (*)(uint32_t, SELF))dlsym(RTLD_NEXT, LOCK);
  lock(thread, self);
  if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT void mutex_unlock(SELF) {
  static SWIFT void (*unlock)(SELF);
  if (!unlock) unlock = (SWIFT void (*)(SELF))dlsym(RTLD_NEXT, UNLOCK);
  if (__tsan_release) __tsan_release(self);
  unlock(self);
}
