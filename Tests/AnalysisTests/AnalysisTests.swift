import Analysis
import Catalogue
import Experiments
import FakeRuns
import Foundation
import Runs
import Statistics
import Strategies
import SwiftCSV
import Synchronization
import Testing
import TextFormats
import Trial

/// A run of `thread-pool`, the reference, and `task-group` with trials of given runtimes, and its analysis.
struct BlockComparison {
  /// Five pages, two strategies, one contrast.
  static var experiment: Experiment {
    var experiment = Experiment.fivePages
    experiment.participants = .only([.threadPool, .taskGroup], because: "of this test")
    experiment.reference = .threadPool
    experiment.headline = .init(load: "c5", metrics: [.runtime])
    experiment.primaryContrasts = [.init(.taskGroup, over: .threadPool)]
    return experiment
  }

  let folder: RunFolder
  let analysis: Analysis
  private let scratch = ScratchPath()

  /// - Parameters:
  ///   - gate: finds the machine busy or not; nil: it is not looked at.
  ///   - milliseconds: a trial's runtime; `again` for the control, loads and blocks counted from 0.
  init(
    _ experiment: Experiment = experiment, profile: Profile = .standard, blocks: Int? = nil, gate: FakeGate? = nil,
    _ milliseconds: @escaping @Sendable (_ load: Int, StrategyName, _ again: Bool, _ block: Int) -> Double
  ) async throws {
    let schedule = try Schedule.of(experiment, profile: profile, blocks: blocks)
    let trials = schedule.blocks.flatMap { block in block.trials.map { (block, $0) } }
    folder = try scratch.makeFolder(for: schedule)
    let next = Mutex(0)
    let runner = FakeRunner { request, _ in
      // With a gate, the cost of a page is measured now and then.
      if gate != nil && request.plan.units == 2000 { return .fake(request) }
      let (block, trial) = trials[
        next.withLock { next in
          next += 1
          return next - 1
        }]
      var result = TrialResult.fake(request)
      let time = milliseconds(block.loadIndex, trial.strategy, trial.role == .control, block.number - 1)
      result.record.runtimeNanoseconds = Int64((time * 1e6).rounded())
      return result
    }
    let outcome = await ExperimentRun(schedule, into: folder, with: runner, gate: gate).run()
    #expect(outcome.isSuccess)
    analysis = Analysis(try RunResults(folder))
  }

  var contrast: ContrastResult {
    get throws { try #require(analysis.experiments.first?.contrasts.first) }
  }
}

/// Milliseconds that vary by 1 % around `centre`; those of the control vary the other way.
private func scattered(_ centre: Double, _ block: Int, _ again: Bool) -> Double {
  centre * (1 + [0.01, -0.01, 0][block % 3] * (again ? -1 : 1))
}

@Suite(.timeLimit(.minutes(1)))
struct AnalysisTests {
  /// Twelve blocks, for which StatisticsTests/Reference/make.py has the results of scipy.
  private static let numerators = [
    21.150634, 47.633274, 17.25742, 20.677859, 38.737348, 34.179199, 39.872157, 30.724565, 30.895043, 60.291293,
    38.54131, 54.86275,
  ]
  private static let denominators = [
    12.122878, 29.547075, 11.238413, 12.418771, 17.377234, 19.210223, 25.102635, 25.13011, 19.360294, 38.525551,
    22.776308, 32.276422,
  ]

  @Test("The numbers are those of scipy for the same blocks.")
  func estimates() async throws {
    let found = try await BlockComparison { _, strategy, _, block in
      strategy == .taskGroup ? Self.numerators[block] : Self.denominators[block]
    }.contrast
    #expect(found.numerator == "task-group" && found.denominator == "thread-pool" && found.blocks == 12)
    #expect(found.load == "c5" && found.metric == "runtime" && found.isPrimary)
    #expect(found.estimate?.ratio.isApproximately(1.6451187839009436) == true)
    #expect(found.estimate?.interval?.lower.isApproximately(1.5617468912303953) == true)
    #expect(found.estimate?.interval?.upper.isApproximately(1.7446875238701574) == true)
    #expect(found.estimate?.p == 0.00048828125 && found.estimate?.adjustedP == 0.00048828125)
    // z for 5 % two-sided and 80 % power: 1.959964 + 0.841621; σ = 0.13545057.
    let detectable = exp(2.801585 * 0.13545057 / 12.0.squareRoot()) - 1
    #expect(abs((found.estimate?.minimumDetectableEffect ?? 0) - detectable) < 1e-6)
    #expect(found.controlRatio == 1 && found.controlInterval?.lower == 1 && found.bootstrapInterval == nil)
    #expect(found.verdict == .different)
    #expect(found.sentence == "task-group took 1.65 × [1.56, 1.74] the time of thread-pool")
  }

