import Foundation

/// A value behind a lock, and a way to wait for it to become what one waits for.
package final class Watched<Value: Sendable>: @unchecked Sendable {
  // @unchecked: the value is read and written with the condition's lock held.
  private let condition = NSCondition()
  private var value: Value

  package init(_ value: Value) { self.value = value }

  package func withLock<Result>(_ body: (Value) -> Result) -> Result { condition.withLock { body(value) } }

  package var current: Value { condition.withLock { value } }

  @discardableResult
  package func update<Result>(_ body: (inout Value) -> Result) -> Result {
    condition.withLock {
      defer { condition.broadcast() }
      return body(&value)
    }
  }

  /// Blocks until the value is as wanted.
  ///
  /// - Returns: whether it is; false after 20 seconds, long enough for any machine: a test that sees it has failed.
  package func waits(until isReached: (Value) -> Bool) -> Bool {
    let deadline = Date(timeIntervalSinceNow: 20)
    return condition.withLock {
      while !isReached(value) {
        if !condition.wait(until: deadline) { return isReached(value) }
      }
      return true
    }
  }
}
