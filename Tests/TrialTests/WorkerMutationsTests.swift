import Foundation
import HostSystem
import Strategies
import TestBench
import Testing
import Trial
import Workload

@Suite("Damaged messages are refused, or in range: Mutations", .serialized, .timeLimit(.minutes(10)))
struct WorkerMutationsTests {
  private static let plan = TrialPlan(
    strategy: .sequential, pages: [Page(name: "p", url: "http://p/")], units: 4, concurrency: 1,
    warmUp: .init(page: Page(name: "p", url: "http://p/"), units: 3),
    heartbeats: [.init(.home), .init(.task, .reply, intervalSeconds: 0.01, tail: 1)], reportsUnits: true)

  private static let lines = [
    WorkerDialogueTests.hello, #"{"ready":{"warmUpFailures":2,"firstWarmUpFailure":"no page"}}"#,
    WorkerDialogueTests.unit(
      3, #""seconds":1.5,"httpStatus":404,"bytes":10,"fault":"http-status","detail":"status 404","repeats":1"#),
    #"{"failure":{"message":"no memory"}}"#,
    WorkerDialogueTests.record(
      #""faults":{"timed-out":1},"failures":[{"unit":3,"fault":"timed-out","detail":"late"}],"#
        + #""leftovers":{"countedNanoseconds":9,"threads":1,"connections":2},"heartbeats":["#
        + #"{"heartbeat":{"place":"home","pacing":"schedule","intervalSeconds":0.005,"tail":0},"#
        + #""dueNanoseconds":[1,2],"lateNanoseconds":[3,-1],"endNanoseconds":5},"#
        + #"{"heartbeat":{"place":"task","pacing":"reply","intervalSeconds":0.01,"tail":1},"#
        + #""dueNanoseconds":[],"lateNanoseconds":[],"endNanoseconds":5}]"#),
  ]

  /// Whether a terminal can show it: independent of the function that makes it so.
  private static func isPrintable(_ text: String?) -> Bool {
    (text ?? "").unicodeScalars.allSatisfy { scalar in
      !(0x00...0x1F).contains(scalar.value) && !(0x7F...0x9F).contains(scalar.value)
        && !(0x200B...0x200F).contains(scalar.value) && !(0x2028...0x202E).contains(scalar.value)
    }
  }

  private static func isInRange(_ message: WorkerMessage) -> Bool {
    switch message {
    case .hello(let hello): isPrintable(hello.client) && hello.processIdentifier > 0
    case .ready(let ready): (0...3).contains(ready.warmUpFailures) && isPrintable(ready.firstWarmUpFailure)
    case .held, .turn: false
    case .failure(let failure): isPrintable(failure.message)
    case .unit(let unit):
      (0..<4).contains(unit.unit) && unit.seconds >= 0 && unit.seconds.isFinite && unit.bytes >= 0
        && (0...999).contains(unit.httpStatus) && isPrintable(unit.detail)
        && (0...65_535).contains(unit.repeats ?? 0)
    case .record(let record):
      record.runtimeNanoseconds >= 0 && (0...4).contains(record.unitsEnded) && (0...4).contains(record.unitsSucceeded)
        && record.bytesReceived >= 0 && record.faults.values.allSatisfy { (0...4).contains($0) }
        && record.failures.allSatisfy { (0..<4).contains($0.unit) && isPrintable($0.detail) }
        && record.heartbeats?.allSatisfy {
          $0.dueNanoseconds.count == $0.lateNanoseconds.count && $0.lateNanoseconds.allSatisfy { $0 >= -1 }
        } ?? true
    }
  }

  @Test func messages() throws {
    let before = try ProcessStatus.current().residentKiB
    var mutations = Mutations(of: Self.lines, tokens: ["\u{202E}", "\\u001b", "unit", "record"], seed: 11)
    var accepted = 0
    for _ in 0..<Mutations.count {
      let line = Data(mutations.next())
      // Each message has its place.
      for earlier in 0..<3 {
        var dialogue = WorkerDialogue(plan: Self.plan)
        for line in Self.lines.prefix(earlier) { _ = try dialogue.accept(Data(line.utf8)) }
        do throws(WorkerDialogue.Violation) {
          let message = try dialogue.accept(line)
          accepted += 1
          #expect(Self.isInRange(message), "\(message)")
        } catch {
          #expect(Self.isPrintable(error.detail) && error.detail.count < 2_000)
        }
      }
    }
    #expect(accepted > 0, "some mutations are harmless")
    #expect(try ProcessStatus.current().residentKiB - before < 300 << 10)
  }

  @Test func unitRows() throws {
    let rows = (0..<4 as Range<Int64>).map { unit in
      UnitRow(
        startNanoseconds: 1000 + unit, firstByteNanoseconds: 1010 + unit, doneNanoseconds: 1100, bytes: 1 << 40,
        thread: 7, httpStatus: 200, timesEnded: 1, connectionsOpened: 1)
    }
    let bytes = rows.withUnsafeBytes { Array($0) }
    let before = try ProcessStatus.current().residentKiB
    var mutations = Mutations(of: [bytes], seed: 12)
    var accepted = 0
    for _ in 0..<Mutations.count {
      let file = try NamelessFile("mutation")
      let damaged = mutations.next()
      let isWritten =
        damaged.isEmpty || damaged.withUnsafeBytes { write(file.descriptor, $0.baseAddress, $0.count) } > 0
      #expect(isWritten)
      _ = try? UnitFile.read(file, units: 4, trial: 1000...1100) { rows in
        accepted += 1
        for row in rows where row.timesEnded > 0 {
          #expect(row.startNanoseconds >= 1000 && row.doneNanoseconds <= 1100 && row.durationNanoseconds >= 0)
          #expect(row.bytes >= 0 && row.httpStatus < 1000 && row.faultName.count < 40)
        }
        #expect(rows.reduce(0) { $0 + Int($1.bytes) } >= 0)
      }
    }
    #expect(accepted > 0, "some mutations are harmless")
    #expect(try ProcessStatus.current().residentKiB - before < 300 << 10)
  }

  @Test func plans() throws {
    let before = try ProcessStatus.current().residentKiB
    var samples = [
      String(decoding: try LineChannel.line(HarnessMessage.plan(Self.plan)), as: UTF8.self), #"{"go":{}}"#,
      #"{"release":{}}"#, #"{"cancel":{}}"#,
    ]
    let works: [TrialPlan.Work] = [
      .wait(seconds: 1), .compute(Computation(pageBytes: 10, passes: 3)), .handOff(watchdogSeconds: 1),
      .hold(stackBytes: 4096), .contend(Contention(.mutex, criticalSectionNanoseconds: 10, seconds: 1)),
    ]
    for work in works {
      var plan = Self.plan
      plan.work = work
      plan.arrivals = Arrivals(.poisson, perSecond: 10)
      plan.cancellation = .init(.order, afterSeconds: 1)
      samples.append(String(decoding: try LineChannel.line(HarnessMessage.plan(plan)), as: UTF8.self))
    }
    var mutations = Mutations(of: samples, seed: 13)
    var accepted = 0
    for _ in 0..<Mutations.count {
      guard case .plan(let plan) = try? LineChannel.decode(HarnessMessage.self, from: mutations.next()),
        (try? plan.validate()) != nil
      else { continue }
      accepted += 1
      #expect((0...TrialPlan.mostUnits).contains(plan.units) && plan.concurrency >= 1)
      #expect(plan.timeoutSeconds > 0 && plan.timeoutSeconds <= 86_400)
      if let arrivals = plan.arrivals, plan.units < 1000 {
        #expect(arrivals.times(count: plan.units).allSatisfy { $0 >= 0 })
      }
    }
    #expect(accepted > 0, "some mutations are harmless")
    #expect(try ProcessStatus.current().residentKiB - before < 300 << 10)
  }
}
