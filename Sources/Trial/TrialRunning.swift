internal import Glibc
package import HostSystem
package import PageProtocol

/// Runs single trials. A run of experiments needs only this, so tests can replace the processes.
package protocol TrialRunning: Sendable {
  /// Runs a trial to its end and checks it.
  ///
  /// - Parameter onUnit: called as units end, if ``TrialPlan/reportsUnits``.
  /// - Returns: what was measured. If a check failed, ``TrialResult/invalidReason`` says which.
  /// - Throws: if there is no record: a program is missing, the worker died, or the task was cancelled.
  func run(_ request: TrialRequest, onUnit: @Sendable (UnitReport) -> Void) async throws -> TrialResult

  /// Runs trials that are alive together and take turns (``TrialPlan/Turns``); never two at once.
  ///
  /// - Parameter requests: at least one; all their plans have the same number of turns.
  /// - Returns: for each request in their order what ``run(_:onUnit:)`` would return or throw. If one of them fails,
  ///   the others are given up.
  func run(inTurns requests: [TrialRequest]) async -> [Result<TrialResult, any Error>]
}

/// A trial that was given up because another one failed that it would have taken turns with.
package struct GivenUpTrial: Error {
  package init() {}
}

extension Result where Success == TrialResult, Failure == any Error {
  /// Whether the trial was given up only because another one failed.
  package var wasGivenUp: Bool {
    if case .failure(let error) = self { error is GivenUpTrial } else { false }
  }
}

extension TrialRunning {
  /// Runs one after another, without turns.
  package func run(inTurns requests: [TrialRequest]) async -> [Result<TrialResult, any Error>] {
    var results: [Result<TrialResult, any Error>] = []
    for request in requests {
      do { results.append(.success(try await run(request) { _ in })) } catch { results.append(.failure(error)) }
    }
    return results
  }
}

/// One trial: the worker's plan, the page server and the checks.
package struct TrialRequest: Sendable {
  /// The plan. The host in its pages' URLs is `page-server` or one of the server's names; the runner adds the
  /// addresses.
  package var plan: TrialPlan
  /// The page server to start; nil if none is needed.
  package var server: ServerRequest?
  /// The checks that apply.
  package var checks: TrialChecks
  /// Environment variables of the worker in addition to the harness's.
  package var environment: [String: String]

  package init(
    plan: TrialPlan, server: ServerRequest? = nil, checks: TrialChecks = TrialChecks(),
    environment: [String: String] = [:]
  ) {
    self.plan = plan
    self.server = server
    self.checks = checks
    self.environment = environment
  }
}

/// The page server of one trial, on a free port of the loopback interface.
package struct ServerRequest: Sendable, Equatable {
  /// Whether it speaks TLS (https) or plain HTTP.
  package var tls: Bool
  /// Host names of pages; the literal address always works.
  package var names: [String]
  /// The number of event loops, each on its own thread; at least 1.
  package var threads: Int

  package init(tls: Bool = false, names: [String] = [], threads: Int = 1) {
    self.tls = tls
    self.names = names
    self.threads = threads
  }
}

/// The checks of a trial that depend on the experiment; others always apply.
package struct TrialChecks: Sendable, Equatable {
  /// Faults that the trial provokes, by ``Workload/Fault/name``; any other makes it invalid.
  package var expectedFaults: Set<String>
  /// Whether the trial is invalid if the server saw more requests in flight than the limit c.
  package var limitsInFlight: Bool
  /// The result that every unit must compute; 0 if nothing is computed.
  package var answer: UInt32
  /// The least possible sum of the requests' times in the server, in seconds: the sum of their delays.
  package var leastServerSeconds: Double

  package init(
    expectedFaults: Set<String> = [], limitsInFlight: Bool = true, answer: UInt32 = 0, leastServerSeconds: Double = 0
  ) {
    self.expectedFaults = expectedFaults
    self.limitsInFlight = limitsInFlight
    self.answer = answer
    self.leastServerSeconds = leastServerSeconds
  }
}

/// The result of one trial.
package struct TrialResult: Sendable {
  /// What the worker measured.
  package var record: TrialRecord
  /// Row i belongs to unit i. Empty once they are no longer needed, because a million take 56 MB.
  package var rows: [UnitRow]
  /// The peak of the worker's threads after the barrier, as sampled by the harness.
  package var threadsPeak: Int
  /// The changes of that number, from the barrier on.
  package var threadSamples: [ThreadSample] = []
  /// The worker's memory while all units waited; nil unless units were held.
  package var heldMemory: HeldMemory?
  /// What the server counted between the barrier and the record; nil without server.
  package var server: ServerStatistics?
  /// What the server had counted when leftovers were counted; nil without server or cancellation.
  package var serverLeftovers: ServerStatistics?
  /// The first check that failed, in words; nil if the trial is valid.
  package var invalidReason: String?
  /// ``WorkerMessage/Hello/client`` of the worker.
  package var workerClient: String
  /// The worker's threads and memory before it received its plan, the baseline of both; nil if unknown.
  package var idle: ProcessStatus?
  /// Bytes of padding in the worker's environment, which shift its stack; nil if unknown.
  package var paddingBytes: Int?
  /// ``WorkerMessage/Ready/roundSecondsPerUnit``.
  package var roundSecondsPerUnit: [Double]?
  /// Whether the trial was interrupted; the record then has only the units that had ended.
  package var wasCancelled = false

  package init(
    record: TrialRecord, rows: [UnitRow], threadsPeak: Int, heldMemory: HeldMemory? = nil,
    server: ServerStatistics? = nil, serverLeftovers: ServerStatistics? = nil, invalidReason: String? = nil,
    workerClient: String
  ) {
    self.record = record
    self.rows = rows
    self.threadsPeak = threadsPeak
    self.heldMemory = heldMemory
    self.server = server
    self.serverLeftovers = serverLeftovers
    self.invalidReason = invalidReason
    self.workerClient = workerClient
  }
}

/// The number of a worker's threads from a moment on.
package struct ThreadSample: Sendable, Equatable {
  /// The moment, in seconds since the barrier.
  package var seconds: Double
  /// The number of threads.
  package var threads: Int

  package init(seconds: Double, threads: Int) {
    self.seconds = seconds
    self.threads = threads
  }
}

/// A worker's memory before its units began, and while all of them wait.
package struct HeldMemory: Sendable, Equatable {
  /// The number of units that wait: less than the trial's if the system refused threads.
  package var unitsWaiting: Int
  /// Before the first unit began.
  package var before: MemoryReading
  /// While the units wait.
  package var during: MemoryReading

  package init(unitsWaiting: Int, before: MemoryReading, during: MemoryReading) {
    self.unitsWaiting = unitsWaiting
    self.before = before
    self.during = during
  }
}

/// Why a trial could not be set up or run, or its units file not be read.
package struct TrialError: Error, Equatable, CustomStringConvertible {
  /// What was wrong, or what failed and with which file.
  package var context: String
  /// The errno of the system call that failed; 0 if it was none.
  package var systemError: Int32

  package init(_ context: String, systemError: Int32 = 0) {
    self.context = context
    self.systemError = systemError
  }

  package var description: String {
    systemError == 0 ? context : "\(context): \(String(cString: strerror(systemError)))"
  }
}
