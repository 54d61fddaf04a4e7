internal import Experiments
package import MachineWatch
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
  private let gate: (any MachineGate)?
  private let obstacle: @Sendable () -> String?
  private let onProgress: @Sendable (String) -> Void

  /// - Parameters:
  ///   - blocks: blocks to measure, at least ``Findings/window``.
  ///   - seed: the seed of the order of trials.
  ///   - timeLimit: no block starts after this time; nil for no limit.
  ///   - simulations: simulated experiments per kind of noise and number of blocks; 0 for none.
  ///   - runner: runs the trials.
  ///   - gate: what every block has to pass; nil: the machine is not looked at.
  ///   - obstacle: why the last block does not count and no further can be measured, as a clause; nil if it does.
  ///   - onProgress: called with a line of text as the work goes on.
  package init(
    blocks: Int, seed: UInt64, timeLimit: Duration?, simulations: Int, runner: any TrialRunning,
    gate: (any MachineGate)? = nil, obstacle: @escaping @Sendable () -> String? = { nil },
    onProgress: @escaping @Sendable (String) -> Void
  ) {
    self.blocks = blocks
    self.seed = seed
    self.timeLimit = timeLimit
    self.simulations = simulations
    self.runner = runner
    self.gate = gate
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
    let turns = measured.compactMap { block in
      subjects.first(where: \.takesTurns).map { subject in subject.copies.compactMap { block.turns[$0] } }
    }
    let report = SelfCheckReport(
      findings, blocks: measured.count, busy: measured.count(where: \.isBusy),
      components: VarianceComponents(turns), seconds: Self.secondsOfTurns(measured), coverage: coverage
    ).markdown
    try write("summary.md", report)
    if let problem { throw SelfCheckError("\(problem). The report is about the \(measured.count) blocks before") }
    return report
  }

  /// What is planted is a share of what a few trials measure first.
  private func subjects() async throws -> [Subject] {
    let machine = Machine.current()
    let secondsPerByte = Computation.secondsPerByte(pageBytes: Subject.busyPageBytes)
    let busy = Subject.busy(secondsPerPage: 0, secondsPerByte: secondsPerByte, on: machine)
    let bytes = try await pilot(Subject.memory(bytesPerThread: 0, on: machine)) / Double(Subject.heldThreads)
    return [
      Subject.busy(secondsPerPage: try await pilot(busy), secondsPerByte: secondsPerByte, on: machine),
      Subject.waiting(on: machine), Subject.tail(on: machine), Subject.memory(bytesPerThread: bytes, on: machine),
    ]
  }

  /// What copies of a subject measure.
  private func pilot(_ subject: Subject) async throws -> Double {
    var run = SelfCheckRun([], with: runner, seed: seed)
    let block = try await run.block(of: subject, subject.variants.filter { $0.planted == 0 })
    guard let value = median(of: block.map(\.value)) else { throw SelfCheckError("no trial measured \(subject.name)") }
    return value
  }

  /// What a process takes, and what one of its turns takes, in seconds.
  private static func secondsOfTurns(_ blocks: [SelfCheckRun.Block]) -> (process: Double, turn: Double)? {
    let trials = blocks.map { $0.turns.values.count }.reduce(0, +)
    let turns = blocks.flatMap { $0.turns.values }.map(\.count).reduce(0, +)
    guard trials > 0, turns > 0 else { return nil }
    let measured = blocks.map(\.secondsInTurns).reduce(0, +)
    let whole = blocks.map(\.secondsOfTurns).reduce(0, +)
    return (max(0, whole - measured) / Double(trials), measured / Double(turns))
  }

  /// - Returns: the complete blocks, and why there are no more; nil if that was to be expected.
  private func measured(_ subjects: [Subject]) async -> (blocks: [SelfCheckRun.Block], problem: String?) {
    var run = SelfCheckRun(subjects, with: runner, seed: seed)
    var measured: [SelfCheckRun.Block] = []
    let start = ContinuousClock.now
    while measured.count < blocks, !Task.isCancelled {
      if let timeLimit, ContinuousClock.now - start > timeLimit { break }
      do {
        let before = await gate?.open()
        var block = try await run.block()
        let after = await gate?.close()
        block.isBusy = before?.obstacle != nil || after?.obstacle != nil
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
          "\(number + 1)", "\(place + 1)", entry.subject, entry.label, subject.quantity.name, "\(value)",
          subject.quantity.metric.unit,
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

  /// Measures one block: the subjects in random order, and the variants of each.
  ///
  /// - Throws: ``SelfCheckError`` if a subject's trials are invalid three times or a trial has no value; errors of the
  ///   runner.
  package mutating func block() async throws -> Block {
    var block = Block()
    for subject in order.permutation(of: subjects) {
      let start = ContinuousClock.now
      for trial in try await self.block(of: subject, subject.variants) {
        block.values[subject.name, default: [:]][trial.label] = trial.value
        block.order.append((subject.name, trial.label))
        if let turns = trial.turns { block.turns[trial.label] = turns }
        if subject.takesTurns { block.secondsInTurns += trial.seconds }
      }
      if subject.takesTurns { block.secondsOfTurns += (ContinuousClock.now - start) / .seconds(1) }
    }
    return block
  }

  /// One trial of a block.
  struct Trial: Sendable {
    var label: String
    var value: Double
    /// From its barrier to its end, without pauses.
    var seconds: Double
    /// The cost of each turn; nil without turns.
    var turns: [Double]?
  }

  /// Measures variants of one subject in random order; all of them again if one of their trials is invalid.
  mutating func block(of subject: Subject, _ variants: [Subject.Variant]) async throws -> [Trial] {
    var reason = ""
    attempts: for _ in 0..<Self.attempts {
      let variants = order.permutation(of: variants)
      var trials: [Trial] = []
      for (variant, result) in zip(variants, try await results(variants, subject.takesTurns)) {
        if let invalid = result.invalidReason {
          reason = "\(subject.name), \(variant.label): \(invalid)"
          continue attempts
        }
        let value = TrialMeasures(of: result).measurements.first { $0.quantity == subject.quantity }
        guard let value else { throw SelfCheckError("a trial of \(subject.name) has no \(subject.quantity.name)") }
        trials.append(
          Trial(
            label: variant.label, value: value.value, seconds: Double(result.record.runtimeNanoseconds) / 1e9,
            turns: result.record.turns?.map(\.cpuSecondsPerUnit)))
      }
      return trials
    }
    throw SelfCheckError("a block was invalid \(Self.attempts) times, the last time because of \(reason)")
  }

  private func results(_ variants: [Subject.Variant], _ takeTurns: Bool) async throws -> [TrialResult] {
    if takeTurns {
      let results = await runner.run(inTurns: variants.map(\.request))
      // First the one because of which others were given up.
      for result in results where !result.wasGivenUp { _ = try result.get() }
      return try results.map { try $0.get() }
    }
    var results: [TrialResult] = []
    for variant in variants { results.append(try await runner.run(variant.request) { _ in }) }
    return results
  }

  /// The values of one block.
  package struct Block: Sendable {
    /// The subject's quantity, by the subject's name and the variant's label.
    package var values: [String: [String: Double]] = [:]
    /// The variants in the order of their trials.
    package var order: [(subject: String, label: String)] = []
    /// The cost of each turn, by the variant's label, of the subject whose trials take turns.
    package var turns: [String: [Double]] = [:]
    /// How long that subject's trials took, with starting and ending their processes.
    package var secondsOfTurns = 0.0
    /// The part of it between their barriers and their ends.
    package var secondsInTurns = 0.0
    /// Whether it was measured on a busy machine.
    package var isBusy = false
  }
}

/// Why a self-check cannot go on.
package struct SelfCheckError: Error, CustomStringConvertible {
  /// One sentence without a full stop.
  package let description: String

  package init(_ description: String) { self.description = description }
}
