import NIOCore
import PageProtocol
import Testing

@testable import PageServer

@Suite(.timeLimit(.minutes(1))) struct RendezvousTests {
  @Test(arguments: [1, 2]) func allAreAnsweredWhenTheLastHasArrived(threads: Int) throws {
    try withServer(threads: threads) { server in
      let meeting = try run(
        "/usr/bin/curl",
        ["-sS", "--max-time", "20", "-i", "--http1.1", "--parallel", "--parallel-immediate"]
          + ["\(server.url)/rendezvous?count=8&timeout=10s&size=3&name=a#[1-8]"])
      #expect(meeting.exitCode == 0)
      let text = String(decoding: meeting.output, as: UTF8.self)
      #expect(text.matches(of: /Rendezvous: met\r\nRendezvous-Arrived: 8\r\n/).count == 8)
      let statistics = try server.statistics()
      #expect(statistics.peakInFlight == 8)
      #expect(statistics.requests == 8)
      #expect(statistics.responses == ["200": 8])
    }
  }

  @Test func aTimeOutSaysHowManyHaveArrived() throws {
    try withServer { server in
      let answer = try Curl(server.url + "/rendezvous?count=3&timeout=50ms&size=4")
      #expect(answer.status == 200)
      #expect(answer.headers["rendezvous"] == "timed-out")
      #expect(answer.headers["rendezvous-arrived"] == "1")
      #expect(answer.body == PageText.bytes(4))
      #expect(answer.seconds >= 0.050)
    }
  }

  @Test func aClosedConnectionIsNotCounted() throws {
    try withServer { server in
      do {
        let client = try server.connect()
        client.send("GET /rendezvous?count=2&timeout=15s HTTP/1.1\r\n\r\n")
        try server.statistics { $0.inFlight == 1 }
      }
      try server.statistics { $0.inFlight == 0 }
      let answer = try Curl(server.url + "/rendezvous?count=2&timeout=50ms")
      #expect(answer.headers["rendezvous"] == "timed-out")
      #expect(answer.headers["rendezvous-arrived"] == "1")
    }
  }

  @Test func badQueriesAreRefused() throws {
    try withServer { server in
      for query in ["", "count=0", "count=2&timeout=later", "count=2&delay=1s"] {
        let answer = try Curl(server.url + "/rendezvous?" + query)
        #expect(answer.status == 400)
      }
    }
  }

  // MARK: Rendezvous without a server

  private func place(_ name: String, _ count: Int) throws -> RendezvousRequest.Place {
    try RendezvousRequest(query: "name=\(name)&count=\(count)").place
  }

  @Test func differentPlacesAreSeparate() throws {
    var rendezvous = Rendezvous<String>()
    guard case .wait = rendezvous.arrive("a", at: try place("x", 2), due: .distantFuture),
      case .wait = rendezvous.arrive("b", at: try place("y", 2), due: .distantFuture),
      case .wait = rendezvous.arrive("c", at: try place("x", 3), due: .distantFuture),
      case .met(let participants) = rendezvous.arrive("d", at: try place("x", 2), due: .distantFuture)
    else {
      Issue.record("participants of different places met")
      return
    }
    #expect(Set(participants) == ["a", "d"])
  }

  @Test func aTimeOutOfAnEarlierMeetingDoesNotEndALaterOne() throws {
    var rendezvous = Rendezvous<String>()
    let place = try place("x", 2)
    guard case .wait(let early, _) = rendezvous.arrive("a", at: place, due: .distantFuture),
      case .met = rendezvous.arrive("b", at: place, due: .distantFuture),
      case .wait(let late, _) = rendezvous.arrive("c", at: place, due: .distantFuture)
    else {
      Issue.record("the first two did not meet")
      return
    }
    #expect(rendezvous.timeOut(early).isEmpty)
    rendezvous.leave(early)
    #expect(rendezvous.timeOut(late) == ["c"])
    #expect(rendezvous.timeOut(late).isEmpty)
  }
}
