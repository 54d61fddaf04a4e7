import TestBench
import Testing
import Trial
import Workload

/// A performer with a given outcome.
private struct Scripted: BlockingPerformer, AsyncPerformer, CallbackPerformer {
  var outcome = Outcome(thread: 5)

  func perform(_ unit: Unit) -> Outcome { outcome }
  func perform(_ unit: Unit) async -> Outcome { outcome }
  func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) { finish(outcome) }
}

@Suite("A recorder keeps the result of every unit", .timeLimit(.minutes(1)))
struct RecorderTests {
  private func record(_ units: [Int], _ outcome: Outcome, in recorder: Recorder) {
    var performer = Measured(Scripted(outcome: outcome), recorder: recorder)
    for unit in units { _ = performer.perform(Unit(index: unit)) }
  }

  private static let full = Outcome(
    fault: .bodyCutShort, detail: "half of it", httpStatus: 206, bytes: 17, firstByteNanoseconds: 1,
    connectionsOpened: 2, thread: 77)

  /// The three kinds of performer.
  enum Kind: CaseIterable {
    case blocking
    case tasks
    case callbacks
  }

  /// A synchronous function, because an asynchronous one would call the asynchronous `perform`.
  private func blocking(_ performer: consuming some BlockingPerformer, _ unit: Unit) -> Outcome {
    performer.perform(unit)
  }

  @Test("of every kind of performer", arguments: Kind.allCases)
  func rows(_ kind: Kind) async throws {
    let recorder = Recorder(count: 3)
    let scripted = Scripted(outcome: Self.full)
    var returned: Outcome?
    switch kind {
    case .blocking: returned = blocking(Measured(scripted, recorder: recorder), Unit(index: 1))
    case .tasks: returned = await Measured(scripted, recorder: recorder).perform(Unit(index: 1))
    case .callbacks: Measured(scripted, recorder: recorder).start(Unit(index: 1)) { returned = $0 }
    }
    #expect(returned == Self.full)
    let rows = Array(recorder.rows(0..<3))
    #expect(rows[0] == UnitRow())
    #expect(rows[2] == UnitRow())
    let row = rows[1]
    #expect(row.startNanoseconds > 0)
    #expect(row.doneNanoseconds >= row.startNanoseconds)
    #expect(row.firstByteNanoseconds == row.startNanoseconds + 1)
    #expect(row.bytes == 17)
    #expect(row.thread == 77)
    #expect(row.httpStatus == 206)
    #expect(row.faultName == "body-cut-short")
    #expect(row.timesEnded == 1)
    #expect(row.connectionsOpened == 2)
  }

  @Test func withoutAResponseThereIsNoFirstByte() {
    let recorder = Recorder(count: 1)
    record([0], Outcome(fault: .connectionFailed, thread: 1), in: recorder)
    #expect(recorder.rows(0..<1)[0].firstByteNanoseconds == 0)
  }

  @Test("The first byte does not come after the end; libcurl rounds its time up.")
  func firstByteAtTheEnd() {
    let recorder = Recorder(count: 1)
    record([0], Outcome(firstByteNanoseconds: 3_600_000_000_000, thread: 1), in: recorder)
    let row = recorder.rows(0..<1)[0]
    #expect(row.firstByteNanoseconds == row.doneNanoseconds)
  }

  @Test func numbersThatDoNotFitAreClamped() {
    let recorder = Recorder(count: 1)
    record([0], Outcome(httpStatus: 70_000, connectionsOpened: 1 << 40, thread: 1), in: recorder)
    #expect(recorder.rows(0..<1)[0].httpStatus == .max)
    #expect(recorder.rows(0..<1)[0].connectionsOpened == .max)
  }

  @Test func repeatedAndMissingUnitsAreCounted() throws {
    let recorder = Recorder(count: 6)
    let meter = try Meter.start()
    record([0, 2, 2, 3, 3, 3], Outcome(bytes: 10, connectionsOpened: 1, thread: 1), in: recorder)
    record([5], Outcome(fault: .timedOut, thread: 1), in: recorder)
    #expect(recorder.rows(0..<6).map(\.timesEnded) == [1, 0, 2, 3, 0, 1])
    let record = try meter.stop().record(of: 0..<6, from: recorder)
    #expect(record.unitsEnded == 4)
    #expect(record.unitsSucceeded == 3)
    #expect(record.unitsRepeated == 2)
    #expect(record.bytesReceived == 30)
    #expect(record.connectionsOpened == 3)
    #expect(record.faults == ["timed-out": 1])
  }

  @Test func aUnitThatEndsTooOftenIsStillCountedAsRepeated() {
    let recorder = Recorder(count: 1)
    record(Array(repeating: 0, count: 600), Outcome(thread: 1), in: recorder)
    #expect(recorder.rows(0..<1)[0].timesEnded == 255)
  }

