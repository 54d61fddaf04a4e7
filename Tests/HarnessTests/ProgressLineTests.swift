import Catalogue
import FakeRuns
import Runs
import Strategies
import Synchronization
import Testing

@testable import harness

@Suite(.timeLimit(.minutes(1)))
struct ProgressLineTests {
  private func output(isTerminal: Bool, usesColour: Bool) async throws -> String {
    let written = Written()
    let line = ProgressLine(isTerminal: isTerminal, usesColour: usesColour, elapsed: { .seconds(3) }) { text in
      written.text.withLock { $0 += text }
    }
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.fivePages, strategies: [.taskGroup], blocks: 2)
    let runner = FakeRunner { request, number in .fake(request, invalidReason: number == 0 ? "a reason" : nil) }
    _ = await ExperimentRun(schedule, into: try scratch.makeFolder(), with: runner, observer: line).run()
    return written.text.withLock { $0 }
  }

  private final class Written: Sendable {
    let text = Mutex("")
  }

  @Test("Without a terminal there is a line per block, and nothing is overwritten.")
  func lines() async throws {
    let text = try await output(isTerminal: false, usesColour: false)
    #expect(text.split(separator: "\n").count == 4)
    #expect(text.contains("2/2 five-pages c5 block 2") && text.contains("is invalid: task-group: a reason"))
    #expect(!text.contains("\r") && !text.contains("\u{1B}"))
  }

  @Test func bar() async throws {
    let text = try await output(isTerminal: true, usesColour: true)
    #expect(text.contains("0 %") && text.contains("50 %") && text.contains("left") && text.contains("\u{1B}[36m"))
    #expect(text.hasSuffix("\r\u{1B}[2K"), "the bar is removed at the end")
  }

  @Test func withoutColour() async throws {
    let text = try await output(isTerminal: true, usesColour: false)
    #expect(text.contains("━") && !text.contains("\u{1B}[36m"))
  }
}
