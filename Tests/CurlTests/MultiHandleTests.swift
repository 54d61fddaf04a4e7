import Curl
import Foundation
import TestBench
import Testing
import Workload

/// A multi handle, its driver, and transfers identified by numbers instead of addresses.
private final class Machinery {
  let driver = PollDriver()
  let multi: MultiHandle
  private let transfers: [Transfer]

  private final class Transfer {
    let easy: EasyHandle
    let receiver = BodyKeeper()

    init(_ url: String, _ options: TransferOptions) throws {
      easy = try EasyHandle(options, receiver: receiver)
      try easy.setURL(url)
    }
  }

  init(
    _ urls: [String], connections: Int = 100, _ options: TransferOptions = TransferOptions(timeout: .seconds(20))
  ) throws {
    try startCurl()
    multi = try MultiHandle(largestConnectionCount: connections, driver: driver)
    transfers = try urls.map { try Transfer($0, options) }
    for (number, transfer) in transfers.enumerated() {
      guard let mark = UnsafeMutableRawPointer(bitPattern: number + 1) else { continue }
      try multi.adopt(transfer.easy, as: mark)
    }
  }

  func add(_ number: Int) throws { try multi.add(transfers[number].easy) }

  func remove(_ number: Int) { multi.remove(transfers[number].easy) }

  func body(_ number: Int) -> String { transfers[number].receiver.text }

  func result(_ number: Int, code: UInt32) -> TransferResult {
    MultiHandle.result(of: transfers[number].easy, code: code)
  }

  /// The numbers of the transfers that ended, in that order.
  var ended: [Int] { driver.ended.map { Int(bitPattern: $0.transfer) - 1 } }

  func drive(untilEnded count: Int) -> Bool { driver.drive(multi) { driver.ended.count >= count } }
}

