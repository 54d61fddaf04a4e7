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

  @Test("each once, and none that is not the load's", arguments: StrategyName.allCases, shapes)
  func eachOnce(_ strategy: StrategyName, _ shape: Shape) async throws {
    let stage = Stage()
    try await Rehearsal(strategy: strategy).run(Load(units: shape.units, limit: shape.limit), on: stage)
    #expect(stage.log.begun.sorted() == Array(shape.units))
    #expect(stage.log.ended.sorted() == Array(shape.units))
  }

  @Test("nothing is in flight when a run returns", arguments: StrategyName.allCases)
  func noneLeftBehind(_ strategy: StrategyName) async throws {
    let stage = Stage()
    for run in 0..<20 {
      try await Rehearsal(strategy: strategy).run(Load(units: run * 10..<run * 10 + 10, limit: 4), on: stage)
      #expect(stage.log.inFlight == 0)
      #expect(stage.log.ended.count == run * 10 + 10)
    }
  }

  @Test("one at a time means in the load's order", arguments: StrategyName.bounded)
  func oneAtATimeIsInOrder(_ strategy: StrategyName) async throws {
    let stage = Stage()
    try await Rehearsal(strategy: strategy).run(Load(units: 5..<205, limit: 1), on: stage)
    #expect(stage.log.begun == Array(5..<205))
    #expect(stage.log.ended == Array(5..<205))
  }
}
