internal import Glibc

/// How many descriptors a process may have open (getrlimit(2), RLIMIT_NOFILE).
package enum OpenFileLimit {
  /// The soft limit, which the kernel enforces; 1,024, its default, if it cannot be read.
  package static var current: Int { read().map { Int(clamping: $0.rlim_cur) } ?? usual }

  /// The hard limit, up to which a process may raise its own; 1,024 if it cannot be read.
  package static var highest: Int { read().map { Int(clamping: $0.rlim_max) } ?? usual }

  /// Raises the soft limit to the hard limit, which needs no privileges. Child processes inherit it.
  ///
  /// - Returns: the soft limit after the call.
  @discardableResult
  package static func raise() -> Int {
    guard var limit = read() else { return usual }
    let before = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return Int(clamping: before) }
    return Int(clamping: limit.rlim_max)
  }

  private static let usual = 1024

  private static func read() -> rlimit? {
    var limit = rlimit()
    return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? limit : nil
  }
}
