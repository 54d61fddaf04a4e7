import Curl
import EventLoop
import Foundation
import Performers
import Strategies
import TestBench
import Trial
import Workload

/// Fetches pages through a strategy and libcurl, as a worker does, and closes everything afterwards.
struct FetchingStrategy: Sendable {
  var strategy: StrategyName
  var connections: ConnectionPolicy

  /// Fetches each page once, at most `limit` at once.
  ///
  /// - Returns: a row per page.
  func fetch(_ pages: [Page], timeout: Duration, caFile: String, limit: Int) async throws -> [UnitRow] {
    try await onOwnThread {
      try started.get()
      let plan = FetchPlan(
        pages: pages, measuredUnits: pages.count, warmUpPage: nil,
        options: TransferOptions(timeout: timeout, freshConnections: connections == .fresh, caFile: caFile),
        stop: StopFlag())
      let recorder = Recorder(count: pages.count)
      try run(Load(units: 0..<pages.count, limit: limit), plan, recorder)
      return Array(recorder.rows(0..<pages.count))
    }
  }

  private func run(_ load: Load, _ plan: FetchPlan, _ recorder: Recorder) throws {
    switch strategy.traits.style {
    case .blockingCalls:
      try strategy.run(load, on: PerformerPool { Measured(try BlockingFetch(plan), recorder: recorder) })
    case .callbacks:
      let loop = try EventLoop()
      let fetch = MultiplexedFetch(plan, on: loop)
      defer { fetch.close() }
      try strategy.run(load, on: Measured(fetch, recorder: recorder), clock: LoopClock(on: loop)) { loop.stop() }
      loop.run()
    case .tasks:
      let loop = try EventLoop()
      let clock = LoopClock(on: loop)
      let fetch = MultiplexedFetch(plan, on: loop)
      defer { fetch.close() }
      let failure = Watched<(any Error)?>(nil)
      let strategy = strategy
      Task.detached(executorPreference: strategy.keepsTasksOnLoop ? loop : nil) {
        do {
          try await strategy.run(
            load, on: Measured(fetch, recorder: recorder), loop: loop, clock: clock, failsFast: false)
        } catch { failure.update { $0 = error } }
        loop.stop()
      }
      loop.run()
      if let error = failure.current { throw error }
    }
  }
}

/// libcurl, initialised once for all tests of the target.
private let started: Result<Void, CurlError> = Result { () throws(CurlError) in try CurlGlobal.start() }
