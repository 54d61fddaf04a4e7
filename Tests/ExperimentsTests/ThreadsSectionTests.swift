import Experiments
import Testing
import Workload

/// What the experiments of "How threads differ" predict, worked out by hand.
@Suite(.timeLimit(.minutes(1)))
struct ThreadsSectionTests {
  private func seconds(
    _ experiment: Experiment, _ cell: String, _ strategy: StrategyName, _ profile: Profile = .standard
  ) throws -> Double? {
    try #require(try Schedule.of(experiment, profile: profile).cell(cell)).prediction(for: strategy)?.runtime
  }

  @Test(
    "A thread costs 17 µs, a task 0.3, a row 0.1; a pool starts each of its threads once.",
    arguments: [
      (StrategyName.threadPerPage, 0.171), (.threadPool, 0.002088), (.dispatch, 0.004034), (.operationQueue, 0.004034),
      (.taskGroup, 0.004034), (.eventLoop, 0.004),
    ])
  func spawn(strategy: StrategyName, expected: Double) throws {
    #expect(try #require(try seconds(.spawn, "n10000", strategy)).isApproximately(expected))
  }

  @Test func whatTakesTooLongIsNotSpawned() throws {
    #expect(try seconds(.spawn, "n1000000", .threadPerPage) == nil)
    #expect(try seconds(.spawn, "n1000000", .operationQueue) == nil)
    #expect(try seconds(.spawn, "n1000000", .taskGroup) != nil)
  }

  @Test(
    "Little's bound: c ÷ (d + s) until it meets 1 ÷ s, with s of 100 µs for threads and 45 µs for loops.",
    arguments: [
      ("c1-d50ms", StrategyName.threadPool, 10 * 0.0501), ("c64-d50ms", .taskGroup, 10 * 0.050045),
      ("c1024-d50ms", .threadPerPage, 5000 * 100e-6), ("c1024-d50ms", .eventLoop, 5000.0 / (1024 / 0.050045)),
      ("c64-d0", .threadPool, 0.5), ("c64-d0", .callbacks, 0.225), ("c6400-d0", .eventLoop, 12_800 * 45e-6),
    ])
  func scale(cell: String, strategy: StrategyName, expected: Double) throws {
    #expect(try #require(try seconds(.scale, cell, strategy)).isApproximately(expected))
  }

  @Test("Threads end at the descriptors that they would need, 3 a transfer.")
  func scaleOfThreadsEnds() throws {
    #expect(try seconds(.scale, "c6400-d0", .threadPool, .full) != nil)
    #expect(try seconds(.scale, "c8192-d0", .threadPool, .full) == nil)
    #expect(try seconds(.scale, "c8192-d0", .eventLoop, .full) != nil)
  }
}
