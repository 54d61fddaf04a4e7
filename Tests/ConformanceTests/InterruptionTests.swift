import Foundation
import HostSystem
import Subprocess
import SystemPackage
import Testing

/// Signals to the harness, and a system that allows few threads.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct InterruptionTests {
  /// How `harness pages` ends whose worker ignores everything, and that worker.
  private func ending(_ signals: [Signal]) async throws -> (TerminationStatus, FakeProgram) {
    let worker = try FakeProgram(
      "\(FakeProgram.untilGo); trap '' TERM HUP INT; echo >\"$0.went\"; while :; do sleep 60; done")
    let result = try await Subprocess.run(
      .path(FilePath(CommandLineHarness.built("harness"))),
      arguments: ["pages", "--worker", worker.path, "http://127.0.0.1:1/"], input: .none, output: .discarded,
      error: .discarded
    ) { execution in
      while !FileManager.default.fileExists(atPath: worker.path + ".went") {
        try await Task.sleep(for: .milliseconds(10))
      }
      for signal in signals {
        try execution.send(signal: signal)
        // Two signals at once may be delivered in any order.
        try await Task.sleep(for: .milliseconds(200))
      }
    }
    return (result.terminationStatus, worker)
  }

  @Test("The harness ends by the signal, its worker too.", arguments: [SIGTERM, SIGHUP, SIGINT])
  func bySignal(signal: Int32) async throws {
    let (status, worker) = try await ending([Signal(rawValue: signal)])
    #expect(status == .signaled(signal))
    #expect(!worker.isRunning)
  }

  @Test("A second signal ends the harness at once, and its worker with it.")
  func twice() async throws {
    let start = ContinuousClock.now
    _ = try await ending([.interrupt])
    let between = ContinuousClock.now
    let (status, worker) = try await ending([.interrupt, .terminate])
    #expect(status == .signaled(SIGINT))
    // With one signal, it waits some seconds for the worker to end.
    #expect(ContinuousClock.now - between < between - start)
    for _ in 0..<3000 where worker.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    #expect(!worker.isRunning)
  }

  @Test(
    "A system that allows few threads is told in a sentence.",
    // The limit is one of another user, because it counts all of a user's threads.
    .enabled(if: Self.anotherUserCanRunThem),
    arguments: ["harness", "harness-worker", "page-server"],
    [3, 5])
  func fewThreads(program: String, limit: Int) async throws {
    let text = try await refusal(of: program, limit)
    #expect(text.contains("more threads, and the system allows") || text.contains("refuses a thread"), "\(text)")
  }

  @Test("Enough threads to start, but not to run trials.", .enabled(if: Self.anotherUserCanRunThem))
  func fewThreadsForTrials() async throws {
    let cores = CoreSplit.allowedCores
    let text = try await refusal(of: "harness", cores + 14)
    #expect(text.contains("this program needs \(2 * cores + 24) more threads, and the system allows"), "\(text)")
  }

  /// What a program says that ends because of `ulimit -u`.
  private func refusal(of program: String, _ limit: Int) async throws -> String {
    let result = try await Subprocess.run(
      .path("/bin/bash"),
      arguments: [
        "-c",
        "exec setpriv --reuid=65534 --regid=65534 --clear-groups bash -c 'ulimit -u \(limit); exec \"$@\"' b "
          + "\"$1\" " + (program == "harness" ? "pages" : ""),
        "b", CommandLineHarness.built(program),
      ], input: .none, output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
    #expect(result.terminationStatus == .exited(1))
    return result.standardOutput + result.standardError
  }

  private static let anotherUserCanRunThem: Bool = {
    let test = Process()
    test.executableURL = URL(filePath: "/usr/bin/setpriv")
    test.arguments = [
      "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/test", "-x", CommandLineHarness.built("harness"),
    ]
    guard getuid() == 0, (try? test.run()) != nil else { return false }
    test.waitUntilExit()
    return test.terminationStatus == 0
  }()
}
