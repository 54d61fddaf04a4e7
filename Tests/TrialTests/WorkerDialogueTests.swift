import Foundation
import Strategies
import Testing
import Trial
import Workload

@Suite("A worker's messages have an order, and their values ranges", .timeLimit(.minutes(1)))
struct WorkerDialogueTests {
  static let hello = #"{"hello":{"version":1,"client":"c","processIdentifier":4}}"#
  static let ready = #"{"ready":{"warmUpFailures":0}}"#
  static let record = record()

  static func record(_ fields: String = "") -> String {
    let usual = [
      "startUnixNanoseconds": "0", "startMonotonicNanoseconds": "5", "runtimeNanoseconds": "7",
      "usage": #"{"userNanoseconds":1,"systemNanoseconds":1,"voluntarySwitches":1,"involuntarySwitches":1,"#
        + #""minorFaults":1,"majorFaults":1}"#,
      "peakResidentKiB": "1", "residentAtBarrierKiB": "1", "threadsAtBarrier": "1", "unitsEnded": "2",
      "unitsSucceeded": "2", "unitsRepeated": "0", "bytesReceived": "0", "connectionsOpened": "0", "faults": "{}",
      "failures": "[]",
    ].filter { !fields.contains("\"\($0.key)\"") }.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
    return #"{"record":{"# + (usual + (fields.isEmpty ? [] : [fields])).joined(separator: ",") + "}}"
  }

  static func unit(_ number: Int, _ fields: String = "") -> String {
    let usual = #""seconds":1,"httpStatus":200,"bytes":1"#
    return #"{"unit":{"unit":\#(number),\#(fields.isEmpty ? usual : fields)}}"#
  }

  static func plan(reportsUnits: Bool = true, work: TrialPlan.Work = .fetch) -> TrialPlan {
    TrialPlan(
      strategy: .sequential, work: work, pages: [Page(name: "p", url: "http://p/")], units: 2, concurrency: 1,
      reportsUnits: reportsUnits)
  }

  /// What is refused first; nil if nothing is.
  private func violation(_ lines: [String], plan: TrialPlan = plan()) -> WorkerDialogue.Violation? {
    var dialogue = WorkerDialogue(plan: plan)
    do throws(WorkerDialogue.Violation) {
      for line in lines { _ = try dialogue.accept(Data(line.utf8)) }
      return nil
    } catch { return error }
  }

  @Test func theWholeConversation() {
    #expect(violation([Self.hello, Self.ready, Self.unit(1), Self.unit(0), Self.record]) == nil)
    #expect(violation([Self.hello, Self.ready, Self.record], plan: Self.plan(reportsUnits: false)) == nil)
    let hold = TrialPlan.Work.hold(stackBytes: 0)
    let held = #"{"held":{"units":2}}"#
    #expect(violation([Self.hello, Self.ready, held, Self.record], plan: Self.plan(work: hold)) == nil)
    #expect(violation([Self.hello, #"{"failure":{"message":"no"}}"#]) == nil)
  }

