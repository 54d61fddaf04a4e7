import Foundation
import Synchronization

/// Lines on their way to a process that may never read them: sending never waits.
final class Outbox: Sendable {
  private let lines: AsyncStream<Data>
  private let sender: AsyncStream<Data>.Continuation
  private let unwritten = Mutex(0)

  init() { (lines, sender) = AsyncStream.makeStream() }

  /// Whether every line has been written, or could not be.
  var isEmpty: Bool { unwritten.withLock { $0 == 0 } }

  /// Sends a line, newline included. If the process has ended, its answer will be missing.
  func send(_ line: Data) {
    unwritten.withLock { $0 += 1 }
    sender.yield(line)
  }

  /// Ends ``write(_:)`` after the lines that have been sent.
  func close() { sender.finish() }

  /// Writes the lines in their order until the outbox is closed.
  func write(_ write: ([UInt8]) async throws -> Void) async {
    for await line in lines {
      try? await write(Array(line))
      unwritten.withLock { $0 -= 1 }
    }
  }
}
