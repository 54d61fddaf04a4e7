import Foundation
import NIOCore
import PageProtocol
import Testing

@testable import PageServer

@Suite(.timeLimit(.minutes(1))) struct StatisticsTests {
  @Test func countsPagesAndNotRequestsForTheStatistics() throws {
    try withServer { server in
      for _ in 1...3 { _ = try Curl(server.url + "/page?size=100&delay=20ms") }
      _ = try Curl(server.url + "/page?size=10&status=404")
      _ = try Curl(server.url + "/nowhere")
      _ = try server.statistics()
      let statistics = try server.statistics { $0.connectionsOpen == 0 }
      #expect(statistics.requests == 5)
      #expect(statistics.responses == ["200": 3, "404": 2])
      #expect(statistics.inFlight == 0)
      #expect(statistics.peakInFlight == 1)
      #expect(statistics.connectionsOpened == 5)
      #expect(statistics.tlsHandshakes == 0)
      #expect(statistics.bodyBytes > 310)
      #expect(statistics.inFlightSeconds >= 0.060)
      #expect(
        abs(statistics.service.mean * 5 - statistics.inFlightSeconds) < 1e-6,
        "Little's law: both are the time of all requests")
      #expect(statistics.service.max >= 0.020)
      #expect(statistics.service.p50 >= 0.0199)
      #expect(statistics.lateness.max < statistics.service.max)
      #expect(statistics.elapsedSeconds >= statistics.inFlightSeconds)
      #expect(statistics.cpuUserSeconds + statistics.cpuSystemSeconds > 0)
      #expect(statistics.listenOverflows >= 0)
    }
  }

  @Test(arguments: [1, 2]) func peakIsTheMostAtAnyMoment(threads: Int) throws {
    try withServer(threads: threads) { server in
      let load = try run(
        "/usr/bin/curl",
        ["-sS", "--max-time", "20", "-o", "/dev/null", "--http1.1", "--parallel", "--parallel-immediate"]
          + ["--parallel-max", "7", "\(server.url)/rendezvous?count=7&timeout=10s#[1-7]"]
          + ["-o", "/dev/null", "\(server.url)/page?size=[1-50]"])
      #expect(load.exitCode == 0)
      let statistics = try server.reset()
      #expect(statistics.peakInFlight == 7)
      #expect(statistics.requests == 57)
      #expect(statistics.connectionsOpened == 7)
      #expect(statistics.bodyBytes == 7 * 1024 + 50 * 51 / 2)
    }
  }

  @Test func resetKeepsTheRequestsInFlight() throws {
    try withServer { server in
      let waiting = try server.connect()
      waiting.send("GET /page?delay=400ms&size=1 HTTP/1.1\r\n\r\n")
      try server.statistics { $0.inFlight == 1 }
      _ = try Curl(server.url + "/page")
      let before = try server.reset()
      #expect(before.requests == 2)
      #expect(before.peakInFlight == 2)
      let after = try server.statistics()
      #expect(after.requests == 0)
      #expect(after.responses.isEmpty)
      #expect(after.inFlight == 1)
      #expect(after.peakInFlight == 1)
      #expect(after.connectionsOpen == 1)
      #expect(after.connectionsOpened == 0)
      _ = waiting.receive(until: "\r\n\r\ne")
      let end = try server.statistics()
      #expect(end.requests == 0)
      #expect(end.responses == ["200": 1])
      #expect(end.inFlight == 0)
      #expect(before.inFlightSeconds + end.inFlightSeconds >= 0.4)
      #expect(end.inFlightSeconds <= end.elapsedSeconds)
    }
  }

  @Test func theRequestsOfAClosedConnectionAreNoLongerInFlight() throws {
    try withServer { server in
      do {
        let client = try server.connect()
        client.send("GET /page?delay=1000s HTTP/1.1\r\n\r\nGET /page HTTP/1.1\r\n\r\n")
        try server.statistics { $0.inFlight == 2 && $0.connectionsOpen == 1 }
      }
      let statistics = try server.statistics { $0.inFlight == 0 }
      #expect(statistics.connectionsOpen == 0)
      #expect(statistics.requests == 2)
      #expect(statistics.responses.isEmpty)
      #expect(statistics.inFlightSeconds > 0)
    }
  }

  // MARK: The parts alone

  @Test func integralIsExact() {
    func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(1_000_000 + seconds) }
    var counters = RequestCounters(at: at(0))
    counters.requestArrived(at: at(1))
    counters.requestArrived(at: at(3))
    #expect(counters.inFlightSeconds(at: at(4)) == 3 + 1)
    counters.requestAnswered(at: at(5), arrival: at(1), delay: .seconds(3), status: 200, bodyBytes: 10)
    counters.requestAbandoned(at: at(9))
    #expect(counters.inFlightSeconds(at: at(20)) == 4 + 6)
    #expect(counters.service.summary.max == 4)
    #expect(counters.lateness.summary.max == 1)

    var later = RequestCounters(at: at(20), inFlight: 2)
    #expect(later.inFlightSeconds(at: at(20)) == 0)
    later.requestAbandoned(at: at(21))
    #expect(later.inFlightSeconds(at: at(25)) == 1 + 5)
    later.add(counters)
    #expect(later.inFlightSeconds(at: at(25)) == 16)
    #expect(later.responses == ["200": 1])
  }

  @Test func gaugeIsExactAcrossThreads() {
    let gauge = InFlightGauge()
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for _ in 0..<10_000 {
        gauge.enter()
        gauge.leave()
      }
    }
    #expect((1...8).contains(gauge.peak))
    _ = gauge.restartPeak()
    #expect(gauge.peak == 0)
    for _ in 0..<5 { gauge.enter() }
    gauge.leave()
    #expect(gauge.restartPeak() == 5)
    #expect(gauge.peak == 4)
  }

  @Test func durationsHaveTheQuantilesOfTheSample() {
    var recorder = DurationRecorder()
    for milliseconds in 1...1000 as ClosedRange<UInt64> { recorder.record(nanoseconds: milliseconds * 1_000_000) }
    let summary = recorder.summary
    #expect(abs(summary.mean - 0.5005) < 1e-9)
    #expect(abs(summary.p50 - 0.500) < 0.001)
    #expect(abs(summary.p90 - 0.900) < 0.001)
    #expect(abs(summary.p99 - 0.990) < 0.001)
    #expect(summary.max == 1)
  }
}
