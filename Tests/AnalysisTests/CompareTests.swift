import Analysis
import Catalogue
import Experiments
import FakeRuns
import Foundation
import HostSystem
import Runs
import Statistics
import Strategies
import Testing
import TextFormats
import Trial
import Workload

@Suite(.timeLimit(.minutes(1)))
struct CompareTests {
  /// A run in which `task-group` takes `factor` times as long as `thread-pool`; runtimes vary by 2 % between blocks.
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

  @Test("Two equal runs show no regression.")
  func same() async throws {
    let comparison = try compare(try await run(factor: 1), try await run(factor: 1))
    #expect(comparison.verdict == .passed && comparison.rows.map(\.strategy) == [.threadPool, .taskGroup])
    #expect(comparison.rows.allSatisfy { $0.estimate?.ratio == 1 })
    #expect(comparison.rows.allSatisfy { $0.baselineBlocks == 12 && $0.candidateBlocks == 12 })
  }

  @Test("A longer runtime is a regression, unless the threshold allows it.")
  func regression() async throws {
    let (before, now) = (try await run(factor: 1), try await run(factor: 1.2, blocks: 15))
    let comparison = try compare(before, now)
    #expect(comparison.verdict == .regression && comparison.rows.map(\.verdict) == [.passed, .regression])
    #expect(comparison.rows[1].sentence.hasPrefix("five-pages c5, task-group took 1.2"))
    #expect(try compare(before, now, threshold: 1.3).verdict == .passed)
    #expect(try compare(now, before).verdict == .passed, "faster is fine")
  }

  @Test("Less throughput is a regression, more is not.")
  func direction() async throws {
    var experiment = BlockComparison.experiment
    experiment.headline = .init(load: "c5", metrics: [.throughput])
    let (slow, fast) = (try await run(factor: 1.5, experiment), try await run(factor: 1, experiment))
    #expect(try compare(slow, fast).verdict == .passed)
    #expect(try compare(fast, slow).verdict == .regression)
  }

  @Test("Too few blocks are inconclusive, and a failed control comes first.")
  func noAnswer() async throws {
    let few = try compare(try await run(factor: 1, blocks: 3), try await run(factor: 1.2, blocks: 3))
    #expect(few.verdict == .inconclusive)
    #expect(few.rows[1].sentence.hasSuffix("3 and 3 blocks cannot decide 2 comparisons"))
    let noisy = try compare(try await run(factor: 1), try await run(factor: 1.2, control: 1.1))
    #expect(noisy.verdict == .controlFailed)
  }

  @Test("Different loads are not compared.")
  func otherLoads() async throws {
    var other = BlockComparison.experiment
    other.loads = { profile, _ in
      var load = Experiment.fivePages.loads(profile, twoCores)[0]
      load.concurrency = 4
      return [load]
    }
    let comparison = try compare(try await run(factor: 1), try await run(factor: 1, other))
    #expect(comparison.rows.isEmpty && comparison.verdict == .inconclusive)
    #expect(comparison.notCompared == ["five-pages c5 is not the same load in both runs."])
  }

  @Test("Loads with different work or arrivals are not compared, and the comparison is then inconclusive.")
  func otherWork() async throws {
    func run(_ seconds: Double?, arriving rate: Double? = nil) async throws -> BlockComparison {
      var experiment = BlockComparison.experiment
      experiment.primaryContrasts = [
        .init(.init(.taskGroup, in: "c5"), over: .init(.threadPool, in: "c5")),
        .init(.init(.taskGroup, in: "other"), over: .init(.threadPool, in: "other")),
      ]
      experiment.loads = { profile, _ in
        let load = Experiment.fivePages.loads(profile, twoCores)[0]
        var other = load
        other.name = "other"
        if let seconds {
          other.work = .fetchThenCompute(Computation(lasting: seconds, pageBytes: 512, secondsPerByte: 1e-9))
        }
        other.arrivals = rate.map { Arrivals(.poisson, perSecond: $0) }
        return [load, other]
      }
      return try await self.run(factor: 1, experiment)
    }
    let baseline = try await run(0.01)
    let same = try compare(baseline, try await run(0.01))
    #expect(same.verdict == .passed && same.rows.count == 4)
    let others = [try await run(0.02), try await run(nil), try await run(0.01, arriving: 100)]
    for other in others {
      let comparison = try compare(baseline, other)
      #expect(comparison.rows.count == 2 && comparison.rows.allSatisfy { $0.verdict == .passed })
      #expect(comparison.verdict == .inconclusive)
      #expect(comparison.notCompared == ["five-pages other is not the same load in both runs."])
    }
  }

  @Test("A strategy or an experiment that the candidate lacks makes the comparison inconclusive.")
  func leftOut() async throws {
    var less = BlockComparison.experiment
    less.participants = .only([.threadPool], because: "of this test")
    less.primaryContrasts = []
    let (whole, part) = (try await run(factor: 1), try await run(factor: 1, less))
    let comparison = try compare(whole, part)
    #expect(comparison.verdict == .inconclusive && comparison.rows.map(\.verdict) == [.passed])
    #expect(comparison.notCompared == ["five-pages c5, task-group ran in the baseline only."])
    #expect(try compare(part, whole).verdict == .passed, "parts of the candidate alone do not count")

    var renamed = BlockComparison.experiment
    renamed.name = "ten-pages"
    let other = try compare(whole, try await run(factor: 1, renamed))
    #expect(other.notCompared == ["five-pages is in the baseline only."] && other.verdict == .inconclusive)
    #expect(other.remarks == ["ten-pages is in the candidate only."])
  }

  @Test func machines() {
    let here = [Fact("cpu_model", "A"), Fact("kernel", "1")]
    let updated = [Fact("cpu_model", "A"), Fact("kernel", "2")]
    #expect(RecordedDifferences.machines(here, updated).isEmpty)
    #expect(RecordedDifferences.remarks(here, updated) == ["The kernels differ: 1 and 2."])
    #expect(RecordedDifferences.machines(here, [Fact("cpu_model", "B")]) == ["cpu_model: 'A' and 'B'"])
    func memory(_ first: String, _ second: String) -> Int {
      RecordedDifferences.machines([Fact("memory_total", first)], [Fact("memory_total", second)]).count
    }
    #expect(memory("24684092 kB", "24684088 kB") == 0 && memory("24684092 kB", "16684092 kB") == 1)
    let programs = [Fact("worker_checksum", "1"), Fact("libcurl_checksum", "1"), Fact("server_checksum", "1")]
    let others = [Fact("worker_checksum", "2"), Fact("libcurl_checksum", "2"), Fact("server_checksum", "")]
    #expect(RecordedDifferences.remarks(programs, others) == ["The programs differ: worker program, libcurl."])
  }

  @Test(arguments: OutputFormat.allCases)
  func formats(format: OutputFormat) async throws {
    let comparison = try compare(try await run(factor: 1), try await run(factor: 1.2))
    let text = try comparison.formatted(format)
    if format == .json {
      #expect(try JSONDecoder().decode(Comparison.self, from: Data(text.utf8)) == comparison)
    } else {
      #expect(text.contains("regression: 1 regression, 1 passed, of 2 comparisons at 5 %"))
    }
  }
}
