import Foundation
import Strategies
import Subprocess
import SystemPackage
import Testing

/// Ctrl-C while pages are in flight.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct PagesInterruptionTests {
  @Test(arguments: StrategyName.allCases)
  func completePagesArePrintedAndNoWorkerIsLeft(strategy: StrategyName) async throws {
    try await OwnPageServer.with { server in
      let result = try await Subprocess.run(
        .path(FilePath(CommandLineHarness.built("harness"))),
        arguments: ["pages", "--strategy", strategy.rawValue, "\(server)/page", "\(server)/page?delay=60s"],
        input: .none, output: .sequence, error: .discarded
      ) { execution in
        var lines: [String] = []
        var workers: [Int32] = []
        for try await line in execution.standardOutput.strings() {
          if lines.isEmpty {
            workers = Self.children(of: execution.processIdentifier.value)
            try execution.send(signal: .interrupt)
          }
          lines.append(line)
        }
        return (lines, workers)
      }
      let (lines, workers) = result.closureResult
      #expect(result.terminationStatus == .signaled(SIGINT), "so that a shell's loop ends too")
      #expect(lines.first?.hasPrefix("Requested ") == true)
      #expect(lines.last?.hasPrefix("Runtime ") == true)
      #expect(workers.count == 1)
      #expect(workers.allSatisfy { kill($0, 0) != 0 })
    }
  }

  /// See proc_pid_task_children(5).
  private static func children(of process: Int32) -> [Int32] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return tasks.flatMap { task in
      let text = (try? String(contentsOfFile: "/proc/\(process)/task/\(task)/children", encoding: .utf8)) ?? ""
      return text.split(separator: " ").compactMap { Int32($0) }
    }
  }
}
