import Strategies
import Testing
import Workload

@Suite("Every strategy accounts for every unit", .timeLimit(.minutes(1)))
struct EveryUnitTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    var units: Range<Int>
    var limit: Int

    var testDescription: String { "units \(units) at \(limit)" }
  }

  static let shapes = [
    Shape(units: 0..<0, limit: 3), Shape(units: 7..<7, limit: 1),
    Shape(units: 0..<1, limit: 3), Shape(units: 9..<10, limit: 1),
    Shape(units: 0..<3, limit: 3), Shape(units: 0..<4, limit: 3),
    Shape(units: 17..<60, limit: 4), Shape(units: 0..<1000, limit: 1), Shape(units: 100..<1100, limit: 16),
  ]

  @Test("each unit of the load once, and no others", arguments: StrategyName.allCases, shapes)
  func eachOnce(_ strategy: StrategyName, _ shape: Shape) async throws {
    let monitor = UnitMonitor()
    try await StrategyRunner(strategy: strategy).run(Load(units: shape.units, limit: shape.limit), on: monitor)
    #expect(monitor.log.begun.sorted() == Array(shape.units))
    #expect(monitor.log.ended.sorted() == Array(shape.units))
  }

  @Test("nothing is in flight when a run returns", arguments: StrategyName.allCases)
  func noneLeftBehind(_ strategy: StrategyName) async throws {
    let monitor = UnitMonitor()
    for run in 0..<20 {
      try await StrategyRunner(strategy: strategy).run(Load(units: run * 10..<run * 10 + 10, limit: 4), on: monitor)
      #expect(monitor.log.inFlight == 0)
      #expect(monitor.log.ended.count == run * 10 + 10)
    }
  }

  @Test("a limit of one keeps the load's order", arguments: StrategyName.bounded)
  func oneAtATimeIsInOrder(_ strategy: StrategyName) async throws {
    let monitor = UnitMonitor()
    try await StrategyRunner(strategy: strategy).run(Load(units: 5..<205, limit: 1), on: monitor)
    #expect(monitor.log.begun == Array(5..<205))
    #expect(monitor.log.ended == Array(5..<205))
  }
}
