import Foundation
import HostSystem
import NIOCore
import NIOHTTP1
import PageProtocol
import Testing

@testable import PageServer

/// What clients can make the server keep is bounded.
@Suite(.serialized, .timeLimit(.minutes(1))) struct MemoryTests {
  private func get(_ target: String) -> HTTPRequestHead {
    HTTPRequestHead(version: .http1_1, method: .GET, uri: target)
  }

  /// The growth of this process's resident memory while `body` runs, in MiB.
  private func growth(_ body: () throws -> Void) throws -> Int {
    ProcessStatus.resetPeak()
    let before = try ProcessStatus.current().residentKiB
    try body()
    return (try ProcessStatus.current().peakResidentKiB - before) >> 10
  }

  @Test("The next response begins when the previous one has been read.", arguments: [10, 64])
  func pipelinedPagesWait(mebibytes: Int) throws {
    try withServer { server in
      let client = try server.connect()
      let target = "/page?size=\(mebibytes << 20)"
      client.send(String(repeating: "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", count: 20))
      let statistics = try server.statistics { $0.requests == 20 && $0.responses["200"] == 1 }
      #expect(statistics.inFlight == 19)
    }
  }

  @Test func aSlowClientGetsEveryPageWhole() throws {
    try withServer { server in
      let client = try server.connect()
      let sizes = [3_000_000, 10, 200_000, 5_000_000]
      let gets = sizes.map { "GET /page?size=\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }
      client.send(gets.joined() + "GET /page?size=1 HTTP/1.1\r\nConnection: close\r\n\r\n")
      try server.statistics { $0.requests == 5 }
      let received = client.receive()
      #expect(received.utf8.count > sizes.reduce(0, +))
      #expect(received.matches(of: /HTTP\/1.1 200 OK/).count == 5)
      for size in sizes {
        #expect(received.contains("\r\n\r\n" + String(decoding: PageText.bytes(size), as: UTF8.self)))
      }
    }
  }

  @Test func theCacheCountsWhatItHolds() throws {
    var cache = AnswerCache(maker: AnswerMaker(text: PageTextStore()), loops: 1)
    let growth = try growth {
      for number in 0..<6000 {
        for target in [
          "/\(number)\(String(repeating: "x", count: 7000))", "/page?size=\(16_000 - number % 4000)&seed=\(number)",
        ] {
          guard case .respond(let response) = cache.answer(to: get(target)).kind else { continue }
          _ = try response.encoded(.implicit, headOnly: false)
          _ = try response.encoded(.close, headOnly: false)
        }
        #expect(cache.footprint <= AnswerCache.largestFootprint)
      }
    }
    #expect(growth <= 96, "MiB, while the limit is 32")
  }

  @Test func manyLoopsShareOneLimit() {
    var cache = AnswerCache(maker: AnswerMaker(text: PageTextStore()), loops: 128)
    for number in 0..<2000 { _ = cache.answer(to: get("/page?seed=\(number)")) }
    #expect(cache.footprint <= AnswerCache.largestFootprint / 128)
    #expect(cache.count > 0)
  }

  @Test func theTextIsSharedByEverySize() throws {
    let text = PageTextStore()
    let growth = try growth {
      var pieces: [ByteBuffer] = []
      for size in stride(from: 100_000, through: 4_000_000, by: 100_000) {
        for start in stride(from: 0, to: size, by: PageTextStore.partBytes) {
          pieces.append(text.piece(at: start, upTo: size - start))
        }
      }
      #expect(pieces.count > 1000)
    }
    #expect(growth <= 16, "MiB, of which the text is 4")
  }

  @Test func longTargetsAreRefused() throws {
    try withServer { server in
      let long = try Curl(server.url + "/page?location=" + String(repeating: "x", count: 9000))
      #expect(long.status == 414)
      #expect(try Curl(server.url + "/page?location=" + String(repeating: "x", count: 7000)).status == 200)
      let path = try Curl(server.url + "/" + String(repeating: "x", count: 7000))
      #expect(path.status == 404)
      #expect(path.body.count < 400, "the path is not repeated as a whole")
    }
  }

  @Test(arguments: [
    "GET /\(String(repeating: "x", count: 20_000))", "GET / HTTP/1.1\r\nX: \(String(repeating: "x", count: 20_000))",
  ])
  func longHeadsAreRefused(head: String) throws {
    try withServer { server in
      let client = try server.connect()
      client.send(head)
      #expect(client.receive().hasPrefix("HTTP/1.1 431 "))
    }
  }

  @Test func abandonedMeetingsLeaveNothing() throws {
    try withServer { server in
      for number in 0..<20 {
        let client = try server.connect()
        client.send("GET /rendezvous?count=2&timeout=1000s&name=\(number) HTTP/1.1\r\n\r\n")
        try server.statistics { $0.requests == number + 1 }
        withExtendedLifetime(client) {}
      }
      try server.statistics { $0.inFlight == 0 && $0.connectionsOpen == 0 }
      let refused = try Curl(server.url + "/rendezvous?count=2&name=" + String(repeating: "x", count: 300))
      #expect(refused.status == 400)
    }
  }

  @Test func waitsAreBounded() throws {
    var rendezvous = Rendezvous<Int>(mostWaiting: 3)
    var tickets: [Rendezvous<Int>.Ticket] = []
    let place = try RendezvousRequest(query: "count=5").place
    for participant in 0..<3 {
      if case .wait(let ticket, _) = rendezvous.arrive(participant, at: place, due: .distantFuture) {
        tickets.append(ticket)
      }
    }
    guard case .full = rendezvous.arrive(3, at: place, due: .distantFuture) else {
      Issue.record("a fourth participant waits")
      return
    }
    rendezvous.leave(tickets[0])
    rendezvous.leave(tickets[0])
    #expect(rendezvous.waiting == 2)
    #expect(rendezvous.timeOut(tickets[1]).sorted() == [1, 2])
    #expect(rendezvous.waiting == 0)
  }
}
