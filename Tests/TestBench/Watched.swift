import Foundation

/// A value behind a lock, and a way to wait until it satisfies a condition. Safe from any thread.
package final class Watched<Value: Sendable>: @unchecked Sendable {
  // @unchecked: the value is read and written with the condition's lock held.
  private let condition = NSCondition()
  private var value: Value

  /// - Parameter value: the first value.
  package init(_ value: Value) { self.value = value }

  /// Reads the value under the lock.
  package func withLock<Result>(_ body: (Value) -> Result) -> Result { condition.withLock { body(value) } }

  /// The present value.
  package var current: Value { condition.withLock { value } }

  /// Changes the value under the lock, and wakes those that wait for it.
  @discardableResult
  package func update<Result>(_ body: (inout Value) -> Result) -> Result {
    condition.withLock {
      defer { condition.broadcast() }
      return body(&value)
    }
  }

  /// Blocks until the value satisfies a condition.
  ///
  /// - Returns: whether it does; false after 20 seconds, which no machine needs.
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
