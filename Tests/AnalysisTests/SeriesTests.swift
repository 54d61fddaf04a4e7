import Analysis
import Catalogue
import Experiments
import FakeRuns
import Foundation
import Runs
import Strategies
import Testing
import Trial
import Workload

@Suite("What charts show", .timeLimit(.minutes(1)))
struct SeriesTests {
  /// Runs an experiment with trials that turn out as they are told to.
  private func rows(
    of experiment: Experiment, profile: Profile = .standard, strategies: [StrategyName] = [], blocks: Int = 1,
    _ result: @escaping @Sendable (TrialRequest, PlannedTrial, _ block: Int, inout TrialResult) -> Void
  ) async throws -> (rows: [Series.Row], csv: String) {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(experiment, profile: profile, strategies: strategies, blocks: blocks)
    let folder = try scratch.makeFolder(for: schedule)
    let trials = schedule.blocks.flatMap { block in block.trials.map { ($0, block.number) } }
    let runner = FakeRunner { request, number in
      var small = request
      small.plan.units = min(request.plan.units, 10)
      var answer = TrialResult.fake(small)
      result(request, trials[number].0, trials[number].1, &answer)
      return answer
    }
    _ = await ExperimentRun(schedule, into: folder, with: runner).run()
    let series = Series(try RunResults(folder))
    return (series.rows, series.csv(runID: "run-1"))
  }

  /// The same, if its trials take a time that depends on what they were asked for.
  private func rows(
    of experiment: Experiment, strategies: [StrategyName] = [], seconds: @escaping @Sendable (TrialPlan) -> Double
  ) async throws -> [Series.Row] {
    try await rows(of: experiment, strategies: strategies) { request, _, _, result in
      result.record.runtimeNanoseconds = Int64(seconds(request.plan) * 1e9)
    }.rows
  }

  @Test("The middle and the ends are those of the blocks; the control, which takes an hour, is not among them.")
  func spread() async throws {
    let found = try await rows(of: .fivePages, strategies: [.sequential], blocks: 3) { _, trial, block, result in
      let seconds = trial.role == .control ? 3600 : [30, 10, 20][block - 1]
      result.record.runtimeNanoseconds = Int64(seconds) * 1_000_000_000
    }
    let row = try #require(found.rows.first)
    #expect(found.rows.count == 1)
    #expect(row.median == 20 && row.low == 10 && row.high == 30 && row.blocks == 3)
    #expect(row.predicted?.isApproximately(1) == true, "pages of 120, 180, 350, 90 and 260 ms, one after another")
    #expect(row.x == 5 && row.group.isEmpty && row.metric == .runtime && !row.isLowerBound && row.note == nil)
  }

