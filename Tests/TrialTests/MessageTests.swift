import Foundation
import HostSystem
import PageProtocol
import Strategies
import Testing
import Trial
import Workload

/// The protocol is for independent programs: what counts is the JSON, letter by letter.
@Suite("Messages are the JSON of the protocol", .timeLimit(.minutes(1)))
struct MessageTests {
  static let record = TrialRecord(
    startUnixNanoseconds: 1_700_000_000_000_000_000, startMonotonicNanoseconds: 5, runtimeNanoseconds: 7,
    usage: ResourceUsage(
      userNanoseconds: 1, systemNanoseconds: 2, voluntarySwitches: 3, involuntarySwitches: 4, minorFaults: 5,
      majorFaults: 6),
    peakResidentKiB: 8, residentAtBarrierKiB: 9, threadsAtBarrier: 2, unitsEnded: 10, unitsSucceeded: 9,
    unitsRepeated: 0,
    bytesReceived: 1024, connectionsOpened: 3, faults: ["timed-out": 1],
    failures: [.init(unit: 4, fault: "timed-out", detail: "it took too long")])

  static let fromWorker: [(WorkerMessage, String)] = [
    (
      .hello(.init(client: "libcurl/7.88.1", processIdentifier: 42)),
      #"{"hello":{"client":"libcurl/7.88.1","processIdentifier":42,"version":1}}"#
    ),
    (.ready(.init()), #"{"ready":{"warmUpFailures":0}}"#),
    (
      .ready(.init(warmUpFailures: 2, firstWarmUpFailure: "no")),
      #"{"ready":{"firstWarmUpFailure":"no","warmUpFailures":2}}"#
    ),
    (
      .unit(.init(unit: 3, seconds: 0.5, httpStatus: 200, bytes: 10, fault: nil, detail: nil)),
      #"{"unit":{"bytes":10,"httpStatus":200,"seconds":0.5,"unit":3}}"#
    ),
    (
      .unit(.init(unit: 0, seconds: 1, httpStatus: 404, bytes: 0, fault: "http-status", detail: "a/b \"c\"")),
      #"{"unit":{"bytes":0,"detail":"a/b \"c\"","fault":"http-status","httpStatus":404,"seconds":1,"unit":0}}"#
    ),
    (.turn(.init(number: 2)), #"{"turn":{"number":2}}"#),
    (.failure(.init(message: "no memory")), #"{"failure":{"message":"no memory"}}"#),
    (
      .record(record),
      #"{"record":{"bytesReceived":1024,"connectionsOpened":3,"#
        + #""failures":[{"detail":"it took too long","fault":"timed-out","unit":4}],"faults":{"timed-out":1},"#
        + #""peakResidentKiB":8,"residentAtBarrierKiB":9,"runtimeNanoseconds":7,"startMonotonicNanoseconds":5,"#
        + #""startUnixNanoseconds":1700000000000000000,"threadsAtBarrier":2,"unitsEnded":10,"unitsRepeated":0,"#
        + #""unitsSucceeded":9,"usage":{"involuntarySwitches":4,"majorFaults":6,"minorFaults":5,"systemNanoseconds":2,"#
        + #""userNanoseconds":1,"voluntarySwitches":3}}}"#
    ),
  ]

  @Test("messages of the worker, encoded and decoded", arguments: fromWorker)
  func workerMessage(_ message: WorkerMessage, _ json: String) throws {
    #expect(String(decoding: try LineChannel.line(message), as: UTF8.self) == json + "\n")
    #expect(try LineChannel.decode(WorkerMessage.self, from: Data(json.utf8)) == message)
    #expect(try LineChannel.decode(WorkerMessage.self, from: Data((json + "\n").utf8)) == message)
  }

  static let plan = TrialPlan(
    strategy: .threadPerPage, pages: [Page(name: "one", url: "http://127.0.0.1:1/", body: nil)], units: 5,
    concurrency: 2,
    connections: .fresh, timeoutSeconds: 2.5, connectTo: ["a:1:b:2"], caFile: "/ca.pem",
    warmUp: .init(
      page: Page(name: "w", url: "http://w/", body: .init(byteCount: 1, checksum: 18_446_744_073_709_551_615)),
      units: 3),
    reportsUnits: true, unitsFile: "/tmp/units")

  static let fromHarness: [(HarnessMessage, String)] = [
    (.go, #"{"go":{}}"#),
    (.cancel, #"{"cancel":{}}"#),
    (
      .plan(plan),
      #"{"plan":{"caFile":"/ca.pem","concurrency":2,"connectTo":["a:1:b:2"],"connections":"fresh","#
        + #""pages":[{"name":"one","url":"http://127.0.0.1:1/"}],"reportsUnits":true,"strategy":"thread-per-page","#
        + #""timeoutSeconds":2.5,"units":5,"unitsFile":"/tmp/units","visitsOthers":false,"#
        + #""warmUp":{"page":{"body":{"byteCount":1,"checksum":18446744073709551615},"name":"w","url":"http://w/"},"#
        + #""units":3},"work":"fetch"}}"#
    ),
  ]

  @Test("messages of the harness, encoded and decoded", arguments: fromHarness)
  func harnessMessage(_ message: HarnessMessage, _ json: String) throws {
    #expect(String(decoding: try LineChannel.line(message), as: UTF8.self) == json + "\n")
    #expect(try LineChannel.decode(HarnessMessage.self, from: Data(json.utf8)) == message)
  }

  @Test(
    "anything else is refused",
    arguments: ["{}", #"{"go":{},"cancel":{}}"#, #"{"stop":{}}"#, "[]", "", "go", "{"])
  func refused(_ json: String) {
    #expect(throws: (any Error).self) { try LineChannel.decode(HarnessMessage.self, from: Data(json.utf8)) }
    #expect(throws: (any Error).self) { try LineChannel.decode(WorkerMessage.self, from: Data(json.utf8)) }
  }

  @Test func aMessageIsOneLineWhateverItContains() throws {
    let line = try LineChannel.line(WorkerMessage.failure(.init(message: "one\ntwo\r\nthree \u{2028} ü")))
    #expect(line.count { $0 == UInt8(ascii: "\n") } == 1)
    #expect(line.last == UInt8(ascii: "\n"))
  }
}
