import Glibc
import Synchronization

/// The process groups of all child processes that run now.
package enum LiveProcesses {
  private static let groups = Mutex<Set<Int32>>([])

  static func add(_ group: Int32) { groups.withLock { _ = $0.insert(group) } }

  /// Ends what is left of a group. Called while its first process has not been waited for, so that the number is not
  /// another's.
  static func end(_ group: Int32) {
    groups.withLock {
      $0.remove(group)
      _ = kill(-group, SIGKILL)
    }
  }

  /// Ends all of them at once, for a program that is about to end itself.
  package static func endAll() {
    groups.withLock { groups in
      for group in groups { kill(-group, SIGKILL) }
    }
  }
}
