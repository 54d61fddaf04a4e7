import Foundation
import HostSystem
import PageProtocol
import PageServer
import Strategies
import TestBench
import Testing
import Trial
import Workload

/// Every fault of the page server, under every strategy, with kept and with fresh connections, through the performers
/// and libcurl.
///
/// Pages that need a time-out are fetched together, so that their time-outs overlap. With the environment variable
/// `FAULT_LATENESS`, each fault's longest time beyond the time-out is printed.
@Suite("The fault matrix", .serialized, .timeLimit(.minutes(5)))
struct FaultMatrixTests {
  private static let timeout = Duration.seconds(1)
  /// On a machine that is busy with other things.
  private static let margin = Duration.seconds(10)

  @Test("Each fault has one class, its neighbours succeed, and nothing is left behind.")
  func everyFaultHasOneClass() async throws {
    let folder = NamelessFiles(prefix: "fault-matrix")
    defer { folder.remove() }
    let certificate = try await Certificate(names: ["localhost"], address: "127.0.0.1", faults: true)
    let authority = try folder.file("authority.pem")
    try WholeFile(authority).write(certificate.authorityPEM)
    let plain = try PageServer.start(PageServer.Configuration())
    let tls = try PageServer.start(PageServer.Configuration(certificate: certificate))
    defer {
      for server in [plain, tls] { do { try server.stop() } catch { Issue.record(error) } }
    }
    let scene = Scene(plain: plain.port, tls: tls.port, caFile: authority)

    // Once before counting: some threads and descriptors are made at first use and kept.
    for strategy in StrategyName.fetching {
      try await scene.fetch([], strategy, .reuse, timeout: .seconds(60), limit: 2)
    }
    let before = try await Leftovers.settled()

    var latest: [String: Duration] = [:]
    let waiting = FaultMatrix.all.filter { $0.fault == .timedOut }
    let others = FaultMatrix.all.filter { $0.fault != .timedOut }
    for strategy in StrategyName.fetching {
      for connections in ConnectionPolicy.allCases {
        try await scene.fetch(others, strategy, connections, timeout: .seconds(60), limit: 16)
        let times = try await scene.fetch(
          waiting, strategy, connections, timeout: Self.timeout, limit: 2 * waiting.count + 1)
        for (page, time) in zip(waiting, times) {
          // libcurl's clock counts in milliseconds.
          #expect(time >= Self.timeout - .milliseconds(10), "\(page.name) under \(strategy.rawValue)")
          #expect(time <= Self.timeout + Self.margin, "\(page.name) under \(strategy.rawValue)")
          latest[page.name] = max(latest[page.name] ?? .zero, time - Self.timeout)
        }
      }
    }
    if ProcessInfo.processInfo.environment["FAULT_LATENESS"] != nil {
      for (name, time) in latest.sorted(by: { $0.key < $1.key }) {
        print("\(name): at most \(time / .milliseconds(1)) ms after the time-out")
      }
    }
    let areGone = try await Leftovers.areGone(before)
    let left = try Leftovers.count()
    #expect(areGone, "left: \(left), before: \(before); \(Leftovers.threadNames())")
    for port in [plain.port, tls.port] { #expect(LoopbackSocket.count(connectedTo: port) == 0) }
  }

  @Test("METHOD.md has the table of faults.") func documentation() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../METHOD.md").path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains(FaultMatrix.table + "\n"), "the table has to be:\n\(FaultMatrix.table)")
  }

  @Test func thereAreManyFaultsAndTenStrategies() {
    #expect(FaultMatrix.all.count >= 40)
    #expect(Set(FaultMatrix.all.map(\.name)).count == FaultMatrix.all.count)
    #expect(StrategyName.fetching.count == 10)
  }
}

/// Two servers, and loads of their pages.
private struct Scene: Sendable {
  var plain: Int
  var tls: Int
  var caFile: String

  /// Fetches faulty pages with a good one before, between and after them, and checks every outcome.
  ///
  /// - Returns: how long each faulty page took.
  @discardableResult
  func fetch(
    _ faulty: [FaultyPage], _ strategy: StrategyName, _ connections: ConnectionPolicy, timeout: Duration, limit: Int
  ) async throws -> [Duration] {
    func good(_ number: Int) -> Page {
      let request = PageRequest(seed: UInt64(number), size: 700 + number)
      return Page(name: "good", url: "http://127.0.0.1:\(plain)\(request.target)", body: request.body)
    }
    var pages = [good(0)]
    for (number, page) in faulty.enumerated() {
      pages += [page.page(plain: plain, tls: tls), good(number + 1)]
    }
    let rows = try await FetchingStrategy(strategy: strategy, connections: connections).fetch(
      pages, timeout: timeout, caFile: caFile, limit: limit)
    for (place, row) in rows.enumerated() where pages[place].name == "good" {
      let before = pages[max(place - 1, 0)].name
      #expect(row.faultName == "", "the page after \(before) under \(strategy.rawValue), \(connections.rawValue)")
    }
    #expect(rows.allSatisfy { $0.timesEnded == 1 })
    return faulty.indices.map { place in
      let row = rows[2 * place + 1]
      #expect(
        row.faultName == faulty[place].fault?.name ?? "",
        "\(faulty[place].name) under \(strategy.rawValue), \(connections.rawValue)")
      return .nanoseconds(row.doneNanoseconds - row.startNanoseconds)
    }
  }
}

/// What this process has: descriptors and threads.
private struct Leftovers: Equatable {
  var descriptors: Int
  var threads: Int

  static func count() throws -> Leftovers {
    Leftovers(
      // Without the one that reads the folder.
      descriptors: try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count - 1,
      threads: try ProcessStatus.current().threads)
  }

  static func threadNames() -> [String] {
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return threads.compactMap { try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8) }
      .map { $0.trimmingCharacters(in: .newlines) }.sorted()
  }

  /// The count when it has not changed for seven seconds: Dispatch's idle threads end after five.
  static func settled() async throws -> Leftovers {
    try await onOwnThread {
      var last = try count()
      var equal = 0
      while equal < 70 {
        usleep(100_000)
        let now = try count()
        equal = now == last ? equal + 1 : 0
        last = now
      }
      return last
    }
  }

  /// How many threads more Dispatch's pool may keep on a busy machine. A page that left its thread behind would leave
  /// one in each of some hundred loads.
  private static let poolThreads = 2

  /// Waits until there is no more than before; false after a minute. On a thread, because a task that sleeps would
  /// keep Dispatch's idle threads from ending.
  static func areGone(_ before: Leftovers) async throws -> Bool {
    try await onOwnThread {
      for _ in 0..<600 {
        let now = try count()
        if now.descriptors <= before.descriptors, now.threads <= before.threads + poolThreads { return true }
        usleep(100_000)
      }
      return false
    }
  }
}
