import Catalogue
import FakeRuns
import Runs
import Strategies
import Synchronization
import Testing

@testable import harness

@Suite(.timeLimit(.minutes(1)))
struct ProgressLineTests {
  private func output(
    isTerminal: Bool, usesColour: Bool, columns: @escaping @Sendable () -> Int = { 80 }
  ) async throws -> String {
    let written = Written()
    let line = ProgressLine(
      isTerminal: isTerminal, usesColour: usesColour, elapsed: { .seconds(3) }, columns: columns,
      write: { text in written.text.withLock { $0 += text } })
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

  @Test("A bar leaves the last column free, in a terminal of any width.", arguments: [200, 80, 50, 20, 3, 1, 0])
  func fits(columns: Int) async throws {
    let text = try await output(isTerminal: true, usesColour: true, columns: { columns })
    let bars = text.split(separator: "\u{1B}[2K").filter { $0.contains("\u{1B}[36m") }
      .map { $0.replacing(/\u{1B}\[[0-9]*m/, with: "").prefix { $0 != "\r" && $0 != "\n" } }
    #expect(bars.count >= 2)
    #expect(bars.allSatisfy { $0.count <= max(0, columns - 1) }, "\(bars)")
    if columns >= 80 { #expect(bars.allSatisfy { $0.hasSuffix("five-pages c5 task-group") }, "\(bars)") }
  }

  @Test("Each bar fits the width that the terminal has then.")
  func followsTheTerminal() async throws {
    let asked = Mutex(0)
    let text = try await output(
      isTerminal: true, usesColour: false,
      columns: {
        asked.withLock {
          $0 += 1
          return $0 == 1 ? 100 : 30
        }
      })
    let bars = text.split(separator: "\u{1B}[2K").filter { $0.contains("left") }
    #expect(try #require(bars.first).contains("task-group"))
    #expect(bars.dropFirst().allSatisfy { $0.prefix { $0 != "\r" }.count < 30 }, "\(bars)")
  }

  @Test func withoutColour() async throws {
    let text = try await output(isTerminal: true, usesColour: false)
    #expect(text.contains("━") && !text.contains("\u{1B}[36m"))
  }
}
