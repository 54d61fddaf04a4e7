import Curl
import EventLoop
import Foundation
import PageProtocol
import Performers
import Strategies
import Synchronization
import TestBench
import Testing
import Trial
import Workload

/// Loads of every strategy, with the performers that fetch, cancelled at random moments.
///
/// The same seed gives the same moments. 100 per strategy, or as many as the environment variable `CANCELLATIONS` says.
@Suite("Cancelled at random, a load ends, and nothing is left or counted twice", .serialized)
struct RandomCancellationTests {
  private static let count = ProcessInfo.processInfo.environment["CANCELLATIONS"].flatMap { Int($0) } ?? 100
  /// Blocking transfers look for a cancellation once per second, so that many loads have to wait side by side.
  private static let sideBySide = min(max(10, count / 100), 40)

  @Test(.timeLimit(.minutes(120)), arguments: StrategyName.fetching)
  func atRandom(_ strategy: StrategyName) async throws {
    try startCurl()
    _ = LoopbackSocket.allowMany()
    let servers = try Servers()
    let threads = threadCount()
    let descriptors = descriptorCount()
    let fillers = LoopbackSocket.count(connectedTo: servers.deaf.port)
    var generator = SeededGenerator(seed: 11)
    var left = Self.count
    while left > 0 {
      let rounds = (0..<min(left, Self.sideBySide)).map { _ in Round(strategy, servers, &generator) }
      left -= rounds.count
      try await withThrowingTaskGroup { group in
        for round in rounds { group.addTask { try await onOwnThread { try round.run() } } }
        try await group.waitForAll()
      }
      for round in rounds { round.check() }
    }
    // A thread closes its connection a moment after its page has ended.
    #expect(
      try await onOwnThread {
        waits {
          LoopbackSocket.count(connectedTo: servers.port) == 0
            && LoopbackSocket.count(connectedTo: servers.deaf.port) == fillers
        }
      }, "connections are left")
    // Pools keep their threads for a while; those of one load are not to add up over all of them.
    #expect(try await onOwnThread { waits { descriptorCount() <= descriptors + 4 } }, "descriptors are left")
    #expect(try await onOwnThread { waits { threadCount() <= threads + 80 } }, "threads are left")
  }

  /// Blocks until the condition holds, 20 seconds at most.
  private func waits(until isReached: () -> Bool) -> Bool {
    for _ in 0..<2000 where !isReached() { usleep(10_000) }
    return isReached()
  }

  private func threadCount() -> Int { entries("/proc/self/task") }
  private func descriptorCount() -> Int { entries("/proc/self/fd") }

  private func entries(_ folder: String) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: folder).count) ?? 0
  }
}

/// Where fetches can be interrupted.
private final class Servers: Sendable {
  private let web: ScriptedServer
  /// Its queue is full, so that connections to it never open.
  let deaf: (descriptor: Int32, port: Int)
  private let fillers: [Int32]
  var port: Int { web.port }

  init() throws {
    web = try ScriptedServer { request in
      switch request.path {
      case "/body": .raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
      case "/head": .raw("HTTP/1.1 200 OK\r\nConten")
      case "/wait": .silence
      case "/redirect": .page("", status: 302, header: ["Location: /page"])
      default: .page("fine")
      }
    }
    deaf = try LoopbackSocket.bound()
    listen(deaf.descriptor, 0)
    let port = deaf.port
    fillers = (0..<4).map { _ in
      let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
      address.sin_port = UInt16(port).bigEndian
      _ = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(filler, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      return filler
    }
  }

  deinit {
    for descriptor in fillers + [deaf.descriptor] { close(descriptor) }
  }

  /// Pages that end, and pages that hang while they connect, in the handshake, before, in and behind the head.
  func pages(_ generator: inout SeededGenerator) -> [Page] {
    let quick = [web.url("/page"), web.url("/redirect"), web.url("/page?2")]
    let hanging = [
      "http://127.0.0.1:\(deaf.port)/", "https://127.0.0.1:\(port)/", web.url("/wait"), web.url("/head"),
      web.url("/body"),
    ]
    let hang = hanging[Int(generator.next() % UInt64(hanging.count))]
    // One load in two ends by itself, if the cancellation is not faster.
    let urls = generator.next() % 2 == 0 ? quick : quick + [hang]
    return urls.map { Page(name: $0, url: $0) }
  }
}

/// One load and its cancellation.
private final class Round: Sendable {
  private static let units = 12
  private let strategy: StrategyName
  private let plan: FetchPlan
  private let load: Load
  private let recorder = Recorder(count: Round.units)
  private let isCancelledFirst: Bool
  private let isCancelledTwice: Bool
  private let delay: UInt32

