internal import Experiments
import PageProtocol
internal import Statistics
internal import TextFormats
package import Trial
internal import Workload

/// The whole self-check: measures, judges, simulates, and writes `trials.csv`, `coverage.csv` and `summary.md`.
package struct SelfCheckProcedure: Sendable {
  private let blocks: Int
  private let seed: UInt64
  private let timeLimit: Duration?
  private let simulations: Int
  private let runner: any TrialRunning
  private let obstacle: @Sendable () -> String?
  private let onProgress: @Sendable (String) -> Void

  /// - Parameters:
  ///   - blocks: blocks to measure, at least ``Findings/window``.
  ///   - seed: the seed of the order of trials.
  ///   - timeLimit: no block starts after this time; nil for no limit.
  ///   - simulations: simulated experiments per kind of noise and number of blocks; 0 for none.
  ///   - runner: runs the trials.
  ///   - obstacle: why the last block does not count and no further can be measured, as a clause; nil if it does.
  ///   - onProgress: called with a line of text as the work goes on.
  package init(
    blocks: Int, seed: UInt64, timeLimit: Duration?, simulations: Int, runner: any TrialRunning,
    obstacle: @escaping @Sendable () -> String? = { nil }, onProgress: @escaping @Sendable (String) -> Void
  ) {
    self.blocks = blocks
    self.seed = seed
    self.timeLimit = timeLimit
    self.simulations = simulations
    self.runner = runner
    self.obstacle = obstacle
    self.onProgress = onProgress
  }

  /// Measures until all blocks are complete, the time limit is reached or the task is cancelled; complete blocks count.
  ///
  /// - Parameter write: called with the name and the text of each file, as soon as the text is known.
  /// - Returns: the text of `summary.md`.
  /// - Throws: ``SelfCheckError`` if there are too few complete blocks, or if a block could not be measured: the files
  ///   are then about the blocks before it. Errors of `write`.
  package func run(write: @Sendable (String, String) throws -> Void) async throws -> String {
    let subjects = try await subjects()
    let (measured, problem) = await measured(subjects)
    guard measured.count >= Findings.window else {
      if let problem { throw SelfCheckError(problem) }
      throw SelfCheckError("\(measured.count) blocks are too few: \(Findings.window) are needed")
    }
    try write("trials.csv", Self.csv(measured, subjects))
    let coverage = try await simulated()
    let findings = try subjects.map { subject in
      (subject: subject, findings: try Findings(subject, blocks: measured.map { $0.values[subject.name] ?? [:] }))
    }
    if let coverage { try write("coverage.csv", Self.csv(coverage)) }
    let report = SelfCheckReport(findings, blocks: measured.count, coverage: coverage).markdown
    try write("summary.md", report)
    if let problem { throw SelfCheckError("\(problem). The report is about the \(measured.count) blocks before") }
    return report
  }

  /// The planted work is a share of the CPU time per page, which a few trials measure first.
  private func subjects() async throws -> [Subject] {
    let machine = Machine.current()
    let secondsPerByte = Computation.secondsPerByte(pageBytes: Subject.busyPageBytes)
    let pilot = Subject.busy(secondsPerPage: 0, secondsPerByte: secondsPerByte, on: machine)
    var costs: [Double] = []
    for variant in pilot.variants.prefix(Self.pilotTrials) {
      let result = try await runner.run(variant.request) { _ in }
      costs += TrialMeasures(of: result).measurements.filter { $0.metric == pilot.metric }.map(\.value)
    }
    guard let secondsPerPage = median(of: costs) else { throw SelfCheckError("no trial measured the cost of a page") }
    return [
      Subject.busy(secondsPerPage: secondsPerPage, secondsPerByte: secondsPerByte, on: machine),
      Subject.waiting(on: machine),
    ]
  }

  private static let pilotTrials = 6

  /// - Returns: the complete blocks, and why there are no more; nil if that was to be expected.
  private func measured(_ subjects: [Subject]) async -> (blocks: [SelfCheckRun.Block], problem: String?) {
    var run = SelfCheckRun(subjects, with: runner, seed: seed)
    var measured: [SelfCheckRun.Block] = []
    let start = ContinuousClock.now
    while measured.count < blocks, !Task.isCancelled {
      if let timeLimit, ContinuousClock.now - start > timeLimit { break }
      do {
        let block = try await run.block()
        if let obstacle = obstacle() { return (measured, obstacle) }
        measured.append(block)
      } catch {
        if Task.isCancelled { break }
        return (measured, obstacle() ?? "\(error)")
      }
      if measured.count % 10 == 0 { onProgress("\(measured.count)/\(blocks) blocks") }
    }
    return (measured, nil)
  }

  /// Nil if no simulation was asked for, or if the task was cancelled.
  private func simulated() async throws -> CoverageSimulation? {
    guard simulations > 0, !Task.isCancelled else { return nil }
    onProgress("simulating")
    do { return try await CoverageSimulation(repetitions: simulations) } catch is CancellationError { return nil }
  }

  private static func csv(_ simulation: CoverageSimulation) -> String {
    var text = CSVText()
    text.append(["noise", "blocks", "repetitions", "coverage"])
    for one in simulation.cases {
      text.append([one.noise.rawValue, "\(one.blocks)", "\(simulation.repetitions)", "\(one.coverage)"])
    }
    return text.text
  }

  private static func csv(_ measured: [SelfCheckRun.Block], _ subjects: [Subject]) -> String {
    var text = CSVText()
    text.append(["block", "position", "load", "label", "metric", "value", "unit"])
    for (number, block) in measured.enumerated() {
      for (place, entry) in block.order.enumerated() {
        guard let subject = subjects.first(where: { $0.name == entry.subject }),
          let value = block.values[entry.subject]?[entry.label]
        else { continue }
        text.append([
          "\(number + 1)", "\(place + 1)", entry.subject, entry.label, subject.metric.name, "\(value)",
          subject.metric.unit,
        ])
      }
    }
    return text.text
  }
}

