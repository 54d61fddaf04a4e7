import Curl
import EventLoop
import PageProtocol
import Performers
import TestBench
import Testing
import Workload

/// How a unit is fetched.
enum FetchMethod: String, CaseIterable, CustomTestStringConvertible {
  case blocking
  case callbacks
  /// Tasks on the default pool.
  case tasks
  /// Tasks on the loop's own thread.
  case tasksOnLoop = "tasks on the loop"

  var testDescription: String { rawValue }

  /// Fetches units one after another.
  func fetch(_ units: Range<Int>, of plan: FetchPlan) async throws -> [Outcome] {
    switch self {
    case .blocking:
      return try await onOwnThread {
        try startCurl()
        var fetch = try BlockingFetch(plan)
        return units.map { fetch.perform(Unit(index: $0)) }
      }
    case .callbacks:
      return try await onOwnThread {
        let loop = try EventLoop()
        let fetch = try multiplexedFetch(plan, on: loop)
        defer { fetch.close() }
        var outcomes: [Outcome] = []
        func startNext() {
          guard outcomes.count < units.count else { return loop.stop() }
          fetch.start(Unit(index: units.lowerBound + outcomes.count)) { outcome in
            outcomes.append(outcome)
            startNext()
          }
        }
        startNext()
        loop.run()
        return outcomes
      }
    case .tasks, .tasksOnLoop:
      return try await whileLoopRuns(plan) { fetch, loop in
        await withTaskExecutorPreference(self == .tasksOnLoop ? loop : nil) {
          var outcomes: [Outcome] = []
          for index in units { outcomes.append(await fetch.perform(Unit(index: index))) }
          return outcomes
        }
      }
    }
  }
}

/// libcurl, initialised once for all tests of the process.
private let started: Result<Void, CurlError> = Result { () throws(CurlError) in try CurlGlobal.start() }

func startCurl() throws { try started.get() }

func multiplexedFetch(_ plan: FetchPlan, on loop: EventLoop) throws -> MultiplexedFetch {
  try startCurl()
  return MultiplexedFetch(plan, on: loop)
}

/// Runs a loop with a fetch on its own thread while `body` runs elsewhere, and closes the fetch at the end.
func whileLoopRuns<Success: Sendable>(
  _ plan: FetchPlan, _ body: @Sendable (MultiplexedFetch, EventLoop) async throws -> Success
) async throws -> Success {
  let loop = try EventLoop()
  let fetch = try multiplexedFetch(plan, on: loop)
  async let ran: Void = onOwnThread {
    loop.run()
    fetch.close()
  }
  let result: Result<Success, any Error>
  do { result = .success(try await body(fetch, loop)) } catch { result = .failure(error) }
  loop.stop()
  try await ran
  return try result.get()
}

extension FetchPlan {
  /// Fetches one URL repeatedly.
  init(
    _ url: String, body: BodyDigest? = nil,
    options: TransferOptions = TransferOptions(timeout: .seconds(20)), stop: StopFlag = StopFlag(),
    sockets: OpenSockets? = nil, sources: SourceAddresses = SourceAddresses()
  ) {
    self.init(
      pages: [Page(name: "page", url: url, body: body)], measuredUnits: 1_000_000, warmUpPage: nil, options: options,
      stop: stop, sockets: sockets, sources: sources)
  }
}
