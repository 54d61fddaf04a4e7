import ArgumentParser
import Experiments
import Foundation
import SelfCheck
import TextFormats
import TrialRunner
import Workload

/// `harness selfcheck`: whether the method finds what was planted, and nothing where nothing was.
struct SelfCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selfcheck",
    abstract: "Asks the method about differences that were planted, and about none.",
    discussion: """
      Measures the same trial under several labels, and trials that were slowed down by 2, 5, 10 and 20 %, and has the \
      suite judge them as it judges strategies. A block takes about 3 s; 400 blocks give 200 comparisons of like with \
      like. Ctrl-C or the time limit ends it earlier; the blocks that are complete count. Then simulates how often the \
      interval of a ratio holds the truth, for less than a minute.
      """)

  @Option(help: "How often everything is measured, 8 to 10000.")
  var blocks = 400

  @Option(help: "What the order of trials is drawn from.")
  var seed: UInt64 = 1

  @Option(help: "Start no block after this, such as 90s, 15m or 2h.")
  var timeLimit: TimeLimit?

  @Option(help: "Experiments to simulate for each kind of noise and number of blocks; 0 for none.")
  var simulations = 20_000

  @Option(help: "A folder for trials.csv, coverage.csv and summary.md, or one to make.")
  var output = "Results/selfcheck"

  @Option(help: .hidden)
  var worker: String?

  @Option(help: .hidden)
  var server: String?

  func validate() throws {
    guard (Findings.window...10_000).contains(blocks) else {
      throw ValidationError("--blocks must be at least \(Findings.window) and at most 10000, not \(blocks).")
    }
    guard (0...1_000_000).contains(simulations) else {
      throw ValidationError("--simulations must be at least 0 and at most 1000000, not \(simulations).")
    }
  }

  func run() async throws {
    let programs = TrialPrograms(worker: worker, server: server)
    try programs.check()
    let runner = ProcessTrialRunner(programs: programs)
    try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    let subjects = try await subjects(runner)
    let (measured, coverage) = try await interruptible {
      let measured = try await measure(subjects, runner)
      guard measured.count >= Findings.window else {
        throw SelfCheckError("\(measured.count) blocks are too few to judge: \(Findings.window) are needed")
      }
      try write(csv(measured, subjects), to: "trials.csv")
      return (measured, try await simulated())
    }
    let findings = try subjects.map { subject in
      (subject: subject, findings: try Findings(subject, blocks: measured.map { $0.values[subject.name] ?? [:] }))
    }
    if let coverage { try write(csv(coverage), to: "coverage.csv") }
    let report = SelfCheckReport(findings, blocks: measured.count, coverage: coverage).markdown
    try write(report, to: "summary.md")
    try StandardOutput.write(report)
  }

  /// The planted work is a share of what a page costs here and now.
  private func subjects(_ runner: ProcessTrialRunner) async throws -> [Subject] {
    let machine = Machine.current()
    let secondsPerByte = Computation.secondsPerByte(pageBytes: Subject.busyPageBytes)
    let pilot = Subject.busy(secondsPerPage: 0, secondsPerByte: secondsPerByte, on: machine)
    var costs: [Double] = []
    for variant in pilot.variants.prefix(6) {
      let result = try await runner.run(variant.request) { _ in }
      costs += TrialMetrics.measurements(of: result).filter { $0.metric == pilot.metric }.map(\.value)
    }
    costs.sort()
    guard !costs.isEmpty else { throw SelfCheckError("no trial said what a page costs") }
    let secondsPerPage = costs[costs.count / 2]
    return [
      Subject.busy(secondsPerPage: secondsPerPage, secondsPerByte: secondsPerByte, on: machine),
      Subject.waiting(on: machine),
    ]
  }

  private func measure(_ subjects: [Subject], _ runner: ProcessTrialRunner) async throws -> [SelfCheckRun.Block] {
    var run = SelfCheckRun(subjects, with: runner, seed: seed)
    var measured: [SelfCheckRun.Block] = []
    let start = ContinuousClock.now
    while measured.count < blocks, !Task.isCancelled {
      if let timeLimit, ContinuousClock.now - start > timeLimit.duration { break }
      do { measured.append(try await run.block()) } catch {
        if Task.isCancelled { break }
        throw error
      }
      if measured.count % 10 == 0 {
        StandardError.write("\(measured.count)/\(blocks) blocks")
      }
    }
    return measured
  }

  /// Nil if none is wanted, or no longer.
  private func simulated() async throws -> CoverageSimulation? {
    guard simulations > 0, !Task.isCancelled else { return nil }
    StandardError.write("simulating")
    do { return try await CoverageSimulation(repetitions: simulations) } catch is CancellationError { return nil }
  }

  private func csv(_ simulation: CoverageSimulation) -> String {
    var text = CSVText()
    text.append(["noise", "blocks", "repetitions", "coverage"])
    for one in simulation.cases {
      text.append([one.noise.rawValue, "\(one.blocks)", "\(simulation.repetitions)", "\(one.coverage)"])
    }
    return text.text
  }

  private func csv(_ measured: [SelfCheckRun.Block], _ subjects: [Subject]) -> String {
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

  private func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(output)/\(name)", atomically: true, encoding: .utf8)
  }
}
