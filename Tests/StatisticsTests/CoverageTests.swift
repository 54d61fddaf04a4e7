import Glibc
import Statistics
import Testing

/// How many experiments to simulate for each case: few in the suite, `COVERAGE_REPETITIONS=20000` in a release build (about a
/// minute) to know the coverage to two digits.
private let repetitions = getenv("COVERAGE_REPETITIONS").flatMap { Int(String(cString: $0)) } ?? 200

@Suite("The primary interval", .timeLimit(.minutes(10)))
struct CoverageTests {
  @Test(
    "covers the truth in 94 to 98 of 100 experiments", arguments: CoverageSimulation.Noise.allCases,
    [8, 12, 20, 30, 60])
  func coverage(noise: CoverageSimulation.Noise, blocks: Int) throws {
    var simulation = CoverageSimulation(seed: UInt64(blocks))
    let coverage = try simulation.coverage(blocks: blocks, noise: noise, repetitions: repetitions)
    // The simulation itself is sure of its answer only to a standard error; the seed is fixed, so this either holds or does not.
    let error = (0.95 * 0.05 / Double(repetitions)).squareRoot()
    #expect(coverage >= 0.94 - 3 * error && coverage <= 0.98 + 3 * error)
    if repetitions >= 20_000 { print("coverage \(noise.rawValue) \(blocks) blocks: \(coverage)") }
  }
}