  @Test("The larger side comes first in a sentence, whichever is the numerator.")
  func inverse() async throws {
    let found = try await BlockComparison { _, strategy, _, block in
      strategy == .taskGroup ? Self.denominators[block] : Self.numerators[block]
    }.contrast
    #expect(found.estimate?.ratio.isApproximately(1 / 1.6451187839009436) == true)
    #expect(found.sentence == "thread-pool took 1.65 × [1.56, 1.74] the time of task-group")
  }

  @Test func equivalent() async throws {
    let found = try await BlockComparison { _, _, again, block in scattered(350, block, again) }.contrast
    #expect(found.verdict == .equivalent && found.sentence.hasSuffix("equivalent, within 5 %"), "\(found.sentence)")
  }

  @Test("An inconclusive contrast names the smallest difference that would show.")
  func inconclusive() async throws {
    let found = try await BlockComparison { _, strategy, again, block in
      strategy == .taskGroup ? [300.0, 400][block % 2] : scattered(345, block, again)
    }.contrast
    #expect(found.verdict == .inconclusive)
    #expect(found.sentence.hasPrefix("task-group against thread-pool, time: cannot tell, a difference under "))
    #expect(found.sentence.contains(" % would not show with 12 blocks ("))
    #expect(found.estimate?.minimumDetectableEffect ?? 0 > 0.05)
  }

  @Test("Blocks that were measured on a busy machine give no verdict, unless they are few.")
  func busyMachine() async throws {
    func run(busy: Int) async throws -> BlockComparison {
      // One load with one block after another: the trials of no other load are between them.
      try await BlockComparison(blocks: 12, gate: FakeGate { $0 < busy ? 1.4 : 0.05 }) { _, strategy, again, block in
        scattered(strategy == .taskGroup ? 700 : 350, block, again)
      }
    }
    let quiet = try await run(busy: 1)
    #expect(try quiet.contrast.verdict == .different)
    let busy = try await run(busy: 2)
    #expect(try busy.contrast.verdict == .machineBusy)
    #expect(
      try busy.contrast.sentence.hasPrefix(
        "task-group against thread-pool, time: no verdict, measured on a busy machine: 2 of 12 blocks; other programs "
          + "used up to 1.40 cores; one that wants all cores got 2.00 (2.0"))
    #expect(busy.analysis.experiments[0].controls.map(\.verdict) == [.machineBusy])
    let comparison = Comparison(
      baseline: try RunResults(quiet.folder), candidate: try RunResults(busy.folder), threshold: 1.05)
    #expect(comparison.verdict == .machineBusy)
    #expect(comparison.rows[0].sentence.contains("no verdict, one of the runs was measured on a busy machine: 2 of 12"))
  }

  @Test("With a reference that differs from itself, no contrast gets a verdict.")
  func failedControl() async throws {
    let comparison = try await BlockComparison { _, strategy, again, _ in
      strategy == .taskGroup ? 700 : again ? 400 : 350
    }
    let found = try comparison.contrast
    #expect(found.verdict == .controlFailed && found.controlRatio?.isApproximately(400.0 / 350) == true)
    #expect(found.sentence.contains("no verdict, the control failed: thread-pool took 1.143 × [1.143, 1.143]"))
    #expect(comparison.analysis.failedControls.map(\.numerator) == ["thread-pool (control)"])
  }

  @Test("With too few blocks, a remark says how many are needed.")
  func tooFewBlocks() async throws {
    let comparison = try await BlockComparison(blocks: 5) { _, strategy, _, _ in strategy == .taskGroup ? 700 : 350 }
    #expect(try comparison.contrast.verdict == .inconclusive)
    #expect(comparison.analysis.experiments[0].remark == "5 blocks cannot decide 1 contrast; it takes 6.")
  }

