import Foundation
import Subprocess
import Synchronization
import TextFormats

/// The last 2,000 bytes of an output.
final class LogTail: Sendable {
  private struct State {
    var bytes: [UInt8] = []
    var isComplete = false
  }

  private let state = Mutex(State())
  private static let length = 2_000

  /// Whether the output has ended.
  var isComplete: Bool { state.withLock { $0.isComplete } }

  /// What there was until now, as printable text.
  var text: String {
    let bytes = state.withLock { $0.bytes.suffix(Self.length) }
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
      .printable(limit: Self.length, keepsLines: true)
  }

  /// Reads to the end, so that the process never blocks on a full pipe, or until the task is cancelled.
  func read(_ output: SubprocessOutputSequence) async {
    var iterator = output.makeAsyncIterator()
    while !Task.isCancelled, let buffer = try? await iterator.next() {
      state.withLock { state in
        buffer.withUnsafeBytes { state.bytes.append(contentsOf: $0.suffix(Self.length)) }
        if state.bytes.count > 2 * Self.length { state.bytes.removeFirst(state.bytes.count - Self.length) }
      }
    }
    state.withLock { $0.isComplete = true }
  }
}