  @Test("the details of the first hundred failures are kept, and all failures are counted")
  func failures() throws {
    let recorder = Recorder(count: 300)
    let meter = try Meter.start()
    for unit in 0..<250 {
      record(
        [unit], Outcome(fault: .httpStatus, detail: "HTTP status 404 (\(unit))", httpStatus: 404, thread: 1),
        in: recorder)
    }
    let trial = try meter.stop().record(of: 0..<300, from: recorder)
    #expect(trial.failures.map(\.unit) == Array(0..<100))
    #expect(trial.failures[7] == .init(unit: 7, fault: "http-status", detail: "HTTP status 404 (7)"))
    #expect(trial.faults == ["http-status": 250])
  }

  @Test func failuresOfTheWarmUpAreKeptApart() throws {
    let recorder = Recorder(count: 20)
    record([15], Outcome(fault: .timedOut, thread: 1), in: recorder)
    record([3], Outcome(fault: .tls, thread: 1), in: recorder)
    #expect(recorder.failures(of: 0..<10).map(\.fault) == ["tls"])
    #expect(recorder.failures(of: 10..<20).map(\.fault) == ["timed-out"])
    let trial = try Meter.start().stop().record(of: 0..<10, from: recorder)
    #expect(trial.failures.map(\.unit) == [3])
    #expect(trial.unitsEnded == 1)
  }

  @Test("in an open loop a row says when its unit was due, also if the unit never began")
  func intendedTimes() {
    let recorder = Recorder(count: 3)
    record([1], Self.full, in: recorder)
    recorder.stamp(0..<2, with: ArrivalSchedule([0, 70], start: 1000))
    let rows = Array(recorder.rows(0..<3))
    #expect(rows.map(\.intendedNanoseconds) == [1000, 1070, 0])
    #expect(rows.map(\.timesEnded) == [0, 1, 0])
    #expect(rows[1].bytes == 17)
  }

  @Test func eachUnitIsReportedAsItEnds() {
    let reports = Watched<[UnitReport]>([])
    let recorder = Recorder(count: 2) { report in reports.update { $0.append(report) } }
    record([1], Self.full, in: recorder)
    record([0], Outcome(httpStatus: 200, bytes: 3, thread: 1), in: recorder)
    let received = reports.current
    #expect(received.map(\.unit) == [1, 0])
    #expect(received.map(\.httpStatus) == [206, 200])
    #expect(received.map(\.bytes) == [17, 3])
    #expect(received.map(\.fault) == ["body-cut-short", nil])
    #expect(received.map(\.detail) == ["half of it", nil])
    #expect(received.allSatisfy { $0.seconds >= 0 && $0.seconds < 20 })
  }

  @Test("many threads can record at once")
  func threads() async throws {
    let recorder = Recorder(count: 8000)
    try await withThrowingTaskGroup { group in
      for thread in 0..<8 {
        group.addTask {
          try await onOwnThread {
            var performer = Measured(Scripted(), recorder: recorder)
            for unit in thread * 1000..<thread * 1000 + 1000 { _ = performer.perform(Unit(index: unit)) }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(recorder.rows(0..<8000).allSatisfy { $0.timesEnded == 1 && $0.thread == 5 })
  }

  @Test("a turn's window is from the start of the unit after its lead to the start of its last one")
  func window() throws {
    let recorder = Recorder(count: 20)
    recorder.openWindow(of: 5..<15, lead: 2)
    record(Array(0..<20), Outcome(thread: 5), in: recorder)
    let window = try #require(recorder.closeWindow(of: 5..<15))
    #expect(window.units == 7)
    let rows = recorder.rows(0..<20)
    #expect(window.nanoseconds <= rows[14].startNanoseconds - rows[6].startNanoseconds)
    #expect(window.nanoseconds >= rows[13].startNanoseconds - rows[7].startNanoseconds)
    record(Array(0..<20), Outcome(thread: 5), in: recorder)
    #expect(recorder.closeWindow(of: 5..<15) == nil)
  }

  @Test("what counts are the units that began in the window, whatever their order")
  func chunks() throws {
    let recorder = Recorder(count: 8)
    recorder.openWindow(of: 0..<8, lead: 1)
    record([0, 4, 1, 5, 2, 6, 3, 7], Outcome(thread: 5), in: recorder)
    #expect(recorder.closeWindow(of: 0..<8)?.units == 5)
  }

  @Test("a turn that was cancelled has no window")
  func cancelled() {
    let recorder = Recorder(count: 20)
    recorder.openWindow(of: 5..<15, lead: 2)
    record(Array(0..<10), Outcome(thread: 5), in: recorder)
    #expect(recorder.closeWindow(of: 5..<15) == nil)
  }

  @Test("units that have ended can be made earlier, and others stay empty")
  func shift() {
    let recorder = Recorder(count: 3)
    record([0, 1], Self.full, in: recorder)
    let before = Array(recorder.rows(0..<3))
    recorder.shift(1..<3, earlierBy: 100)
    let after = recorder.rows(0..<3)
    #expect(after[0] == before[0] && after[2] == UnitRow())
    #expect(after[1].startNanoseconds == before[1].startNanoseconds - 100)
    #expect(after[1].firstByteNanoseconds == before[1].firstByteNanoseconds - 100)
    #expect(after[1].doneNanoseconds == before[1].doneNanoseconds - 100)
  }
}