  init(_ strategy: StrategyName, _ servers: Servers, _ generator: inout SeededGenerator) {
    self.strategy = strategy
    let stop = StopFlag()
    load = Load(units: 0..<Self.units, limit: 1 + Int(generator.next() % 6), stop: stop)
    plan = FetchPlan(
      pages: servers.pages(&generator), measuredUnits: Self.units, warmUpPage: nil,
      options: TransferOptions(timeout: .seconds(20), freshConnections: generator.next() % 2 == 0), stop: stop)
    isCancelledFirst = generator.next() % 8 == 0
    isCancelledTwice = generator.next() % 4 == 0
    // Half of them within the first millisecond, when most happens.
    delay = UInt32(generator.next() % (generator.next() % 2 == 0 ? 1_000 : 8_000))
  }

  func run() throws {
    switch strategy.traits.style {
    case .blockingCalls: try runBlocking()
    case .callbacks: try runCallbacks()
    case .tasks: try runTasks()
    }
  }

  /// Every unit ended at most once, as a page or as cancelled.
  func check() {
    for row in recorder.rows(0..<Self.units) {
      #expect(row.timesEnded <= 1)
      #expect(row.fault == 0 || row.fault == Fault.cancelled.rawValue, "\(strategy): \(row.faultName)")
    }
  }

  private func cancel(_ body: @escaping @Sendable () -> Void) {
    if isCancelledFirst { return cancelNow(body) }
    Thread { [self] in
      usleep(delay)
      cancelNow(body)
    }.start()
  }

  private func cancelNow(_ body: @Sendable () -> Void) {
    for _ in 0..<(isCancelledTwice ? 2 : 1) {
      load.stop.raise()
      body()
    }
  }

  private func runBlocking() throws {
    let pool = PerformerPool { [plan, recorder] in Measured(try BlockingFetch(plan), recorder: recorder) }
    cancel {}
    try strategy.run(load, on: pool)
  }

  private func runCallbacks() throws {
    let loop = try EventLoop()
    let clock = LoopClock(on: loop)
    let fetch = MultiplexedFetch(plan, on: loop)
    // Weakly: a signal that is raised behind the load's end stays in the loop that it belongs to.
    let signal = loop.signal { [weak clock, weak fetch] in
      clock?.endAll()
      fetch?.cancelAll()
    }
    cancel { [weak signal] in signal?.raise() }
    try strategy.run(load, on: Measured(fetch, recorder: recorder), clock: clock) { loop.stop() }
    loop.run()
    fetch.close()
    withExtendedLifetime(signal) {}
  }

  private func runTasks() throws {
    let loop = try EventLoop()
    let clock = LoopClock(on: loop)
    let fetch = MultiplexedFetch(plan, on: loop)
    let failure = Mutex<(any Error)?>(nil)
    let task = Task.detached(executorPreference: strategy.keepsTasksOnLoop ? loop : nil) { [self] in
      do {
        try await strategy.run(
          load, on: Measured(fetch, recorder: recorder), loop: loop, clock: clock, failsFast: false)
      } catch {
        failure.withLock { $0 = error }
      }
      loop.stop()
    }
    cancel { task.cancel() }
    loop.run()
    fetch.close()
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