/// Measures every variant of every subject once per block, in seeded random order like the strategies of an experiment.
package struct SelfCheckRun: Sendable {
  private let subjects: [Subject]
  private let runner: any TrialRunning
  private var order: SeededGenerator

  /// How often a block is tried before the self-check ends.
  private static let attempts = 3

  /// - Parameters:
  ///   - subjects: what to measure.
  ///   - runner: runs the trials.
  ///   - seed: the seed of the order of trials.
  package init(_ subjects: [Subject], with runner: any TrialRunning, seed: UInt64) {
    self.subjects = subjects
    self.runner = runner
    order = SeededGenerator(seed: seed)
  }

  /// Measures one block. A block with an invalid trial is measured again.
  ///
  /// - Throws: ``SelfCheckError`` if the block is invalid three times or a trial has no value; errors of the runner.
  package mutating func block() async throws -> Block {
    var reason = ""
    attempts: for _ in 0..<Self.attempts {
      var block = Block()
      let entries = subjects.flatMap { subject in subject.variants.map { (subject, $0) } }
      for (subject, variant) in order.permutation(of: entries) {
        let result = try await runner.run(variant.request) { _ in }
        if let invalid = result.invalidReason {
          reason = "\(subject.name), \(variant.label): \(invalid)"
          continue attempts
        }
        let value = TrialMeasures(of: result).measurements.first { $0.quantity == Quantity(subject.metric) }
        guard let value else {
          throw SelfCheckError("a trial of \(subject.name) has no \(subject.metric.name)")
        }
        block.values[subject.name, default: [:]][variant.label] = value.value
        block.order.append((subject.name, variant.label))
      }
      return block
    }
    throw SelfCheckError("a block was invalid \(Self.attempts) times, the last time because of \(reason)")
  }

  /// The values of one block.
  package struct Block: Sendable {
    /// The subject's metric, by the subject's name and the variant's label.
    package var values: [String: [String: Double]] = [:]
    /// The variants in the order of their trials.
    package var order: [(subject: String, label: String)] = []
  }
}

/// Why a self-check cannot go on.
package struct SelfCheckError: Error, CustomStringConvertible {
  /// One sentence without a full stop.
  package let description: String

  package init(_ description: String) { self.description = description }
}
