import Catalogue
import Experiments
import FakeRuns
import Runs
import Strategies
import Testing

/// By hand, for two cores: W is 2.
@Suite(.timeLimit(.minutes(1)))
struct BlockedPoolTests {
  private func runtimes(_ load: String, _ experiment: Experiment = .blockedPool) throws -> [StrategyName: Double] {
    let planned = try #require(try Schedule.of(experiment, profile: .standard).load(load))
    return Dictionary(uniqueKeysWithValues: planned.predictions.map { ($0.strategy, $0.prediction.runtime) })
  }

  @Test("32 units of 50 ms: sixteen waves on two threads, one on 32.")
  func waves() throws {
    let seconds = try runtimes("16w-d50ms")
    #expect(seconds[.taskGroupBlocking]?.isApproximately(0.8) == true)
    #expect(seconds[.dispatch]?.isApproximately(0.8) == true)
    #expect(seconds[.threadPool]?.isApproximately(0.05) == true && seconds[.taskGroup]?.isApproximately(0.05) == true)
  }

  @Test("128 units of 50 ms: forty in the first second, sixty in the second, and the other 28 on four threads.")
  func growth() throws {
    #expect(try #require(try runtimes("64w-d50ms")[.dispatch]).isApproximately(2.35))
    #expect(try #require(try runtimes("64w-d50ms")[.taskGroupBlocking]).isApproximately(3.2))
  }

  @Test("Two units wait for two behind them: there are threads for all, one more after a second, or never.")
  func deadlock() throws {
    let seconds = try runtimes("deadlock")
    #expect(seconds == [.threadPool: 0, .dispatch: 1, .operationQueue: 1, .taskGroupBlocking: 2])
  }

  @Test("An OperationQueue's deadlock is repeated as often as the headline, alone.")
  func operations() throws {
    let schedule = try Schedule.of(.blockedPool, profile: .standard)
    let load = try #require(schedule.load("deadlock-operations"))
    #expect(load.blocks == 12 && load.predictions.map(\.strategy) == [.operationQueue])
    #expect(try #require(schedule.load("deadlock")).blocks == 3)
  }

  @Test func strategiesThatCannotBlockAreListed() throws {
    let planned = try #require(try Schedule.of(.blockedPool).load("16w-d50ms"))
    #expect(planned.leftOut.map(\.strategy) == [.callbacks, .eventLoop])
    #expect(planned.leftOut.allSatisfy { $0.reason.hasPrefix("does not apply: ") })
  }

  @Test(
    "Eight hogs of 100 ms take 400 ms on two cores, 800 on a loop; if they yield, a beat waits for a piece of each.")
  func hogs() throws {
    let schedule = try Schedule.of(.hogs, profile: .standard)
    func late(_ load: String, _ strategy: StrategyName) throws -> Double {
      let planned = try #require(schedule.load(load))
      return try #require(planned.prediction(for: strategy)?.further.first { $0.stat == "max" }?.value)
    }
    // A hog computes a whole number of passes of some microseconds.
    func isNear(_ seconds: Double, _ expected: Double) -> Bool { abs(seconds - expected) < 0.01 * expected }
    #expect(isNear(try late("h4p-q100ms", .taskGroup), 0.4))
    #expect(isNear(try late("h4p-q100ms", .dispatch), 0.4))
    #expect(isNear(try late("h4p-q100ms", .eventLoop), 0.8))
    #expect(isNear(try late("h4p-q100ms", .callbacks), 0.8))
    #expect(isNear(try late("h4p-q10ms", .taskGroup), 0.04))
    #expect(isNear(try late("h4p-q100ms-yield", .taskGroup), 0.004))
    #expect(isNear(try late("h4p-q100ms-yield", .eventLoop), 0.008))
    #expect(try late("h4p-q100ms", .threadPool) < 0.02)
    #expect(try late("h0", .taskGroup) == 0)
  }
}