@Suite("A multi handle runs many transfers and accounts for its sockets", .timeLimit(.minutes(1)))
struct MultiHandleTests {
  @Test func allAtOnce() async throws {
    let server = try ScriptedServer(always: .together(20))
    try await onOwnThread {
      let machinery = try Machinery((0..<20).map { server.url("/\($0)") })
      for number in 0..<20 { try machinery.add(number) }
      #expect(machinery.drive(untilEnded: 20))
      #expect(machinery.ended.sorted() == Array(0..<20))
      #expect(machinery.driver.ended.allSatisfy { $0.code == 0 })
      #expect((0..<20).allSatisfy { machinery.body($0) == "ok" })
      #expect(machinery.driver.opened.count == 20)
      #expect(machinery.driver.closed.isEmpty)
      machinery.multi.close()
      #expect(machinery.driver.closed.sorted() == machinery.driver.opened.sorted())
    }
    #expect(server.log.peakInFlight == 20)
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 20 })
  }

  @Test func connectionsAreReusedAcrossTransfers() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    try await onOwnThread {
      let machinery = try Machinery([server.url("/0"), server.url("/1")])
      defer { machinery.multi.close() }
      for round in 0..<10 {
        try machinery.add(round % 2)
        #expect(machinery.drive(untilEnded: round + 1))
      }
      #expect(machinery.driver.opened.count == 1)
    }
    #expect(server.log.connectionsOpened == 1)
    #expect(server.log.requests.count == 10)
  }

  @Test("each fresh connection is closed before the handle is")
  func freshConnections() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    try await onOwnThread {
      let machinery = try Machinery([server.url()], TransferOptions(freshConnections: true))
      for round in 0..<5 {
        try machinery.add(0)
        #expect(machinery.drive(untilEnded: round + 1))
      }
      #expect(machinery.driver.opened.count == 5)
      #expect(machinery.driver.closed == machinery.driver.opened)
      #expect(machinery.driver.watchedCount == 0)
      machinery.multi.close()
    }
  }

  @Test func aRemovedTransferClosesItsConnectionAndIsNotReported() async throws {
    let server = try ScriptedServer(always: .silence)
    let machineryIsQuiet = try await onOwnThread {
      let machinery = try Machinery([server.url()])
      try machinery.add(0)
      let isWaiting = machinery.driver.drive(machinery.multi) { server.log.inFlight == 1 }
      machinery.remove(0)
      let closed = machinery.driver.closed
      machinery.multi.close()
      return isWaiting && machinery.ended.isEmpty && closed == machinery.driver.opened && closed.count == 1
        && machinery.driver.watchedCount == 0
    }
    #expect(machineryIsQuiet)
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 1 })
  }

  @Test func aTransferRemovedBeforeItIsSentMakesNoRequest() async throws {
    let server = try ScriptedServer(always: .page(""))
    try await onOwnThread {
      let machinery = try Machinery([server.url(), server.url("/second")])
      try machinery.add(0)
      machinery.remove(0)
      try machinery.add(1)
      #expect(machinery.drive(untilEnded: 1))
      machinery.multi.close()
    }
    #expect(server.log.requests.map(\.path) == ["/second"])
  }

  @Test func neverMoreConnectionsThanAllowed() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    try await onOwnThread {
      let machinery = try Machinery((0..<30).map { server.url("/\($0)") }, connections: 3)
      for number in 0..<30 { try machinery.add(number) }
      #expect(machinery.drive(untilEnded: 30))
      #expect(machinery.driver.ended.allSatisfy { $0.code == 0 })
      machinery.multi.close()
    }
    #expect(server.log.connectionsOpened <= 3)
    #expect(server.log.requests.count == 30)
  }

  @Test("a fault is the same as a blocking transfer's")
  func faults() async throws {
    let server = try ScriptedServer { $0.path == "/hang-up" ? .hangUp : .page("", status: 404) }
    let (descriptor, port) = try LoopbackSocket.bound()
    defer { close(descriptor) }
    let results = try await onOwnThread {
      let machinery = try Machinery([
        server.url("/hang-up"), server.url("/404"), "http://127.0.0.1:\(port)/", "http://", "ftp://127.0.0.1/",
      ])
      defer { machinery.multi.close() }
      for number in 0..<5 { try machinery.add(number) }
      guard machinery.drive(untilEnded: 5) else { return [TransferResult]() }
      let codes = Dictionary(uniqueKeysWithValues: zip(machinery.ended, machinery.driver.ended.map(\.code)))
      return (0..<5).map { machinery.result($0, code: codes[$0] ?? .max) }
    }
    #expect(results.map(\.fault) == [.connectionLost, nil, .connectionFailed, .malformedURL, .unsupportedScheme])
    #expect(results.map(\.httpStatus) == [0, 404, 0, 0, 0])
    #expect(results.allSatisfy { ($0.detail == nil) == ($0.fault == nil) })
  }

  @Test("it can be closed from within a report, with other transfers in progress")
  func closedFromWithin() async throws {
    let server = try ScriptedServer { $0.path == "/0" ? .page("first") : .silence }
    let isClosed = try await onOwnThread {
      let machinery = try Machinery((0..<4).map { server.url("/\($0)") })
      for number in 1..<4 { try machinery.add(number) }
      guard machinery.driver.drive(machinery.multi, until: { server.log.inFlight == 3 }) else { return false }
      machinery.driver.whenEnded = { [multi = machinery.multi] in multi.close() }
      try machinery.add(0)
      guard machinery.drive(untilEnded: 1) else { return false }
      return machinery.driver.closed.sorted() == machinery.driver.opened.sorted()
    }
    #expect(isClosed)
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 4 })
  }

  @Test("released without being closed, it closes its connections")
  func neverClosed() async throws {
    let server = try ScriptedServer { $0.path == "/0" ? .page("fine") : .silence }
    try await onOwnThread {
      let machinery = try Machinery([server.url("/0"), server.url("/1")])
      try machinery.add(1)
      try machinery.add(0)
      #expect(machinery.driver.drive(machinery.multi) { server.log.requests.count == 2 && machinery.ended == [0] })
    }
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 2 })
  }

  @Test func closingAgainDoesNothing() async throws {
    try await onOwnThread {
      let machinery = try Machinery([])
      machinery.multi.close()
      machinery.multi.close()
    }
  }
}