  @Test func evenlyManyBlocksHaveTheMeanOfTheMiddleTwo() async throws {
    let found = try await rows(of: .fivePages, strategies: [.taskGroup], blocks: 4) { _, _, block, result in
      result.record.runtimeNanoseconds = Int64([30, 10, 20, 40][block - 1]) * 1_000_000_000
    }
    let row = try #require(found.rows.first)
    #expect(row.median == 25 && row.low == 10 && row.high == 40 && row.blocks == 4)
    #expect(
      found.csv.split(separator: "\n")[1] == "run-1,five-pages,,c5,task-group,5,runtime,value,25,10,40,4,0.35,,,s")
  }

  @Test("2 s for a hundred units are 20 ms each, and 40 switches are 0.4 for each.")
  func perUnit() async throws {
    let found = try await rows(of: .spawn, strategies: [.threadPool]) { _ in 2 }
    let hundred = found.filter { $0.load == "n100" }
    #expect(hundred.map(\.metric.name) == ["time_per_unit", "switches_per_unit"])
    #expect(hundred.map(\.median) == [0.02, 0.4])
    #expect(hundred[1].predicted == nil)
  }

  @Test("A second for one thread that does everything is twice as fast in half a second.")
  func speedup() async throws {
    let found = try await rows(of: .speedup) { $0.strategy == .sequential || $0.concurrency == 1 ? 1 : 0.5 }
    func row(_ strategy: StrategyName, _ load: String) -> Series.Row? {
      found.first { $0.metric.name == "speedup" && $0.strategy == strategy && $0.load == load }
    }
    #expect(row(.threadPool, "w1")?.median == 1 && row(.threadPool, "wP")?.median == 2)
    #expect(row(.threadPool, "wP")?.predicted?.isApproximately(2) == true)
    #expect(row(.eventLoop, "wP")?.predicted?.isApproximately(1) == true)
    #expect(row(.taskGroup, "wP-allocating")?.group == "allocating")
  }

  @Test("A curve says why it ends, and only there.")
  func notes() async throws {
    let found = try await rows(of: .fanOut) { _ in 0.1 }
    func notes(_ strategy: StrategyName) -> [String?] {
      found.filter { $0.strategy == strategy && $0.group == "100ms" && $0.metric == .runtime }.map(\.note)
    }
    #expect(notes(.sequential) == [nil, "predicted to take 10.0 s"])
    #expect(notes(.threadPool) == [nil, nil, nil, "too few open files"])
    #expect(notes(.taskGroup) == [nil, nil, nil, nil, nil])
  }

  @Test("Who still waits when time is over has waited for at least that long.")
  func lowerBounds() async throws {
    let found = try await rows(of: .contention, profile: .quick) { request, _, _, result in
      let count = request.plan.units
      let wait: Int64 = count == 512 ? 149_000_000 : 20_000_000
      result.record.contention = ContentionRecord(
        nanoseconds: 150_000_000, operations: .init(repeating: 10, count: count),
        longestWaitNanoseconds: .init(repeating: wait, count: count), counted: nil)
    }.rows
    let waits = found.filter { $0.metric.name == "longest_wait" && $0.group == "mutex" }
    #expect(waits.map(\.x) == [1, 8, 512])
    #expect(waits.map(\.isLowerBound) == [false, false, true])
  }

  @Test("A load may lie on two sweeps; the points of a curve follow each other, from left to right.")
  func order() async throws {
    let found = try await rows(of: .stragglers, strategies: [.threadPool]) { _ in 1 }
    #expect(Set(found.filter { $0.load == "slow5-c16" }.map(\.group)) == ["c16", "shares"])
    let curve = found.filter { $0.group == "shares" && $0.stat == "p90" }
    #expect(curve.map(\.x) == [0, 1, 5, 10])
    let first = try #require(found.firstIndex(of: curve[0]))
    #expect(Array(found[first..<first + 4]) == curve)
  }

  @Test(
    "No two loads of an experiment have the same place, and no name of a sweep needs quotes.",
    arguments: Profile.allCases)
  func places(profile: Profile) {
    for experiment in Catalogue.experiments {
      let points = experiment.loads(profile, twoCores).flatMap(\.sweeps)
      #expect(Set(points).count == points.count, "\(experiment.name)")
      #expect(points.allSatisfy { !$0.group.contains(where: ",\"\n".contains) && $0.x.isFinite }, "\(experiment.name)")
      #expect(!points.isEmpty && !experiment.shows.isEmpty, "\(experiment.name)")
    }
  }

  @Test("What scripts/charts draw, the experiments show.") func charts() throws {
    let folder = Self.root.appending(path: "scripts/charts")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "gp" }
    #expect(files.count >= Catalogue.experiments.count)
    for file in files {
      let text = try String(contentsOf: file, encoding: .utf8)
      let name = try #require(text.firstMatch(of: /experiment = '([a-z-]+)'/)?.1)
      let experiment = try Catalogue.experiment(String(name))
      let shown = Set(experiment.shows.map(\.metric.name))
      let drawn =
        text.matches(of: /(?:metric|also) = '([a-z_]+)'/).map(\.1) + text.matches(of: /is\('([a-z_]+)'/).map(\.1)
      for metric in drawn {
        #expect(shown.contains(String(metric)), "\(file.lastPathComponent) draws \(metric)")
      }
    }
  }

  @Test("The published run has something of everything that experiments show.") func published() throws {
    let run = try RunResults(RunFolder(existing: Self.root.appending(path: "Results/reference").path))
    let rows = Series(run).rows
    for experiment in Catalogue.experiments {
      for shown in experiment.shows {
        #expect(
          rows.contains { $0.experiment == experiment.name && $0.metric == shown.metric },
          "\(experiment.name) \(shown.metric.name)")
      }
    }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
}
