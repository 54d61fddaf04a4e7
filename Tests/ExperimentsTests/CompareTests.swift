import Experiments
import Foundation
import Testing
import Workload

@Suite(.timeLimit(.minutes(1)))
struct CompareTests {
  /// A run in which `task-group` takes `factor` times a time that scatters by a per cent.
  private func run(
    factor: Double, blocks: Int = 12, control: Double = 1, _ experiment: Experiment = BlockComparison.experiment
  ) async throws -> BlockComparison {
    try await BlockComparison(experiment, blocks: blocks) { _, strategy, again, block in
      let time = 100 + Double(block % 5) / 2
      return time * (strategy == .taskGroup ? factor : again ? control : 1)
    }
  }

  private func compare(
    _ baseline: BlockComparison, _ candidate: BlockComparison, threshold: Double = 1.05
  ) throws -> Comparison {
    Comparison(
      baseline: try RunResults(baseline.folder), candidate: try RunResults(candidate.folder), threshold: threshold)
  }

  @Test("The same again is no regression.")
  func same() async throws {
    let comparison = try compare(try await run(factor: 1), try await run(factor: 1))
    #expect(comparison.verdict == .passed && comparison.rows.map(\.strategy) == [.threadPool, .taskGroup])
    #expect(comparison.rows.allSatisfy { $0.estimate?.ratio == 1 })
    #expect(comparison.rows.allSatisfy { $0.baselineBlocks == 12 && $0.candidateBlocks == 12 })
  }

  @Test("What takes longer is one, unless that is allowed.")
  func regression() async throws {
    let (before, now) = (try await run(factor: 1), try await run(factor: 1.2, blocks: 15))
    let comparison = try compare(before, now)
    #expect(comparison.verdict == .regression && comparison.rows.map(\.verdict) == [.passed, .regression])
    #expect(comparison.rows[1].sentence.hasPrefix("five-pages c5, task-group took 1.2"))
    #expect(try compare(before, now, threshold: 1.3).verdict == .passed)
    #expect(try compare(now, before).verdict == .passed, "faster is fine")
  }

  @Test("More throughput is better, less is worse.")
  func direction() async throws {
    var experiment = BlockComparison.experiment
    experiment.headline = .init(cell: "c5", metrics: [.throughput])
    let (slow, fast) = (try await run(factor: 1.5, experiment), try await run(factor: 1, experiment))
    #expect(try compare(slow, fast).verdict == .passed)
    #expect(try compare(fast, slow).verdict == .regression)
  }

  @Test("Few blocks cannot tell, and a failed control forbids it.")
  func noAnswer() async throws {
    let few = try compare(try await run(factor: 1, blocks: 3), try await run(factor: 1.2, blocks: 3))
    #expect(few.verdict == .inconclusive)
    #expect(few.rows[1].sentence.hasSuffix("3 and 3 blocks cannot decide 2 comparisons"))
    let restless = try compare(try await run(factor: 1), try await run(factor: 1.2, control: 1.1))
    #expect(restless.verdict == .controlFailed)
  }

  @Test("Other loads are not compared.")
  func otherLoads() async throws {
    var other = BlockComparison.experiment
    other.cells = { profile, _ in
      var cell = Experiment.fivePages.cells(profile, twoCores)[0]
      cell.concurrency = 4
      return [cell]
    }
    let comparison = try compare(try await run(factor: 1), try await run(factor: 1, other))
    #expect(comparison.rows.isEmpty && comparison.verdict == .inconclusive)
    #expect(comparison.remarks == ["five-pages c5 is not the same load in both runs."])
  }

  @Test func machines() {
    let here = [Fact("cpu_model", "A"), Fact("kernel", "1")]
    #expect(Comparison.differences(here, [Fact("cpu_model", "A"), Fact("kernel", "2")]).isEmpty)
    #expect(Comparison.differences(here, [Fact("cpu_model", "B")]) == ["cpu_model: 'A' and 'B'"])
  }

  @Test(arguments: SummaryFormat.allCases)
  func formats(format: SummaryFormat) async throws {
    let comparison = try compare(try await run(factor: 1), try await run(factor: 1.2))
    let text = try comparison.formatted(format)
    if format == .json {
      #expect(try JSONDecoder().decode(Comparison.self, from: Data(text.utf8)) == comparison)
    } else {
      #expect(text.contains("regression: 1 regression, 1 passed, of 2 comparisons at 5 %"))
    }
  }
}