  @Test("Few blocks are judged by Student's t with the noise of all strategies; large differences get a verdict.")
  func pooled() async throws {
    let comparison = try await BlockComparison(profile: .quick, blocks: 4) { _, strategy, again, block in
      scattered(strategy == .taskGroup ? 700 : 350, block, again)
    }
    let contrast = try comparison.contrast
    #expect(contrast.verdict == .different && contrast.estimate.map { abs($0.ratio - 2) < 0.05 } == true)
    // Logarithms of 1.01, 0.99, 1, 1.01 for the strategies and the opposite for the control, by scipy's t distribution
    // with (4 − 1)·(3 − 1) degrees of freedom.
    #expect(contrast.estimate.map { $0.p < 1e-6 } == true && contrast.blocks == 4)
    #expect(
      comparison.analysis.experiments[0].remark
        == "So few blocks are judged by Student's t, with the noise pooled over all strategies.")
    #expect(comparison.analysis.experiments[0].controls.map(\.verdict) == [.passed])
    let same = try await BlockComparison(profile: .quick, blocks: 4) { _, strategy, again, block in
      scattered(strategy == .taskGroup ? 351 : 350, block, again) * (block == 1 && strategy == .taskGroup ? 1.1 : 1)
    }
    #expect(try same.contrast.verdict == .inconclusive)
  }

  @Test("A prediction holds within a fifth; the scorecard counts the points, by the median over the blocks.")
  func scorecard() async throws {
    let comparison = try await BlockComparison { _, strategy, again, block in
      // Five pages take 350 ms, whatever the strategy: one block is far off, which a median does not see.
      strategy == .taskGroup ? 450 : block == 3 ? 3500 : 360
    }
    let scorecard = Scorecard(try RunResults(comparison.folder))
    #expect(scorecard.points.map(\.strategy) == [.threadPool, .taskGroup])
    #expect(scorecard.points.map(\.holds) == [true, false])
    #expect(scorecard.share(of: "five-pages") == 0.5 && scorecard.share(of: "memory") == nil)
    #expect(scorecard.points[0].blocks == 12 && abs(scorecard.points[0].measuredSeconds - 0.36) < 1e-9)
    #expect(scorecard.sentence == "Predictions of the runtime: 1 of 2 within 20 % (five-pages 1 of 2).")
    let lines = scorecard.csv(runID: "run-1").split(separator: "\n")
    #expect(lines.count == 3 && lines[1].hasPrefix("run-1,five-pages,c5,thread-pool,12,") && lines[1].hasSuffix(",yes"))
  }

  @Test("Holm goes over all contrasts and metrics of an experiment; 20 blocks are resampled.")
  func family() async throws {
    var experiment = BlockComparison.experiment
    experiment.headline = .init(load: "c5", metrics: [.runtime, .cpuPerUnit, .faultsMajor])
    let comparison = try await BlockComparison(experiment, blocks: 20) { _, strategy, again, block in
      scattered(strategy == .taskGroup ? 700 : 350, block, again)
    }
    let found = comparison.analysis.experiments[0].contrasts
    #expect(found.map(\.metric) == ["runtime", "cpu_per_unit", "faults_major"])
    #expect(found[0].estimate?.adjustedP == 3 * 2 * pow(0.5, 20))
    let resampled = try #require(found[0].bootstrapInterval)
    #expect(resampled.lower < 2.01 && resampled.upper > 1.99 && resampled.upper - resampled.lower < 0.1)
    #expect(found[1].verdict == .equivalent && found[1].estimate?.ratio == 1, "every fake trial uses the same CPU")
    #expect(found[2].verdict == .inconclusive && found[2].estimate == nil)
    #expect(found[2].sentence.hasSuffix("in 20 of 20 blocks one of the two is 0, so there is no ratio"))
  }

  @Test("Without its reference a load has no control, and its contrasts are inconclusive.")
  func noControl() async throws {
    var experiment = BlockComparison.experiment
    experiment.participants = .only([.threadPool, .taskGroup, .eventLoop], because: "of this test")
    experiment.reference = .eventLoop
    experiment.loads = { _, _ in
      var load = Experiment.fivePages.loads(.standard, twoCores)[0]
      load.participants = .only([.threadPool, .taskGroup], because: "of this test")
      return [load]
    }
    let found = try await BlockComparison(experiment) { _, strategy, _, _ in strategy == .taskGroup ? 700 : 350 }
      .contrast
    #expect(found.verdict == .inconclusive && found.sentence.contains("there is no control"))
  }

  @Test("A contrast between two loads uses the controls of both.")
  func loads() async throws {
    var experiment = BlockComparison.experiment
    experiment.loads = { profile, _ in
      ["c5", "c6", "c7"].map { name in
        var load = Experiment.fivePages.loads(profile, twoCores)[0]
        load.name = name
        return load
      }
    }
    experiment.primaryContrasts = [.init(.init(.taskGroup, in: "c6"), over: .init(.taskGroup, in: "c5"))]
    let comparison = try await BlockComparison(experiment) { load, _, again, block in
      load == 1 ? (again && block < 12 ? 720 : 700) : 350
    }
    let found = try comparison.contrast
    #expect(found.numerator == "task-group@c6" && found.denominator == "task-group@c5" && found.load == "c5")
    #expect(found.blocks == 12 && found.estimate?.ratio.isApproximately(2) == true)
    #expect(found.verdict == .controlFailed, "the control of c6 failed")
    #expect(comparison.analysis.experiments[0].controls.map(\.load) == ["c5", "c6"])
  }

  @Test("A load without the reference can name another strategy as control; sentences use the titles of loads.")
  func controlOfItsOwn() async throws {
    var experiment = BlockComparison.experiment
    experiment.loads = { profile, _ in
      [("c5", "on a Mutex", StrategyName.threadPool), ("c6", "on an actor", .taskGroup)].map { name, title, strategy in
        var load = Experiment.fivePages.loads(profile, twoCores)[0]
        load.name = name
        load.title = "8 workers \(title)"
        load.participants = .only([strategy], because: "of this test")
        load.control = strategy
        return load
      }
    }
    experiment.primaryContrasts = [.init(.init(.taskGroup, in: "c6"), over: .init(.threadPool))]
    let comparison = try await BlockComparison(experiment) { load, _, again, block in
      scattered(load == 1 ? 700 : 350, block, again)
    }
    let found = try comparison.contrast
    #expect(found.verdict == .different && found.controlRatio != nil)
    #expect(found.sentence.hasPrefix("8 workers on an actor (task-group) took 2.0"), "\(found.sentence)")
    #expect(found.sentence.hasSuffix("the time of 8 workers on a Mutex (thread-pool)"), "\(found.sentence)")
    let controls = comparison.analysis.experiments[0].controls
    #expect(controls.map(\.denominator) == ["thread-pool", "task-group"] && controls.map(\.load) == ["c5", "c6"])
    #expect(controls[1].sentence.hasPrefix("8 workers on an actor (task-group) took 1.0"), "\(controls[1].sentence)")
  }

  @Test("An independent reader finds the numbers in contrasts.csv.")
  func file() async throws {
    let comparison = try await BlockComparison { _, strategy, _, _ in strategy == .taskGroup ? 700 : 350 }
    try comparison.folder.replace(.contrasts, with: "an older file")
    try comparison.folder.replace(.contrasts, with: comparison.analysis.csv)
    let text = try String(contentsOfFile: comparison.folder.path + "/contrasts.csv", encoding: .utf8)
    let csv = try NamedCSV(string: text, delimiter: .comma, loadColumns: false)
    #expect(
      csv.header.joined(separator: ", ")
        == "run_id, experiment, metric, load, numerator, denominator, primary, n_blocks, ratio, ci_low, ci_high, "
        + "boot_low, boot_high, p, p_holm, mde, control_ratio, control_low, control_high, verdict")
    #expect(
      csv.rows.map { $0["primary"] } == ["yes", "no"] && csv.rows.map { $0["verdict"] } == ["different", "passed"])
    #expect(csv.rows[0]["n_blocks"] == "12" && Double(csv.rows[0]["ratio"] ?? "")?.isApproximately(2) == true)
  }

  /// A published run, and a part of one.
  @Test(
    "A run's contrasts and estimates come out of its measurements to the last digit.",
    arguments: ["SmallRun", "../../Results/reference"])
  func recomputed(from name: String) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name).path
    let results = try RunResults(RunFolder(existing: path))
    let analysis = Analysis(results)
    #expect(analysis.experiments.map(\.experiment) == results.plan.experiments.map(\.name))
    let contrasts = try String(contentsOfFile: path + "/contrasts.csv", encoding: .utf8)
    #expect(contrasts.split(separator: "\n").count > 10)
    for (now, then) in zip(analysis.csv.split(separator: "\n"), contrasts.split(separator: "\n")) {
      #expect(now == then)
    }
    #expect(analysis.csv.utf8.count == contrasts.utf8.count)
    #expect(Estimate.csv(results) == (try String(contentsOfFile: path + "/estimates.csv", encoding: .utf8)))
  }

  @Test("A run of another schema is refused with the reason.")
  func olderRun() throws {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.fivePages, strategies: [.taskGroup])
    let plan = try RunPlan(schedule, runID: "run-1", arguments: []).json()
    let folder = try RunFolder.create(
      at: scratch.path, runID: "run-1",
      plan: plan.replacing("\"schemaVersion\" : 2", with: "\"schemaVersion\" : 1"), environment: [])
    let error = #expect(throws: FileError.self) { try RunResults(folder) }
    #expect(error?.path == scratch.path + "/plan.json")
    #expect(error?.cause.contains("schema 1 of the result files; this version reads schema 2 only") == true)
  }
}
