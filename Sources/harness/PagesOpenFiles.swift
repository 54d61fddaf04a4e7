import ArgumentParser
import Trial
import Workload

/// Whether a strategy's fetches fit into the files that a process may have open.
struct PagesOpenFiles {
  var strategy: StrategyName
  /// How many fetches may be in flight.
  var limit: Int

  /// Standard streams, epoll, timers, libraries.
  static let beside = 64

  var eachFetch: Int { strategy.waiting.descriptorsPerTransfer }

  /// - Parameter allowed: how many files a process may have open.
  /// - Throws: `ValidationError` with the arithmetic.
  func check(allowed: Int) throws {
    let most = max(0, (allowed - Self.beside) / eachFetch)
    guard limit > most, strategy.width != .one else { return }
    throw ValidationError(
      """
      --concurrency \(limit) does not fit: \(strategy.rawValue) has \(eachFetch) open \(eachFetch == 1 ? "file" : "files") \
      a fetch and \(Self.beside) beside, and a process may have \(allowed) here. (\(allowed) − \(Self.beside)) ÷ \
      \(eachFetch) = \(most) is the most that fits.
      """)
  }
}
