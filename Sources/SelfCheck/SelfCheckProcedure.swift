internal import Experiments
internal import Statistics
internal import TextFormats
package import Trial
internal import Workload

/// The whole self-check: measures, judges, simulates, and makes the files `trials.csv`, `coverage.csv` and `summary.md`.
package struct SelfCheckProcedure: Sendable {
  /// How often everything is measured, at least ``Findings/window``.
  private let blocks: Int
  private let seed: UInt64
  private let timeLimit: Duration?
  private let simulations: Int
  private let runner: any TrialRunning
  private let onProgress: @Sendable (String) -> Void

  /// - Parameters:
  ///   - blocks: how often everything is measured, at least ``Findings/window``.
  ///   - timeLimit: no block is started after this.
  ///   - simulations: experiments to simulate for each kind of noise and number of blocks; 0 for none.
  ///   - onProgress: called with a line for people as the work goes on.
  package init(
    blocks: Int, seed: UInt64, timeLimit: Duration?, simulations: Int, runner: any TrialRunning,
    onProgress: @escaping @Sendable (String) -> Void
  ) {
    self.blocks = blocks
    self.seed = seed
    self.timeLimit = timeLimit
    self.simulations = simulations
    self.runner = runner
    self.onProgress = onProgress
  }

  /// Runs until all blocks are measured, the time is up or the task is cancelled; the blocks that are complete count.
  ///
  /// - Parameter write: called with a file's name and text as soon as it is known.
  /// - Returns: the text of `summary.md`.
  /// - Throws: `SelfCheckError` if there are too few blocks to judge, or what the runner or `write` throws.
  package func run(write: @Sendable (String, String) throws -> Void) async throws -> String {
    let subjects = try await subjects()
    let measured = try await measured(subjects)
    guard measured.count >= Findings.window else {
      throw SelfCheckError("\(measured.count) blocks are too few to judge: \(Findings.window) are needed")
    }
    try write("trials.csv", Self.csv(measured, subjects))
    let coverage = try await simulated()
    let findings = try subjects.map { subject in
      (subject: subject, findings: try Findings(subject, blocks: measured.map { $0.values[subject.name] ?? [:] }))
    }
    if let coverage { try write("coverage.csv", Self.csv(coverage)) }
    let report = SelfCheckReport(findings, blocks: measured.count, coverage: coverage).markdown
    try write("summary.md", report)
    return report
  }

  /// The planted work is a share of what a page costs here and now, which a few trials measure first.
  private func subjects() async throws -> [Subject] {
    let machine = Machine.current()
    let secondsPerByte = Computation.secondsPerByte(pageBytes: Subject.busyPageBytes)
    let pilot = Subject.busy(secondsPerPage: 0, secondsPerByte: secondsPerByte, on: machine)
    var costs: [Double] = []
    for variant in pilot.variants.prefix(Self.pilotTrials) {
      let result = try await runner.run(variant.request) { _ in }
      costs += TrialMeasures(of: result).measurements.filter { $0.metric == pilot.metric }.map(\.value)
    }
    guard let secondsPerPage = median(of: costs) else { throw SelfCheckError("no trial said what a page costs") }
    return [
      Subject.busy(secondsPerPage: secondsPerPage, secondsPerByte: secondsPerByte, on: machine),
      Subject.waiting(on: machine),
    ]
  }

  private static let pilotTrials = 6

  private func measured(_ subjects: [Subject]) async throws -> [SelfCheckRun.Block] {
    var run = SelfCheckRun(subjects, with: runner, seed: seed)
    var measured: [SelfCheckRun.Block] = []
    let start = ContinuousClock.now
    while measured.count < blocks, !Task.isCancelled {
      if let timeLimit, ContinuousClock.now - start > timeLimit { break }
      do { measured.append(try await run.block()) } catch {
        if Task.isCancelled { break }
        throw error
      }
      if measured.count % 10 == 0 { onProgress("\(measured.count)/\(blocks) blocks") }
    }
    return measured
  }

  /// Nil if no simulation is asked for, or the task is cancelled.
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
