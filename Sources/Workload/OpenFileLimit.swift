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

  /// Standard streams, epoll, timers, libraries, and connections that are only just closing.
  package static let beside = 64

  /// Why so many transfers cannot be open at once, with the arithmetic; nil: they can.
  ///
  /// - Parameters:
  ///   - inFlight: as many as the strategy really has at once.
  ///   - allowed: files that a process may have open.
  package static func obstacle(to strategy: StrategyName, inFlight: Int, allowed: Int) -> String? {
    let each = strategy.waiting.descriptorsPerTransfer
    let most = max(0, (allowed - beside) / each)
    guard inFlight > most else { return nil }
    return "does not fit: \(strategy.rawValue) would have \(inFlight) fetches in flight, each with \(each) open "
      + "\(each == 1 ? "file" : "files"), and of the \(allowed) that a process may have open \(beside) are for other "
      + "things: (\(allowed) − \(beside)) ÷ \(each) = \(most) is the most that fits"
  }
}
