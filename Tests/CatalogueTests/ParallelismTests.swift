import Catalogue
import Experiments
import FakeRuns
import Runs
import Strategies
import Testing

@Suite("Predictions of the computing experiments, by hand", .timeLimit(.minutes(1)))
struct ParallelismTests {
  /// A byte takes a nanosecond, so a pass over 512 bytes takes 512 ns.
  private static let fourCores = {
    var machine = Machine(cores: 4, poolWidth: 4, openFiles: 20_000, computingSecondsPerByte: 1e-9)
    machine.handshakeCost = HandshakeCost(client: 1e-3, server: 0.5e-3)
    return machine
  }()

  private func predicted(
    _ experiment: Experiment, _ load: String, _ profile: Profile = .standard
  ) throws -> [StrategyName: Prediction] {
    let schedule = try Schedule(RunChoices(experiments: [experiment], profile: profile), machine: Self.fourCores)
    let planned = try #require(schedule.loads.first { $0.spec.name == load })
    return Dictionary(uniqueKeysWithValues: planned.predictions.map { ($0.strategy, $0.prediction) })
  }

  @Test func speedup() throws {
    // A thousand units of 1,953 passes, 0.999936 ms each: on one core, on four, and with two workers.
    let four = try predicted(.speedup, "wP").mapValues(\.runtime)
    #expect(Set(four.keys) == [.threadPool, .dispatch, .taskGroup, .eventLoop, .concurrentPerform])
    #expect(four[.eventLoop]?.isApproximately(0.999936) == true)
    for strategy in four.keys where strategy != .eventLoop {
      #expect(four[strategy]?.isApproximately(0.249984) == true, "\(strategy)")
    }
    let two = try predicted(.speedup, "w2").mapValues(\.runtime)
    #expect(two[.taskGroup]?.isApproximately(0.499968) == true)
    #expect(two[.concurrentPerform] == nil)
    let sixteen = try predicted(.speedup, "w16").mapValues(\.runtime)
    #expect(sixteen[.threadPool]?.isApproximately(0.249984) == true)
    #expect(try predicted(.speedup, "w1")[.sequential]?.runtime.isApproximately(0.999936) == true)
  }

  @Test func grain() throws {
    // 0.8 s in units of 195 passes, 99.84 µs each: 8,013 of them, and 0.1 or 0.4 µs to distribute each.
    let seconds = try predicted(.grain, "g100us").mapValues(\.runtime)
    #expect(seconds[.threadPool]?.isApproximately(8013 * 99.94e-6 / 4) == true)
    #expect(seconds[.taskGroup]?.isApproximately(8013 * 100.24e-6 / 4) == true)
    #expect(seconds[.eventLoop]?.isApproximately(8013 * 100.24e-6) == true)
    #expect(seconds[.sequential] == nil)
    #expect(try predicted(.grain, "g10ms")[.sequential] != nil)
  }

  @Test func mixed() throws {
    // Sixteen units at once. Half of 10 ms is computing, so one core does 1 ÷ 5.05 ms per second, four do 4 ÷ 5.1 ms.
    let schedule = try Schedule(RunChoices(experiments: [.mixed], profile: .standard), machine: Self.fourCores)
    let units = try #require(schedule.loads.first { $0.spec.name == "s50" }?.spec.units)
    let half = try predicted(.mixed, "s50").mapValues { Double(units) / $0.runtime }
    #expect((195...200).contains(try #require(half[.eventLoop])))
    #expect((780...790).contains(try #require(half[.threadPool])))
    #expect((785...795).contains(try #require(half[.eventLoopOffloading])))
    // Without computing, the limit admits sixteen units per 10 ms, whatever waits.
    let idle = try #require(schedule.loads.first { $0.spec.name == "s0" }?.spec.units)
    for (strategy, prediction) in try predicted(.mixed, "s0") {
      #expect((1580...1600).contains(Double(idle) / prediction.runtime), "\(strategy)")
    }
  }

  @Test func oversubscription() throws {
    // 64 threads on four cores: a unit of 2 ms gets a sixteenth of a core.
    let predictions = try predicted(.oversubscription, "w16P")
    func worst(_ strategy: StrategyName) -> Double? {
      predictions[strategy]?.further.first { $0.metric.name == "slowest_predicted" }?.value
    }
    #expect(worst(.threadPool)?.isApproximately(16 * 3906 * 512e-9) == true)
    #expect(worst(.taskGroup)?.isApproximately(3906 * 512e-9) == true)
    #expect(predictions[.threadPool]?.runtime.isApproximately(128 * 3906 * 512e-9) == true)
  }

  @Test func handshakes() throws {
    // The client computes 1 ms per handshake, the server 0.5 ms. A loop has one core; threads share four with the
    // server. One at a time, both take turns.
    let many = try predicted(.handshakes, "c64").mapValues { 512 / $0.runtime }
    #expect(many[.eventLoop]?.isApproximately(1000) == true)
    #expect(many[.taskGroup]?.isApproximately(1000) == true)
    #expect(many[.threadPool]?.isApproximately(4 / 1.5e-3) == true)
    let one = try predicted(.handshakes, "c1").mapValues { 512 / $0.runtime }
    #expect(one[.threadPool]?.isApproximately(1 / 1.5e-3) == true)
  }

  @Test("Grids follow the machine", arguments: [1, 2, 3, 64])
  func grids(_ cores: Int) {
    let machine = Machine(cores: cores, poolWidth: cores, openFiles: 20_000, computingSecondsPerByte: 1e-9)
    for experiment in Catalogue.experiments where experiment.section.name == "parallelism" {
      for profile in Profile.allCases {
        let loads = experiment.loads(profile, machine)
        #expect(Set(loads.map(\.name)).count == loads.count, "\(experiment.name)")
        #expect(loads.contains { $0.name == experiment.headline.load }, "\(experiment.name)")
        #expect(loads.allSatisfy { $0.units >= 1 && $0.units <= 2_000_000 }, "\(experiment.name)")
      }
    }
    #expect(Experiment.speedup.loads(.full, machine).map(\.concurrency).max() == 4 * cores)
    #expect(Experiment.oversubscription.loads(.full, machine).map(\.concurrency).max() == 64 * cores)
  }
}
