import Synchronization

/// Keeps the first error of many concurrent pieces of work, for those that have nobody to throw to.
package final class FirstError: Sendable {
  private let error = Mutex<(any Error)?>(nil)

  package init() {}

  package func catching(_ work: () throws -> Void) {
    do { try work() } catch { self.error.withLock { first in first = first ?? error } }
  }

  package func rethrow() throws {
    if let error = error.withLock({ $0 }) { throw error }
  }
}
