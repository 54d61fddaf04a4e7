package import HostSystem
package import PageProtocol

/// Runs one trial in processes of its own. The engine knows no more than this of processes.
package protocol TrialRunning: Sendable {
  /// Runs the trial to its end and checks it.
  ///
  /// - Parameter onUnit: called as units end, if the plan asks for reports.
  /// - Returns: what was measured; a trial that failed one of its checks says why in ``TrialResult/invalidReason``.
  /// - Throws: what kept the trial from producing a record at all: a missing binary, a worker that died, a cancelled task.
  func run(_ request: TrialRequest, onUnit: @Sendable (UnitReport) -> Void) async throws -> TrialResult
}

/// One trial: what the worker does, what serves its pages, and which checks apply.
package struct TrialRequest: Sendable {
  /// The pages' URLs have the authority `page-server`, or one of the names that the server is asked to serve; the runner
  /// says where these are.
  package var plan: TrialPlan
  /// What must serve the pages; nil where no page server is needed.
  package var server: ServerRequest?
  package var checks: TrialChecks
  /// Variables that the worker's process gets beside those of the harness.
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

/// A page server to start for one trial, on port 0 of the loopback.
package struct ServerRequest: Sendable, Equatable {
  package var tls: Bool
  /// Names under which pages are served, beside the literal address.
  package var names: [String]
  /// Event loop threads, at least 1.
  package var threads: Int

  package init(tls: Bool = false, names: [String] = [], threads: Int = 1) {
    self.tls = tls
    self.names = names
    self.threads = threads
  }
}

/// Which self-checks apply to a trial beside those that always do.
package struct TrialChecks: Sendable, Equatable {
  /// Names of faults (``Workload/Fault/name``) that the trial asks for; any other makes it invalid.
  package var expectedFaults: Set<String>
  /// Whether the server must never have seen more requests in flight than the limit c.
  package var limitsInFlight: Bool
  /// What every unit must find out; 0 where nothing is computed.
  package var answer: UInt32
  /// The least time that the units' requests must be at the server, added up, in seconds: the sum of their delays.
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

/// What became of one trial.
package struct TrialResult: Sendable {
  package var record: TrialRecord
  /// Row i belongs to unit i; empty once nobody needs them any more, for a million take 56 MB.
  package var rows: [UnitRow]
  /// The most threads that a sampler outside the worker saw since the barrier.
  package var threadsPeak: Int
  /// Each change of that number, from the barrier on.
  package var threadSamples: [ThreadSample] = []
  /// The worker's memory while all of its units waited; nil where none were held.
  package var standstill: Standstill?
  /// What the server counted between the barrier and the last unit; nil without server.
  package var server: ServerStatistics?
  /// What the server had counted a while after the trial was cancelled; nil without server or cancellation.
  package var serverLeftovers: ServerStatistics?
  /// The first check that failed, in words; nil if the trial counts.
  package var invalidReason: String?
  /// What transferred the pages, as the worker says in `hello`.
  package var workerClient: String
  /// What the worker's process was before it knew its plan, from which memory and threads are counted; nil if unknown.
  package var idle: ProcessStatus?
  /// Bytes that its environment was made longer by, which shifts its stack; nil if unknown.
  package var paddingBytes: Int?
  /// Whether it was asked to stop, and the record tells only of what had ended by then.
  package var wasCancelled = false

  package init(
    record: TrialRecord, rows: [UnitRow], threadsPeak: Int, standstill: Standstill? = nil,
    server: ServerStatistics? = nil, serverLeftovers: ServerStatistics? = nil, invalidReason: String? = nil,
    workerClient: String
  ) {
    self.record = record
    self.rows = rows
    self.threadsPeak = threadsPeak
    self.standstill = standstill
    self.server = server
    self.serverLeftovers = serverLeftovers
    self.invalidReason = invalidReason
    self.workerClient = workerClient
  }
}

/// How many threads a worker had from a moment on.
package struct ThreadSample: Sendable, Equatable {
  /// Since the barrier.
  package var seconds: Double
  package var threads: Int

  package init(seconds: Double, threads: Int) {
    self.seconds = seconds
    self.threads = threads
  }
}

/// A worker that holds all of its units: what it had before the first began, and what it has while they wait.
package struct Standstill: Sendable, Equatable {
  /// Fewer than the trial has where the system gave no more threads.
  package var unitsWaiting: Int
  package var before: MemoryReading
  package var during: MemoryReading

  package init(unitsWaiting: Int, before: MemoryReading, during: MemoryReading) {
    self.unitsWaiting = unitsWaiting
    self.before = before
    self.during = during
  }
}
