import Catalogue
import Experiments
import FakeRuns
import Foundation
import Runs
import Strategies
import Testing

@Suite("What can be checked is checked before the first trial", .timeLimit(.minutes(1)))
struct PreparationTests {
  /// Begins a run that must fail before anything is run.
  private func expectRefusal(
    at path: String, _ experiment: Experiment = .fivePages, blocks: Int? = 1, timeLimit: Duration? = nil,
    says text: String
  ) async {
    let runner = FakeRunner()
    let choices = RunChoices(experiments: [experiment], profile: .quick, strategies: [], blocks: blocks)
    await #expect {
      try await PreparedRun.begin(
        choices, on: twoCores, at: path, facts: [], arguments: [], timeLimit: timeLimit, with: runner, onNote: { _ in })
    } throws: {
      "\($0)".contains(text)
    }
    #expect(runner.requests.isEmpty)
  }

  @Test func unusableFolders() async throws {
    await expectRefusal(at: "/proc/no-such-run", says: "cannot make the folder '/proc/no-such-run'")
    let used = ScratchPath()
    _ = try used.makeFolder()
    await expectRefusal(at: used.path, says: "it is not empty")
    let scratch = ScratchPath()
    let lock = try FolderLock(making: scratch.path)
    await expectRefusal(at: scratch.path, says: "is writing into it")
    withExtendedLifetime(lock) {}
  }

  @Test("A time limit below the first block is refused, and the folder that was made for the run is removed.")
  func timeLimit() async {
    let scratch = ScratchPath()
    await expectRefusal(
      at: scratch.path, timeLimit: .milliseconds(100), says: "the time limit of 100 ms is shorter than the first block")
    #expect(!FileManager.default.fileExists(atPath: scratch.path))
  }

  @Test("A run of more blocks than a plan can have is refused at once.")
  func tooManyBlocks() {
    #expect {
      try Schedule(
        RunChoices(experiments: [try Catalogue.experiment("contention")], profile: .full, blocks: 10_000),
        machine: twoCores)
    } throws: { "\($0)".contains("a run can have 100000 blocks, and these are ") }
  }

  @Test("If the calibration fails, the folders that were made for the run are removed.")
  func calibrationFails() async {
    let scratch = ScratchPath()
    let runner = FakeRunner { _, _ in throw Mishap(description: "no such program") }
    let choices = RunChoices(experiments: [.fivePages], profile: .quick)
    await #expect(throws: Mishap.self) {
      try await PreparedRun.begin(
        choices, on: twoCores, at: scratch.path + "/a/b", facts: [], arguments: [], with: runner, onNote: { _ in })
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.path))
  }
}
