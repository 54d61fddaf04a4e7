import Catalogue
import Experiments
import FakeRuns
import Runs
import Strategies
import Testing
import Trial

@Suite(.timeLimit(.minutes(1)))
struct StragglersTests {
  private func load(_ name: String) throws -> PlannedLoad {
    try #require(try Schedule.of(.stragglers, profile: .standard).load(name))
  }

  private func predicted(_ load: PlannedLoad, _ strategy: StrategyName, _ stat: String) throws -> Double {
    let prediction = try #require(load.prediction(for: strategy))
    return try #require(prediction.further.first { $0.stat == stat }?.value)
  }

  @Test("Of 480 pages, about the expected share is slow, and both kinds have their delay.")
  func loads() throws {
    for (name, expected) in [("slow0-c16", 0...0), ("slow5-c16", 10...40), ("slow10-c16", 28...70)] {
      let delays = try load(name).resolved.delays
      #expect(delays.count == 480 && delays.allSatisfy { $0 == 0.005 || $0 == 0.2 })
      #expect(expected.contains(delays.count { $0 == 0.2 }), "\(name)")
    }
  }

  @Test("Without slow pages there are thirty waves of sixteen pages, of 5 ms and the work for a page each.")
  func noneSlow() throws {
    let load = try load("slow0-c16")
    for strategy in [StrategyName.threadPool, .taskGroup] {
      #expect((0.150...0.156).contains(try #require(load.prediction(for: strategy)?.runtime)))
      #expect((0.075...0.079).contains(try predicted(load, strategy, "p50")))
    }
  }

  /// Graham's bounds of a list schedule: at least the work ÷ workers, and at most that plus the longest job.
  @Test func bounds() throws {
    for (name, limit) in [("slow5-c16", 16.0), ("slow10-c16", 16), ("slow5-c64", 64)] {
      let load = try load(name)
      let share = load.resolved.delays.reduce(0, +) / limit
      let runtime = try #require(load.prediction(for: .taskGroup)?.runtime)
      #expect(runtime >= share && runtime <= share + 0.2 + 0.01, "\(name)")
      #expect(try predicted(load, .taskGroup, "p100") <= runtime)
    }
  }

  @Test("Without a limit, slow pages delay no fast page; libdispatch has a limit of its own.")
  func unlimited() throws {
    let load = try load("slow5-c480")
    #expect(try predicted(load, .taskGroup, "p100") < 0.005 + 480 * 100e-6)
    #expect(try predicted(load, .dispatchUnbounded, "p50") > 0.5)
  }

  @Test("A page is fast if its requested delay is short, however long it took.")
  func classes() throws {
    let load = try load("slow5-c16")
    let slow = load.resolved.delays.map { $0 == 0.2 }
    // Every slow page takes 1 ms, every fast page 300 ms.
    let result = TrialResult.fake(
      load.request(for: .threadPool, on: twoCores), milliseconds: slow.map { $0 ? 1 : 300 })
    let found = Experiment.stragglers.furtherMetrics(result, load.resolved)
    #expect(found.map(\.stat) == (1...10).map { "p\($0 * 10)" })
    #expect(found.allSatisfy { $0.value == 0.3 && $0.count == slow.count { !$0 } })
  }
}
