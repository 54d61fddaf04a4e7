import Glibc
import Statistics
import Testing

/// How many experiments to simulate for each case, if not as few as a quick check allows: `COVERAGE_REPETITIONS=20000`,
/// in a release build, takes about a minute and knows the coverage to two digits.
private let repetitions = getenv("COVERAGE_REPETITIONS").flatMap { Int(String(cString: $0)) }

@Suite("The primary interval", .timeLimit(.minutes(10)))
struct CoverageTests {
  @Test(
    "covers the truth in 94 to 98 of 100 experiments", arguments: CoverageSimulation.Noise.allCases,
    [8, 12, 20, 30, 60])
  func coverage(noise: CoverageSimulation.Noise, blocks: Int) throws {
    let repetitions = max(1, repetitions ?? 3_000 / blocks)
    var simulation = CoverageSimulation(seed: UInt64(blocks))
    let coverage = try simulation.coverage(blocks: blocks, noise: noise, repetitions: repetitions)
    // The simulation is sure of its answer only to its standard error, but with its fixed seed always gives the same.
    let error = (0.95 * 0.05 / Double(repetitions)).squareRoot()
    #expect(coverage >= 0.94 - 3 * error && coverage <= 0.98 + 3 * error)
    if repetitions >= 20_000 { print("coverage \(noise.rawValue) \(blocks) blocks: \(coverage)") }
  }

  @Test("covers the truth at least as often if values are tied", arguments: [8, 12, 20, 30, 60])
  func ties(blocks: Int) throws {
    let repetitions = max(1, repetitions ?? 1_000 / blocks)
    var simulation = CoverageSimulation(seed: UInt64(blocks))
    let coverage = try simulation.coverageWithTies(blocks: blocks, repetitions: repetitions)
    #expect(coverage >= 0.95 - 3 * (0.95 * 0.05 / Double(repetitions)).squareRoot())
    if repetitions >= 20_000 { print("coverage tied \(blocks) blocks: \(coverage)") }
  }
}
