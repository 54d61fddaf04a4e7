import Foundation
import Strategies
import Testing
import Trial
import TrialRunner
import Workload

/// The runner with workers that do what no worker should, for as long as they can.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct HostileWorkerTests {
  private func failure(
    _ script: String, timeouts: Timeouts = .ample, request: TrialRequest = .twoUnits()
  ) async throws -> (TrialRunError, FakeProgram) {
    let worker = try FakeProgram(script)
    let error = try await #require(throws: TrialRunError.self) {
      _ = try await runner(worker: worker, timeouts: timeouts).run(request) { _ in }
    }
    return (error, worker)
  }

  @Test("Endless lines end with the first that repeats.", arguments: ["unit 0", "record 2 2", "hello", "echo x"])
  func endlessLines(line: String) async throws {
    let (error, worker) = try await failure(
      "\(FakeProgram.untilGo); while :; do \(line); done", request: .twoUnits(reportsUnits: true))
    #expect([.outOfRange, .outOfTurn, .unparseable, .died].contains(error.code), "\(error)")
    #expect(!worker.isRunning)
  }

  @Test("A worker that reports units for ever ends with the time that all units can take.")
  func reportsWithoutEnd() async throws {
    var request = TrialRequest.twoUnits(reportsUnits: true)
    (request.plan.strategy, request.plan.units, request.plan.timeoutSeconds) = (.taskGroup, 100_000, 0.5)
    request.plan.concurrency = 100_000
    var timeouts = Timeouts.ample
    timeouts.slack = .seconds(1)
    let (error, worker) = try await failure(
      "\(FakeProgram.untilGo); i=0; while :; do unit $i; i=$((i + 1)); sleep 0.1; done", timeouts: timeouts,
      request: request)
    #expect(error.code == .tooLong && error.detail.hasPrefix("took longer than 1500ms"), "\(error)")
    #expect(!worker.isRunning)
  }

  @Test("A worker that never reads its plan is ended, though the plan does not fit into the pipe.")
  func neverReads() async throws {
    var request = TrialRequest.twoUnits()
    request.plan.pages = (0..<10_000).map { Page(name: "page \($0)", url: "http://127.0.0.1/page?seed=\($0)") }
    let (error, worker) = try await failure("hello; sleep 60", timeouts: .scant, request: request)
    #expect(error.code == .silent, "\(error)")
    #expect(!worker.isRunning)
    // It goes on without having read.
    let (second, _) = try await failure("hello; ready; sleep 60", timeouts: .scant, request: request)
    #expect(second.code == .silent, "\(second)")
  }

  @Test("A line without end is not kept.")
  func longLine() async throws {
    let (error, worker) = try await failure("head -c 100000000 /dev/zero | tr '\\0' x; sleep 60")
    #expect(error.code == .unparseable, "\(error)")
    #expect(!worker.isRunning)
  }

  @Test("Processes that a worker leaves behind are ended, and do not keep its trial waiting.")
  func leftProcesses() async throws {
    let worker = try FakeProgram("sleep 300 & printf %s $! > \"$0.child\"; \(FakeProgram.good)")
    let result = try await runner(worker: worker).run(.twoUnits()) { _ in }
    #expect(result.invalidReason == nil)
    let child = try #require(Int32(String(contentsOfFile: worker.path + ".child", encoding: .utf8)))
    let isGone = try await waits { kill(child, 0) != 0 || Self.isZombie(child) }
    #expect(isGone)
  }

  @Test("A process that leaves the worker's group keeps pipes open, but no trial waiting.")
  func escapedProcess() async throws {
    let worker = try FakeProgram("setsid sleep 300 & printf %s $! > \"$0.child\"; \(FakeProgram.good)")
    let result = try await runner(worker: worker).run(.twoUnits()) { _ in }
    #expect(result.invalidReason == nil)
    if let child = Int32(try String(contentsOfFile: worker.path + ".child", encoding: .utf8)) { kill(child, SIGKILL) }
  }

  @Test("A worker that floods standard error is read to its end, and its last words are printable.")
  func floods() async throws {
    let (error, _) = try await failure(
      "head -c 50000000 /dev/zero >&2; printf '\\033[2Jlast \\342\\200\\256words' >&2; exit 3")
    #expect(error.code == .died)
    #expect(error.standardError.hasSuffix(#"\u{1B}[2Jlast \u{202E}words"#), "\(error.standardError.suffix(100))")
  }

  @Test("A worker that stops itself is ended, and that is said.")
  func stopsItself() async throws {
    var timeouts = Timeouts.ample
    timeouts.slack = .seconds(1)
    let (error, worker) = try await failure("\(FakeProgram.untilGo); kill -STOP $$", timeouts: timeouts)
    #expect(error.code == .silent && error.detail.contains("was stopped by a signal"), "\(error)")
    #expect(!worker.isRunning)
  }

  @Test("A trial in which the worker was stopped for a while is invalid.")
  func stoppedForAWhile() async throws {
    let worker = try FakeProgram(
      """
      \(FakeProgram.untilGo); (sleep 1; kill -CONT $$) & kill -STOP $$
      { row 000 001; row 000 001; } > "$file"; record 2 2
      """)
    let result = try await runner(worker: worker).run(.twoUnits()) { _ in }
    #expect(result.invalidReason == "harness-worker was stopped by a signal")
  }

  @Test(
    "A server's announcement is checked.",
    arguments: [
      (#"{"address":"127.0.0.1","port":0,"tls":false,"processIdentifier":1}"#, "announced the port 0"),
      (#"{"address":"evil@host","port":80,"tls":false,"processIdentifier":1}"#, "evil@host"),
      (#"{"address":"10.0.0.1","port":80,"tls":false,"processIdentifier":1}"#, "not on the loopback interface"),
      (#"{"address":"127.0.0.1","port":80,"tls":true,"caFile":"/x","processIdentifier":1}"#, "TLS"),
    ])
  func announcements(line: String, words: String) async throws {
    let worker = try FakeProgram(FakeProgram.good)
    let server = try FakeProgram("printf '%s\\n' '\(line)'; sleep 60")
    var request = TrialRequest.twoUnits()
    request.server = ServerRequest()
    let runner = ProcessTrialRunner(
      programs: TrialPrograms(worker: worker.path, server: server.path), timeouts: .ample)
    let error = try await #require(throws: TrialRunError.self) { _ = try await runner.run(request) { _ in } }
    #expect(error.code == .outOfRange && "\(error)".contains(words), "\(error)")
    #expect(!server.isRunning)
  }

  /// Waits for a condition, 30 s at most.
  private func waits(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<3000 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
    return condition()
  }

  private static func isZombie(_ process: Int32) -> Bool {
    ((try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? "").contains(") Z ")
  }
}
