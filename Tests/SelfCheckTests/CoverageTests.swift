import SelfCheck
import Testing

@Suite("The primary interval", .timeLimit(.minutes(5)))
struct CoverageTests {
  @Test(
    "contains the true ratio in 94 to 98 % of experiments, and at least as often if blocks are tied",
    arguments: CoverageSimulation.Noise.allCases, CoverageSimulation.blockCounts)
  func coverage(noise: CoverageSimulation.Noise, blocks: Int) throws {
    let repetitions = 3_000 / blocks
    let coverage = try CoverageSimulation.simulated(noise, blocks: blocks, repetitions: repetitions).coverage
    // A fixed seed makes the result repeatable; three standard errors allow for the few repetitions.
    let error = (0.95 * 0.05 / Double(repetitions)).squareRoot()
    #expect(coverage >= 0.94 - 3 * error)
    #expect(noise == .tied || coverage <= 0.98 + 3 * error)
  }

  @Test func everyCaseIsReported() async throws {
    let simulation = try await CoverageSimulation(repetitions: 2)
    #expect(simulation.cases.map { "\($0.noise) \($0.blocks)" }.prefix(6).last == "t3 8")
    #expect(simulation.cases.count == 20)
    let report = SelfCheckReport([], blocks: 0, coverage: simulation).markdown
    #expect(report.contains("2 simulated experiments each") && report.contains("| spiked | 60 | "))
    #expect(!SelfCheckReport([], blocks: 0).markdown.contains("simulated"))
  }
}
