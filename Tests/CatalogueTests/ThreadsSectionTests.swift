import Catalogue
import Experiments
import FakeRuns
import HostSystem
import Runs
import Strategies
import Testing
import Trial
import Workload

/// Predictions of the experiments of "How threads differ", by hand.
@Suite(.timeLimit(.minutes(1)))
struct ThreadsSectionTests {
  private func seconds(
    _ experiment: Experiment, _ load: String, _ strategy: StrategyName, _ profile: Profile = .standard
  ) throws -> Double? {
    try #require(try Schedule.of(experiment, profile: profile).load(load)).prediction(for: strategy)?.runtime
  }

  @Test(
    "A thread costs 17 µs, a task 0.3 µs, a row 0.1 µs; a pool starts each of its threads once.",
    arguments: [
      (StrategyName.threadPerPage, 0.171), (.threadPool, 0.002088), (.dispatch, 0.004034), (.operationQueue, 0.004034),
      (.taskGroup, 0.004034), (.eventLoop, 0.004),
    ])
  func spawn(strategy: StrategyName, expected: Double) throws {
    #expect(try #require(try seconds(.spawn, "n10000", strategy)).isApproximately(expected))
  }

  @Test func strategiesThatTakeTooLongAreLeftOut() throws {
    #expect(try seconds(.spawn, "n1000000", .threadPerPage) == nil)
    #expect(try seconds(.spawn, "n1000000", .operationQueue) == nil)
    #expect(try seconds(.spawn, "n1000000", .taskGroup) != nil)
  }

  @Test(
    "Little's bound: c ÷ (d + s) until it meets 1 ÷ s, with s of 100 µs for threads and 45 µs for loops.",
    arguments: [
      ("c1-d50ms", StrategyName.threadPool, 10 * 0.0501), ("c64-d50ms", .taskGroup, 10 * 0.050045),
      ("c1024-d50ms", .threadPerPage, 5000 * 100e-6), ("c1024-d50ms", .eventLoop, 5000.0 / (1024 / 0.050045)),
      ("c64-d0", .threadPool, 0.5), ("c64-d0", .callbacks, 0.225), ("c6400-d50ms", .eventLoop, 12_800 * 45e-6),
    ])
  func scale(load: String, strategy: StrategyName, expected: Double) throws {
    #expect(try #require(try seconds(.scale, load, strategy)).isApproximately(expected))
  }

  @Test("Open files limit threads, which need 3 per transfer.")
  func scaleOfThreadsIsLimited() throws {
    #expect(try seconds(.scale, "c6400-d0", .threadPool, .full) != nil)
    #expect(try seconds(.scale, "c8192-d0", .threadPool, .full) == nil)
    #expect(try seconds(.scale, "c8192-d0", .eventLoop, .full) != nil)
  }
}

extension ThreadsSectionTests {
  private func further(
    _ experiment: Experiment, _ load: String, _ strategy: StrategyName, _ metric: String
  ) throws -> Double? {
    let planned = try #require(try Schedule.of(experiment, profile: .standard).load(load))
    return planned.prediction(for: strategy)?.further.first { $0.metric.name == metric }?.value
  }

  @Test(
    "A thread keeps two pages and the stack that it used; a task keeps 0.4 KiB, however much stack was used.")
  func memory() throws {
    #expect(try further(.memory, "n10000", .threadPool, "rss_predicted") == 10_000 * 8192)
    #expect(try further(.memory, "n10000-stack64KiB", .threadPool, "rss_predicted") == 10_000 * (8192 + 65_536))
    let task = try #require(try further(.memory, "n10000-stack64KiB", .taskGroup, "rss_predicted"))
    #expect(task.isApproximately(4_096_000))
  }

  @Test("Strategies without enough threads to block are listed as not applicable.")
  func memoryDoesNotApply() throws {
    let load = try #require(try Schedule.of(.memory).load("n10000"))
    #expect(load.leftOut.contains { $0.strategy == .dispatch && $0.reason.hasPrefix("does not apply: ") })
    // Ten thousand threads that fetch nothing need no descriptors.
    #expect(load.prediction(for: .threadPool) != nil)
  }

  @Test func memoryMeasures() throws {
    let planned = try #require(try Schedule.of(.memory).load("n10000"))
    var result = TrialResult.fake(planned.request(for: .threadPool, on: twoCores))
    func reading(_ scale: Int) -> MemoryReading {
      MemoryReading(
        rollup: "Rss: \(20 * scale) kB\nPss: \(18 * scale) kB", status: "VmPTE: \(3 * scale) kB\nThreads: 2",
        machine: "KernelStack: \(16 * scale) kB")
    }
    result.heldMemory = HeldMemory(unitsWaiting: 10_000, before: reading(1), during: reading(10))
    let found = Dictionary(
      uniqueKeysWithValues: Experiment.memory.furtherMetrics(result, planned.resolved).map {
        ($0.metric.name, $0.value)
      })
    #expect(found["rss"] == 180 * 1024 && found["pss"] == 162 * 1024 && found["page_tables"] == 27 * 1024)
    #expect(try #require(found["memory_with_kernel"]).isApproximately(359_424))
    result.heldMemory?.unitsWaiting = 9000
    #expect(Experiment.memory.furtherMetrics(result, planned.resolved).map(\.metric.name) == ["units_waiting"])
    #expect(found["kernel_stacks"] == 144 * 1024 && found["units_waiting"] == 10_000)
  }

  @Test("An operation takes the section, two readings of the clock, and a switch if the primitive makes one.")
  func contention() throws {
    func nanoseconds(_ load: String, _ strategy: StrategyName = .threadPool) throws -> Double? {
      try further(.contention, load, strategy, "time_per_operation_predicted")
    }
    #expect(try #require(try nanoseconds("mutex-w4P-1000ns")).isApproximately(1050))
    #expect(try #require(try nanoseconds("serial-queue-w4P-1000ns")).isApproximately(2750))
    #expect(try #require(try nanoseconds("actor-w4P-1000ns", .taskGroup)).isApproximately(1250))
    #expect(try #require(try nanoseconds("actor-w1-1000ns", .taskGroup)).isApproximately(1050))
    // The tests' machine has two cores.
    #expect(try #require(try nanoseconds("nothing-w512-1000ns")).isApproximately(525))
  }

  @Test func contentionMeasures() throws {
    let planned = try #require(try Schedule.of(.contention).load("mutex-w1-1000ns"))
    var result = TrialResult.fake(planned.request(for: .threadPool, on: twoCores))
    result.record.contention = ContentionRecord(
      nanoseconds: 100_000_000, operations: [30_000, 10_000], longestWaitNanoseconds: [5000, 7_000_000],
      counted: 40_000)
    let found = Dictionary(
      uniqueKeysWithValues: Experiment.contention.furtherMetrics(result, planned.resolved).map {
        ($0.metric.name, $0.value)
      })
    #expect(found["time_per_operation"]?.isApproximately(2500) == true)
    #expect(found["longest_wait"]?.isApproximately(0.007) == true)
    // (30 + 10)² ÷ (2 · (900 + 100))
    #expect(found["jain_index"]?.isApproximately(0.8) == true)
  }
}
