package import Foundation
internal import TextFormats
internal import Workload

/// The one border that a worker's lines cross: the order of the messages, and the range of every value.
///
/// What has passed can be calculated with and shown: no sum of it overflows, numbers of units are those of the plan,
/// and texts are printable. A pure state machine.
package struct WorkerDialogue: Sendable {
  /// Why a line is refused.
  package struct Violation: Error, Equatable {
    /// The kinds of violation.
    package enum Kind: Sendable {
      /// The line is no message of the protocol.
      case noMessage
      /// The message has no place here.
      case outOfTurn
      /// A value of the message cannot be.
      case outOfRange
    }

    /// The kind of violation.
    package var kind: Kind
    /// What the worker did, to follow its name, such as `sent ready`.
    package var detail: String

    package init(kind: Kind, detail: String) {
      self.kind = kind
      self.detail = detail
    }
  }

  private enum Expected {
    case hello, ready, results, nothing
  }

  private let plan: TrialPlan
  private var expected = Expected.hello
  private var reported: Set<Int> = []
  private var hasHeld = false
  private var turnsOver = 0

  /// The beginning of a worker's output.
  package init(plan: TrialPlan) { self.plan = plan }

  /// Takes the worker's next line.
  ///
  /// - Parameter line: with or without its newline.
  /// - Returns: the message, with its texts made printable.
  package mutating func accept(_ line: some DataProtocol) throws(Violation) -> WorkerMessage {
    let message: WorkerMessage
    do {
      message = try LineChannel.decode(WorkerMessage.self, from: line)
    } catch {
      let start = String(decoding: line.prefix(400), as: UTF8.self).printable(limit: 200)
      throw Violation(kind: .noMessage, detail: "sent a line that is no message: \"\(start)\"")
    }
    guard let next = follower(of: message) else {
      throw Violation(kind: .outOfTurn, detail: "sent \(message.name)")
    }
    do {
      let checked = try message.checked(for: plan)
      try note(checked)
      expected = next
      return checked
    } catch {
      throw Violation(kind: .outOfRange, detail: "sent \(message.name) with \(error.context)")
    }
  }

  /// What is expected after a message; nil if it has no place now.
  private func follower(of message: WorkerMessage) -> Expected? {
    switch (message, expected) {
    case (.failure, .hello), (.failure, .ready), (.failure, .results): .nothing
    case (.hello, .hello): .ready
    case (.ready, .ready): .results
    case (.unit, .results) where plan.reportsUnits: .results
    case (.turn(let turn), .results) where turn.number == turnsOver + 1 && turn.number < plan.turns?.count ?? 1:
      .results
    case (.held, .results) where plan.work.holds && !hasHeld: .results
    case (.record, .results): .nothing
    default: nil
    }
  }

  private mutating func note(_ message: WorkerMessage) throws(TrialError) {
    if case .held = message { hasHeld = true }
    if case .turn = message { turnsOver += 1 }
    guard case .unit(let report) = message else { return }
    guard reported.insert(report.unit).inserted else { throw TrialError("unit \(report.unit) for the second time") }
  }
}

extension WorkerMessage {
  /// The message's name in the protocol.
  package var name: String {
    switch self {
    case .hello: "hello"
    case .ready: "ready"
    case .unit: "unit"
    case .turn: "turn"
    case .held: "held"
    case .record: "record"
    case .failure: "failure"
    }
  }

  /// The message, with its texts made printable.
  ///
  /// - Throws: `TrialError` that names the first value that cannot be, to follow "with ".
  fileprivate func checked(for plan: TrialPlan) throws(TrialError) -> WorkerMessage {
    switch self {
    case .hello(var hello):
      hello.client = hello.client.printable(limit: 200)
      try Border.check(hello.processIdentifier, "processIdentifier", 1...Int32.max)
      return .hello(hello)
    case .ready(var ready):
      try Border.check(ready.warmUpFailures, "warmUpFailures", 0...plan.mostWarmUpUnits)
      let rounds = ready.roundSecondsPerUnit ?? []
      try Border.check(
        rounds.count, "rounds", 0...(plan.warmUpRounds == nil ? 0 : TrialPlan.WarmUpRounds.mostRounds))
      for seconds in rounds { try Border.check(seconds, "roundSecondsPerUnit", 0...Border.mostSeconds) }
      ready.firstWarmUpFailure = ready.firstWarmUpFailure?.printable()
      return .ready(ready)
    case .turn: return self
    case .held(let held):
      try Border.check(held.units, "units", 0...plan.units)
      return self
    case .unit(var report):
      try Border.check(unit: report.unit, of: plan)
      try Border.check(report.seconds, "seconds", 0...Border.mostSeconds)
      try Border.check(report.httpStatus, "httpStatus", 0...Border.highestStatus)
      try Border.check(report.bytes, "bytes", 0...Border.mostBytes)
      if let fault = report.fault { try Border.check(fault: fault) }
      if let repeats = report.repeats { try Border.check(repeats, "repeats", 0...Int(UInt16.max)) }
      report.detail = report.detail?.printable()
      return .unit(report)
    case .record(let record): return .record(try record.checked(for: plan))
    case .failure(let failure): return .failure(.init(message: failure.message.printable()))
    }
  }
}

extension TrialPlan {
  /// The most units that a warm-up can have.
  fileprivate var mostWarmUpUnits: Int {
    // A round has at most 10⁷ units, so this cannot overflow.
    (warmUp?.units ?? 0) + (warmUpRounds?.units ?? 0) * WarmUpRounds.mostRounds
  }
}
