internal import Glibc

/// How many descriptors a process may have open (getrlimit(2), RLIMIT_NOFILE).
package enum OpenFileLimit {
  /// Raises the limit as far as it goes without privileges; child processes inherit it.
  ///
  /// - Returns: the limit now.
  @discardableResult
  package static func raise() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    let before = limit.rlim_cur
    limit.rlim_cur = limit.rlim_max
    guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return Int(clamping: before) }
    return Int(clamping: limit.rlim_max)
  }
}
