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
    let scratch = ScratchPath()
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

  @Test(
    "Every damaged copy is read or refused: no trap, no hang, no memory, and what is refused is untouched.",
    arguments: ["plan.json", "blocks.csv", "measurements.csv", "environment.csv"])
  func readOrRefused(name: String) async throws {
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
      let untouched = try RunBytes(scratch.path)
      var isSame = true
      do {
        _ = try PreparedRun.resume(at: scratch.path, facts: [])
        isSame = false
        accepted += 1
      } catch {
        #expect("\(error)".contains(scratch.path), "\(error)")
      }
      if isSame, try RunBytes(scratch.path) != untouched {
        Issue.record("refused, but changed, after \(String(decoding: damaged, as: UTF8.self))")
      }
      do {
        let folder = try RunFolder(existing: scratch.path)
        _ = try folder.facts()
        let derived = try DerivedFiles(folder)
        for experiment in derived.analysis.experiments {
          #expect(experiment.contrasts.allSatisfy { $0.estimate?.ratio.isFinite ?? true })
        }
        _ = Comparison(baseline: derived.results, candidate: derived.results, threshold: 1.05)
        try derived.write(to: folder)
      } catch {
        #expect("\(error)".contains(scratch.path), "\(error)")
      }
      try whole.restore(to: scratch.path)
    }
    let growth = try ProcessStatus.current().peakResidentKiB - before
    #expect(growth < 300 * 1024, "KiB")
    // Damage to the end of a file can look like a crash, and some of what is damaged is text without a meaning.
    #expect(accepted < Mutations.count / 2)
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
