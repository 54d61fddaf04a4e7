import HostSystem

/// Runs `body`, and cancels it on SIGINT, SIGTERM or SIGHUP. The program then ends by that signal when `body` has
/// returned, so that a shell's loop ends too; a second signal ends it at once.
///
/// - Throws: what `body` throws, and `SystemError` if this system allows too few threads to run trials.
func interruptible<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
  try checkThreads()
  let task = Task { try await body() }
  Interruption.onSignal { task.cancel() }
  let result = await task.result
  if Interruption.hasCome, case .failure(let error) = result, !(error is CancellationError) {
    StandardError.write("harness: \(error)")
  }
  Interruption.endIfSignalled()
  Interruption.onSignal(nil)
  return try result.get()
}

/// Checks that the system allows the threads that commands with child processes need: a library that is refused one
/// waits for ever.
///
/// - Throws: `SystemError` that says how many it allows.
func checkThreads() throws(SystemError) {
  // For tasks, Dispatch and Subprocess, and as much again for the worker and the page server.
  try SystemThread.check(2 * CoreSplit.allowedCores + 24)
}
