import Foundation
import Strategies
import Synchronization
import Testing
import Trial
import TrialRunner
import Workload

/// The runner with workers that violate the protocol, fail, or are silent.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct TrialRunnerTests {
  @Test func anyProgramThatSpeaksTheProtocolIsAWorker() async throws {
    let worker = try FakeProgram(FakeProgram.good)
    let result = try await runner(worker: worker).run(.twoUnits()) { _ in }
    #expect(result.invalidReason == nil)
    #expect(result.workerClient == "a shell")
    #expect(result.rows.map(\.durationNanoseconds) == [1_000_000, 1_000_000])
    #expect(result.rows.map(\.httpStatus) == [200, 200])
    #expect(result.server == nil)
  }

  @Test("If one of several trials in turns fails, the others are given up, and no worker is left.")
  func turnsAreGivenUpTogether() async throws {
    let dying = try FakeProgram("\(FakeProgram.untilGo); exit 3")
    var request = TrialRequest.twoUnits()
    request.plan.units = 12
    request.plan.turns = .init(count: 3, lead: 1)
    let results = await runner(worker: dying).run(inTurns: [request, request, request])
    #expect(results.count == 3)
    var errors: [any Error] = []
    for case .failure(let error) in results { errors.append(error) }
    #expect(errors.count { ($0 as? TrialRunError)?.code == .died } == 1)
    #expect(errors.count { $0 is GivenUpTrial } == 2)
    #expect(!dying.isRunning)
  }

  @Test("A worker that ignores its turns is refused.")
  func turnsAreNotOptional() async throws {
    let worker = try FakeProgram(FakeProgram.good)
    var request = TrialRequest.twoUnits()
    request.plan.units = 12
    request.plan.turns = .init(count: 3, lead: 1)
    let results = await runner(worker: worker).run(inTurns: [request])
    let error = try #require(throws: TrialRunError.self) { try results[0].get() }
    #expect(error.code == .outOfTurn && error.detail.contains("sent record"))
  }

  @Test func unitsAreReportedAsTheyEnd() async throws {
    let worker = try FakeProgram(
      "\(FakeProgram.untilGo); unit 1; unit 0; { row 000 001; row 000 001; } > \"$file\"; record 2 2")
    let seen = Mutex<[Int]>([])
    _ = try await runner(worker: worker).run(.twoUnits(reportsUnits: true)) { report in
      seen.withLock { $0.append(report.unit) }
    }
    #expect(seen.withLock { $0 } == [1, 0])
  }

  /// What a worker does wrong, the error's code, and words that its text must contain.
  @Test(
    arguments: [
      ("hello 2; sleep 60", .wrongVersion, ["version 2", "1"]),
      ("echo 'out of luck' >&2; exit 3", .died, ["code 3", "before it said hello", "out of luck"]),
      ("hello; hear_plan; exit 0", .died, ["code 0", "before it was ready"]),
      ("\(FakeProgram.untilGo); kill -SEGV $$", .died, ["signal 11", "before it sent its record"]),
      ("\(FakeProgram.good); exit 4", .died, ["code 4", "after it had sent its record"]),
      ("echo 'hello, world'; sleep 60", .unparseable, ["hello, world"]),
      ("printf '{\"greeting\":{}}\\n'; sleep 60", .unparseable, ["greeting"]),
      ("head -c 1100000 /dev/zero; sleep 60", .unparseable, ["lines"]),
      ("record 2 2; sleep 60", .outOfTurn, ["record", "before it said hello"]),
      ("hello; hear_plan; ready; hear; ready; sleep 60", .outOfTurn, ["ready", "before it sent its record"]),
      ("\(FakeProgram.untilGo); unit 0; sleep 60", .outOfTurn, ["sent unit before it sent its record"]),
      ("\(FakeProgram.untilGo); record 3 3; sleep 60", .outOfRange, ["unitsEnded 3, not 0 to 2"]),
      ("\(FakeProgram.untilGo); runtime=-5; record 2 2; sleep 60", .outOfRange, ["runtimeNanoseconds -5"]),
      ("hello; hear_plan; ready 9223372036854775807; sleep 60", .outOfRange, ["warmUpFailures"]),
      ("hello; exec >&-; sleep 60", .died, ["closed its output before it was ready"]),
      ("hello; printf '{\"failure\":{\"message\":\"no more memory\"}}\\n'; exit 1", .gaveUp, ["no more memory"]),
    ] as [(String, TrialRunError.Code, [String])])
  func eachMistakeOfAWorkerHasItsOwnError(script: String, code: TrialRunError.Code, words: [String]) async throws {
    let worker = try FakeProgram(script)
    let error = try await #require(throws: TrialRunError.self) {
      _ = try await runner(worker: worker).run(.twoUnits()) { _ in }
    }
    #expect(error.code == code)
    for word in words { #expect("\(error)".contains(word)) }
    #expect("\(error)".hasPrefix("harness-worker "))
    #expect(!worker.isRunning)
  }

  /// Silent at each step of the protocol, and instead of its exit.
  @Test(arguments: [
    "sleep 60",
    "hello; sleep 60",
    "hello; hear_plan; sleep 60",
    "\(FakeProgram.untilGo); sleep 60",
    "\(FakeProgram.good); sleep 60",
    "trap '' TERM HUP INT; while :; do sleep 60; done",
  ])
  func aSilentWorkerIsEnded(script: String) async throws {
    let worker = try FakeProgram(script)
    let error = try await #require(throws: TrialRunError.self) {
      _ = try await runner(worker: worker, timeouts: .scant).run(.twoUnits()) { _ in }
    }
    #expect(error.code == .silent)
    #expect(!worker.isRunning)
  }

  @Test func unitReportsRestartTheTimeout() async throws {
    // In all longer than the timeout, but never between two lines.
    let worker = try FakeProgram(
      """
      \(FakeProgram.untilGo); for i in 0 1 2 3 4; do unit $i; sleep 0.8; done
      { for i in 0 1 2 3 4; do row 000 001; done; } > "$file"; record 5 5
      """)
    var timeouts = Timeouts.ample
    timeouts.slack = .seconds(1)
    var request = TrialRequest.twoUnits(reportsUnits: true)
    (request.plan.strategy, request.plan.units, request.plan.timeoutSeconds) = (.sequential, 5, 2)
    let result = try await runner(worker: worker, timeouts: timeouts).run(request) { _ in }
    #expect(result.invalidReason == nil)
  }

  @Test func aWorkerMayWriteMoreToItsLogThanAPipeHolds() async throws {
    let worker = try FakeProgram("head -c 1000000 /dev/zero >&2; \(FakeProgram.good)")
    let result = try await runner(worker: worker).run(.twoUnits()) { _ in }
    #expect(result.invalidReason == nil)
  }

  @Test func aPlanMayBeLongerThanAPipeHolds() async throws {
    let worker = try FakeProgram(FakeProgram.good)
    var request = TrialRequest.twoUnits()
    request.plan.pages = (0..<10_000).map { Page(name: "page \($0)", url: "http://127.0.0.1/page?seed=\($0)") }
    let result = try await runner(worker: worker).run(request) { _ in }
    #expect(result.invalidReason == nil)
  }

  /// The rows and the record of two units, and the reason why the trial is invalid.
  @Test(arguments: [
    ("row 000 001; row 000 001", "1 1", "units ended: 1 in the record, 2 in the rows"),
    ("row 000 001; row 000 001", "2 1", "units succeeded"),
    ("row 000 001; row 000 000", "1 1", "unit 1 ended 0 times"),
    ("row 000 002; row 000 001", "2 2", "unit 0 ended 2 times"),
    ("row 000 001; row 011 001", "2 1 '\"timed-out\":1'", "timed-out"),
    ("row 000 001; row 011 001", "2 1", "units with fault timed-out: 0 in the record, 1 in the rows"),
  ])
  func aTrialThatDoesNotAddUpIsInvalid(rows: String, record: String, reason: String) async throws {
    let worker = try FakeProgram("\(FakeProgram.untilGo); { \(rows); } > \"$file\"; record \(record)")
    let result = try await runner(worker: worker).run(.twoUnits()) { _ in }
    #expect(result.invalidReason?.contains(reason) == true, "\(result.invalidReason ?? "not invalid")")
  }

  @Test func expectedFaultsAreValid() async throws {
    let worker = try FakeProgram(
      "\(FakeProgram.untilGo); { row 000 001; row 011 001; } > \"$file\"; record 2 1 '\"timed-out\":1'")
    let result = try await runner(worker: worker).run(.twoUnits(expecting: ["timed-out"])) { _ in }
    #expect(result.invalidReason == nil)
  }

  /// What a worker writes to its units file, and words of the error.
  @Test(arguments: [
    ("zeros 50 > \"$file\"", "50 bytes, not 56 for each of 2 units"), (":", "has 0 bytes"),
    ("row 000 001 > \"$file\"", "has 56 bytes"),
    // No worker may fill the memory.
    ("truncate -s 4500000000 \"$file\"", "has 0 bytes"), ("zeros 200000000 > \"$file\"", "has 67108864 bytes"),
    ("{ row 000 001; row 310 001; } > \"$file\"", "unit 1 has the fault 200"),
    ("{ row 000 001; row 000 001; } > \"$file\"; runtime=999999", "unit 0 ran from 0 to 1000000 ns"),
  ])
  func rowsThatAreNoRowsCannotBeRead(script: String, words: String) async throws {
    let worker = try FakeProgram("\(FakeProgram.untilGo); \(script); record 1 1")
    let error = try await #require(throws: TrialRunError.self) {
      _ = try await runner(worker: worker).run(.twoUnits()) { _ in }
    }
    #expect(error.code == .unreadableUnits)
    #expect("\(error)".contains(words), "\(error)")
  }

  @Test func aFailedWarmUpMakesTheTrialInvalid() async throws {
    let worker = try FakeProgram(
      "hello; hear_plan; ready 3; hear; { row 000 001; row 000 001; } > \"$file\"; record 2 2")
    var request = TrialRequest.twoUnits()
    request.plan.warmUp = .init(page: request.plan.pages[0], units: 3)
    let result = try await runner(worker: worker).run(request) { _ in }
    #expect(result.invalidReason?.contains("3 units of the warm-up") == true)
  }
}
