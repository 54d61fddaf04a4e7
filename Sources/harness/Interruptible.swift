import HostSystem

/// Runs `body`, and cancels it on SIGINT, SIGTERM or SIGHUP. The program then ends by that signal when `body` has
/// returned, so that a shell's loop ends too; a second signal ends it at once.
func interruptible<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
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
