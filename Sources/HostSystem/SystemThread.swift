internal import CLinux  // The compiler finds pthread_attr_t in its headers.
internal import Glibc

/// A thread whose start can fail. Foundation's `Thread` ignores a refusal: it then never runs, and who waits for it
/// waits for ever.
package enum SystemThread {
  /// Starts a thread.
  ///
  /// - Parameters:
  ///   - stackBytes: the size of its stack, at least 16 KiB (PTHREAD_STACK_MIN).
  ///   - body: runs on it once; the thread ends with it.
  /// - Throws: `SystemError` if the system refuses the thread (pthread_create(3)).
  package static func start(stackBytes: Int, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
    _ = try create(stackBytes, detached: true, body)
  }

  /// Checks that the system allows this process some more threads at once, and returns when they have ended.
  ///
  /// Libraries wait for ever for a thread that the system refuses: Dispatch, and with it all tasks.
  ///
  /// - Throws: `SystemError` that says how many it allows.
  package static func check(_ count: Int) throws(SystemError) {
    let before = try ProcessStatus.current().threads
    // All of them wait at this pipe, so that they exist at once.
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError("cannot make a pipe", systemError: errno) }
    let gate = ends[0]
    var threads: [pthread_t] = []
    var refusal: SystemError?
    while threads.count < count, refusal == nil {
      do throws(SystemError) { threads.append(try create(16 << 10, detached: false) { waitForEnd(of: gate) }) } catch {
        refusal = error
      }
    }
    close(ends[1])
    for thread in threads { pthread_join(thread, nil) }
    close(gate)
    // The kernel still counts a thread for a moment after it has been joined.
    var looks = 0
    while looks < 1000, try ProcessStatus.current().threads > before {
      looks += 1
      usleep(1000)
    }
    guard let refusal else { return }
    throw SystemError(
      "this program needs \(count) more threads, and the system allows \(threads.count) "
        + "(see 'ulimit -u' and pids.max of the control group)", systemError: refusal.systemError)
  }

  private static func waitForEnd(of descriptor: Int32) {
    var byte: UInt8 = 0
    while read(descriptor, &byte, 1) < 0 && errno == EINTR {}
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private static func create(
    _ stackBytes: Int, detached: Bool, _ body: @escaping @Sendable () -> Void
  ) throws(SystemError) -> pthread_t {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    if detached { pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) }
    let context = Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let refusal = pthread_create(
      &thread, &attributes,
      { context in
        if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard refusal == 0 else {
      context.release()
      throw SystemError("the system refuses a thread", systemError: refusal)
    }
    return thread
  }
}