  @Test(
    "A message in the wrong place is refused.",
    arguments: [
      [ready], [record], [hello, hello], [hello, record], [hello, unit(0)], [hello, ready, ready],
      [hello, ready, #"{"held":{"units":2}}"#], [hello, ready, record, unit(0)], [hello, ready, record, record],
    ])
  func order(_ lines: [String]) { #expect(violation(lines)?.kind == .outOfTurn) }

  @Test("Turns are counted, and the last one ends with the record.")
  func turns() {
    var plan = Self.plan(reportsUnits: false)
    (plan.units, plan.turns) = (12, .init(count: 3, lead: 1))
    func turn(_ number: Int) -> String { #"{"turn":{"number":\#(number)}}"# }
    let start = [Self.hello, Self.ready]
    #expect(violation(start + [turn(1), turn(2), Self.record], plan: plan) == nil)
    #expect(violation(start + [turn(2)], plan: plan)?.kind == .outOfTurn)
    #expect(violation(start + [turn(1), turn(1)], plan: plan)?.kind == .outOfTurn)
    #expect(violation(start + [turn(1), turn(2), turn(3)], plan: plan)?.kind == .outOfTurn)
    #expect(violation(start + [turn(1)], plan: Self.plan())?.kind == .outOfTurn)
  }

  @Test("Units are refused that the plan does not report, and a second held.")
  func unasked() {
    #expect(
      violation([Self.hello, Self.ready, Self.unit(0)], plan: Self.plan(reportsUnits: false))?.kind == .outOfTurn)
    let held = #"{"held":{"units":2}}"#
    let plan = Self.plan(work: .hold(stackBytes: 0))
    #expect(violation([Self.hello, Self.ready, held, held], plan: plan)?.kind == .outOfTurn)
  }

  @Test(
    "A value out of its range is refused, with its name.",
    arguments: [
      ([ready.replacing("0", with: "1")], "sent ready with warmUpFailures 1, not 0 to 0"),
      (
        [ready.replacing(":0}", with: #":0,"roundSecondsPerUnit":[0.1]}"#)],
        "sent ready with rounds 1, not 0 to 0"
      ),
      ([ready, unit(-1)], "sent unit with unit -1 of 2"),
      ([ready, unit(2)], "sent unit with unit 2 of 2"),
      ([ready, unit(1), unit(1)], "sent unit with unit 1 for the second time"),
      (
        [ready, unit(0, #""seconds":-1,"httpStatus":200,"bytes":1"#)],
        "sent unit with seconds -1.0, not 0.0 to 1000000000.0"
      ),
      ([ready, unit(0, #""seconds":1,"httpStatus":1000,"bytes":1"#)], "sent unit with httpStatus 1000, not 0 to 999"),
      (
        [ready, unit(0, #""seconds":1,"httpStatus":200,"bytes":1,"repeats":9223372036854775807"#)],
        "sent unit with repeats 9223372036854775807, not 0 to 65535"
      ),
      (
        [ready, unit(0, #""seconds":1,"httpStatus":200,"bytes":1,"repeats":-5"#)],
        "sent unit with repeats -5, not 0 to 65535"
      ),
      (
        [ready, unit(0, #""seconds":1,"httpStatus":1,"bytes":-1"#)],
        "sent unit with bytes -1, not 0 to 9007199254740992"
      ),
      (
        [ready, unit(0, #""seconds":1,"httpStatus":1,"bytes":1,"fault":"\u001b""#)],
        #"sent unit with a fault that does not exist: "\u{1B}""#
      ),
      (
        [ready, record(#""runtimeNanoseconds":-5"#)],
        "sent record with runtimeNanoseconds -5, not 0 to 1152921504606846976"
      ),
      (
        [ready, record(#""unitsEnded":9223372036854775807"#)],
        "sent record with unitsEnded 9223372036854775807, not 0 to 2"
      ),
      ([ready, record(#""unitsEnded":1"#)], "sent record with unitsSucceeded 2, not 0 to 1"),
      (
        [ready, record(#""bytesReceived":9223372036854775807"#)],
        "sent record with bytesReceived 9223372036854775807, not 0 to 9007199254740992"
      ),
      ([ready, record(#""faults":{"timed-out":3}"#)], "sent record with faults.timed-out 3, not 0 to 2"),
      (
        [ready, record(#""contention":{"nanoseconds":1,"operations":[1,2],"longestWaitNanoseconds":[1,2]}"#)],
        "sent record with a contention that the plan does not have"
      ),
    ])
  func ranges(_ lines: [String], _ detail: String) {
    let violation = violation([Self.hello] + lines)
    #expect(violation == .init(kind: .outOfRange, detail: detail))
  }

  @Test("What is no message is shown as printable text of bounded length.")
  func printable() {
    let detail = violation(["\u{1B}[2J\u{202E}" + String(repeating: "x", count: 1000)])?.detail ?? ""
    #expect(detail.hasPrefix(#"sent a line that is no message: "\u{1B}[2J\u{202E}xxx"#))
    #expect(detail.count < 300)
  }

  @Test("Texts of messages are made printable.")
  func texts() throws {
    var dialogue = WorkerDialogue(plan: Self.plan())
    _ = try dialogue.accept(Data(Self.hello.utf8))
    _ = try dialogue.accept(Data(Self.ready.utf8))
    let line = Self.unit(
      0, #""seconds":1,"httpStatus":0,"bytes":0,"fault":"other","detail":"a\u001b[31m\u202e\nb\u00fc""#)
    guard case .unit(let report) = try dialogue.accept(Data(line.utf8)) else {
      Issue.record("no unit")
      return
    }
    #expect(report.detail == #"a\u{1B}[31m\u{202E}\u{A}bü"#)
  }
}
