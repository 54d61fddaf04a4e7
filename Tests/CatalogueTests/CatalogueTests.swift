import Catalogue
import Experiments
import FakeRuns
import Foundation
import Runs
import Strategies
import Testing
import Trial
import Workload

@Suite(.timeLimit(.minutes(1)))
struct CatalogueTests {
  @Test func selection() throws {
    #expect(try Catalogue.select([]).map(\.name) == Catalogue.experiments.map(\.name))
    #expect(try Catalogue.select(["async"]).map(\.name) == ["fan-out", "first-result"])
    let selected = try Catalogue.select(["first-result", "blocking", "async"])
    #expect(selected.map(\.name).starts(with: ["five-pages"]) && selected.count { $0.name == "first-result" } == 1)
    #expect(Set(selected.map(\.section)) == [.blocking, .async])
    #expect {
      try Catalogue.select(["five-pages", "fanout"])
    } throws: { "\($0)".contains("'fanout'") && "\($0)".contains("fan-out") }
  }

  @Test(arguments: Profile.allCases)
  func experimentsAreConsistent(profile: Profile) {
    #expect(Set(Catalogue.experiments.map(\.name)).count == Catalogue.experiments.count)
    for experiment in Catalogue.experiments {
      let loads = experiment.loads(profile, twoCores)
      #expect(Set(loads.map(\.name)).count == loads.count, "\(experiment.name): names of loads")
      #expect(loads.contains { $0.name == experiment.headline.load }, "\(experiment.name): headline")
      #expect(experiment.strategies.contains(experiment.reference), "\(experiment.name): reference")
      for contrast in experiment.primaryContrasts {
        for side in [contrast.numerator, contrast.denominator] {
          let name = side.load ?? experiment.headline.load
          let load = loads.first { $0.name == name }
          #expect(
            load != nil && load?.participants?.reason(against: side.strategy) == nil, "\(experiment.name): \(name)")
          #expect(experiment.strategies.contains(side.strategy), "\(experiment.name): \(side.text)")
        }
      }
      #expect(loads.allSatisfy { Set($0.participants?.strategies ?? []).isSubset(of: experiment.strategies) })
    }
  }

  @Test("README's table has every experiment with its question.", arguments: Catalogue.experiments.map(\.name))
  func readme(experiment: String) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md").path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("| `\(experiment)` | \(try Catalogue.experiment(experiment).question) |"))
  }

  private func predictions(_ experiment: Experiment, _ load: String, _ profile: Profile) throws -> [StrategyName:
    Double]
  {
    let planned = try #require(try Schedule.of(experiment, profile: profile).load(load))
    return Dictionary(uniqueKeysWithValues: planned.predictions.map { ($0.strategy, $0.prediction.runtime) })
  }

  @Test func fivePagesPredictions() throws {
    let seconds = try predictions(.fivePages, "c5", .quick)
    #expect(Set(seconds.keys) == Set(StrategyName.fetching))
    #expect(seconds[.sequential]?.isApproximately(1.0) == true)
    for strategy in [StrategyName.threadPerPage, .threadPool, .callbacks, .taskGroup, .eventLoop] {
      #expect(seconds[strategy]?.isApproximately(0.35) == true, "\(strategy)")
    }
    #expect(seconds[.taskGroupBlocking]?.isApproximately(0.53) == true)
  }

  @Test func fanOutPredictions() throws {
    let one = try predictions(.fanOut, "n1-d100ms", .standard)
    #expect(Set(one.keys) == Set(StrategyName.fetching) && one.values.allSatisfy { (0.1...0.101).contains($0) })
    let ten = try predictions(.fanOut, "n10-d100ms", .standard)
    #expect((1.0...1.01).contains(try #require(ten[.sequential])))
    #expect((0.5...0.51).contains(try #require(ten[.taskGroupBlocking])))
    #expect((0.1...0.11).contains(try #require(ten[.eventLoop])))
    let slow = try predictions(.fanOut, "n1000-d1s", .standard)
    #expect(Set(slow.keys) == [.callbacks, .taskGroup, .eventLoop])
  }

  @Test("Each page of first-result has its own delay, which its URL asks for.")
  func firstResultPages() throws {
    let load = try Schedule.of(.firstResult).loads[0]
    #expect(load.resolved.pages.count == 200 && Set(load.resolved.pages.map(\.url)).count == 200)
    #expect(
      load.resolved.pages.allSatisfy { $0.url.hasPrefix("http://page-server/page?delay=exponential:100ms&seed=") })
    let mean = load.resolved.delays.reduce(0, +) / 200
    // The mean of 200 draws has a standard deviation of 7 ms.
    #expect((0.07...0.13).contains(mean))
    let longest = try #require(load.resolved.delays.max())
    // The last of 200 pages is requested after the work for 199 others, 45 µs each.
    let runtime = try #require(load.prediction(for: .taskGroup)?.runtime)
    #expect((longest...longest + 0.012).contains(runtime))
  }

  @Test func firstResultArrivals() throws {
    let planned = try Schedule.of(.firstResult, strategies: [.taskGroup]).loads[0]
    let request = planned.request(for: .taskGroup, on: twoCores)
    // Of every ten units, the first takes 40 ms, the second 500 ms, the others 10 ms.
    let result = TrialResult.fake(request, milliseconds: [40, 500] + [Int](repeating: 10, count: 8))
    let found = Experiment.firstResult.furtherMetrics(result, planned.resolved)
    func value(_ name: String, _ stat: String) -> Double? {
      found.first { $0.metric.name == name && $0.stat == stat }?.value
    }
    #expect(value("time_to_first", "value") == 0.01)
    #expect(value("time_to_half", "value") == 0.01)
    #expect(value("time_to_all", "value") == 0.5)
    #expect(value("time_to_first", "in_order") == 0.04)
    #expect(value("time_to_half", "in_order") == 0.5)
    #expect(value("time_to_all", "in_order") == 0.5)
  }
}
