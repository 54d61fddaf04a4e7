import Analysis
import Catalogue
import Experiments
import FakeRuns
import Foundation
import HostSystem
import Runs
import Strategies
import TestBench
import Testing
import TextFormats

@Suite("Mutations of a run's files", .timeLimit(.minutes(60)))
struct RunMutationsTests {
  /// A finished run of two blocks with one measurement per trial, so that thousands of damaged copies can be read.
  private func smallRun() async throws -> ScratchPath {
    let scratch = ScratchPath(inMemory: true)
    let schedule = try Schedule.of(.fivePages, profile: .standard, strategies: [.taskGroup], blocks: 2)
    _ = await ExperimentRun(schedule, into: try scratch.makeFolder(for: schedule), with: FakeRunner()).run()
    func lines(_ name: String) throws -> [Substring] {
      try String(contentsOfFile: "\(scratch.path)/\(name)", encoding: .utf8).split(separator: "\n")
    }
    let measurements = try lines("measurements.csv")
    let kept = measurements.filter { $0.contains(",metric,") || $0.contains(",runtime,value,") }
    func length(through block: Int) -> Int {
      kept.prefix(1 + block).reduce(0) { $0 + $1.utf8.count + 1 }
    }
    var block = 0
    let journal = try lines("blocks.csv").enumerated().map { number, line in
      var fields = line.split(separator: ",", omittingEmptySubsequences: false)
      if number == 0 { return String(line) }
      if fields[5] == "complete" { block += 1 }
      fields[6] = "\(length(through: block))"
      return fields.joined(separator: ",")
    }
    func write(_ lines: [some StringProtocol], _ name: String) throws {
      let text = lines.map { $0 + "\n" }.joined()
      try text.write(toFile: "\(scratch.path)/\(name)", atomically: false, encoding: .utf8)
    }
    try write(kept, "measurements.csv")
    try write(journal, "blocks.csv")
    return scratch
  }

  @Test("No damaged plan.json traps a reader, hangs it or takes memory, and what is refused is untouched.")
  func plan() async throws { try await readOrRefused("plan.json") }

  @Test("No damaged blocks.csv traps a reader, hangs it or takes memory, and what is refused is untouched.")
  func journal() async throws { try await readOrRefused("blocks.csv") }

  @Test("No damaged measurements.csv traps a reader, hangs it or takes memory, and what is refused is untouched.")
  func measurements() async throws { try await readOrRefused("measurements.csv") }

  @Test("No damaged environment.csv traps a reader, hangs it or takes memory, and what is refused is untouched.")
  func environment() async throws { try await readOrRefused("environment.csv") }

  private func readOrRefused(_ name: String) async throws {
    let scratch = try await smallRun()
    let file = URL(filePath: "\(scratch.path)/\(name)")
    let whole = try RunBytes(scratch.path)
    _ = try PreparedRun.resume(at: scratch.path, facts: [])
    try DerivedFiles(RunFolder(existing: scratch.path)).write(to: RunFolder(existing: scratch.path))
    try whole.restore(to: scratch.path)
    var mutations = Mutations(of: [try String(contentsOf: file, encoding: .utf8)], tokens: tokens, seed: 11)
    let before = try ProcessStatus.current().peakResidentKiB
    var accepted = 0
    for _ in 0..<Mutations.count {
      let damaged = mutations.next()
      try Data(damaged).write(to: file)
      do {
        try readAll(scratch.path)
      } catch {
        #expect("\(error)".contains(scratch.path), "\(error)")
      }
      do {
        _ = try PreparedRun.resume(at: scratch.path, facts: [])
        accepted += 1
        try whole.restore(to: scratch.path)
      } catch {
        #expect("\(error)".contains(scratch.path), "\(error)")
        let now = try RunBytes(scratch.path)
        #expect(now == whole.replacing(name, with: Data(damaged)), "refused, but changed")
      }
    }
    let growth = try ProcessStatus.current().peakResidentKiB - before
    #expect(growth < 300 * 1024, "KiB")
    // Damage to the end of a file can look like a crash, and most facts may have any value.
    #expect(accepted < Mutations.count / (name == "environment.csv" ? 1 : 2))
  }

  /// What compare and summarise do, without writing.
  private func readAll(_ path: String) throws {
    let folder = try RunFolder(existing: path)
    _ = try folder.facts()
    let derived = try DerivedFiles(folder)
    for contrast in derived.analysis.experiments.flatMap({ $0.contrasts + $0.controls }) {
      #expect(contrast.estimate?.ratio.isFinite ?? true)
    }
    _ = derived.analysis.csv + Estimate.csv(derived.results) + Series(derived.results).csv(runID: derived.results.runID)
    _ = Comparison(baseline: derived.results, candidate: derived.results, threshold: 1.05)
  }

  private var tokens: [String] {
    [
      "five-pages", "c5", "run-1", "complete", "invalid", "start", "ok", "sequential", "task-group", "reference",
      "control",
      "runtime", "grain", "rate", "scale", "memory", "full", "\"fetch\"", "{\"wait\":{\"seconds\":1e99}}",
      "10000000", "100000", "10000", "\"blocksOfEach\":10000,", "\"profile\":\"full\",",
    ]
  }
}
