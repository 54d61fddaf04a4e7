import Foundation
import Subprocess
import SystemPackage
import Testing

/// Resuming and comparing runs on the command line.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct ResumeCommandTests {
  @Test("A run that was killed is resumed to its end, and can then be compared.")
  func killed() async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/resume-command-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let killed = try await Subprocess.run(
      .path(FilePath(CommandLineHarness.built("harness"))),
      arguments: [
        "run", "five-pages", "--profile", "standard", "--blocks", "3", "--output", folder, "--strategy", "sequential",
        "callbacks", "task-group", "--patience", "0s",
      ],
      input: .none, output: .discarded, error: .sequence
    ) { execution in
      for try await line in execution.standardError.strings() where line.hasPrefix("1/3 ") {
        try execution.send(signal: .kill)
      }
    }
    #expect(killed.terminationStatus == .signaled(SIGKILL))

    let refused = try await CommandLineHarness.run("run", "--resume", folder, "--seed", "2")
    #expect(refused.exitCode == 64 && refused.errors.contains("it takes no --seed"))

    let resumed = try await CommandLineHarness.run("run", "--resume", folder, "--patience", "0s")
    #expect(resumed.exitCode == 0, "\(resumed.errors)")
    #expect(resumed.lines.last == "3 of 3 blocks are complete, in \(folder)")
    #expect(!resumed.errors.contains("1/2 five-pages c5 block 1\n"), "the first block is not run again")

    let compared = try await CommandLineHarness.run("compare", folder, folder)
    #expect(compared.exitCode == 11, "three blocks are too few to decide")
    // The machine that tests run on may be busy.
    #expect(
      compared.output.contains("3 and 3 blocks cannot decide 6 comparisons")
        || compared.output.contains("one of the runs was measured on a busy machine"))
  }

  @Test("The error for a folder that is no run names the folder.")
  func noRun() async throws {
    for arguments in [["run", "--resume", "/no/such/run"], ["compare", "/no/such/run", "/no/such/run"]] {
      let outcome = try await CommandLineHarness.run(arguments)
      #expect(outcome.exitCode == 1 && outcome.errors.contains("/no/such/run"))
    }
    let threshold = try await CommandLineHarness.run("compare", "a", "b", "--threshold", "0.9")
    #expect(threshold.exitCode == 64 && threshold.errors.contains("--threshold is a ratio above 1"))
  }
}
