internal import CLinux
package import Curl
package import Workload

/// Fetches a page on the calling thread, which blocks: curl_easy_perform(3). Keeps its one connection for the next
/// page.
package struct BlockingFetch: BlockingPerformer, ~Copyable, @unchecked Sendable {
  // @unchecked: an easy handle may move between threads, and being noncopyable it is on one at a time.
  private let easy: EasyHandle
  private let receiver = ChecksumReceiver()
  private let plan: FetchPlan
  /// The number of the page that the handle's URL is set to; setting it again would copy it again.
  private var pageNumber = -1

  /// - Throws: `CurlError` if libcurl has no memory or refuses an option.
  package init(_ plan: FetchPlan) throws(CurlError) {
    self.plan = plan
    let easy = try EasyHandle(plan.options(connections: 1), receiver: receiver)
    try easy.setStopCheck(
      { stop, _, _, _, _ in
        guard let stop else { return 0 }
        return Unmanaged<StopFlag>.fromOpaque(stop)._withUnsafeGuaranteedRef { $0.isRaised ? 1 : 0 }
      }, context: Unmanaged.passUnretained(plan.stop).toOpaque())
    if let sockets = plan.sockets { try easy.register(at: sockets) }
    self.easy = easy
  }

  package mutating func perform(_ unit: Unit) -> Outcome {
    let (page, number) = plan.page(of: unit)
    if number != pageNumber {
      do throws(CurlError) { try easy.setURL(page.url, namesItself: plan.isElsewhere(number)) } catch {
        return Outcome(notBegun: error, thread: clinux_thread_id())
      }
      pageNumber = number
    }
    receiver.reset()
    let result = easy.perform()
    // To libcurl, a socket that was shut down is a connection that the server has closed.
    if plan.sockets != nil, result.fault != nil, plan.stop.isRaised { return .cancelled(thread: clinux_thread_id()) }
    return Outcome(result, body: receiver.digest, expected: page.body, thread: clinux_thread_id())
  }
}
