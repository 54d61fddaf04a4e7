import Curl
import Foundation
import TestBench
import Testing
import Workload

@Suite("A transfer can be stopped from outside", .timeLimit(.minutes(1)))
struct StopCheckTests {
  private func fetch(_ url: String, unless stop: StopFlag) async throws -> TransferResult {
    try startCurl()
    return try await onOwnThread {
      let easy = try EasyHandle(TransferOptions(), receiver: BodyKeeper())
      try easy.setURL(url)
      try easy.setStopCheck(
        { flag, _, _, _, _ in
          guard let flag else { return 0 }
          return Unmanaged<StopFlag>.fromOpaque(flag).takeUnretainedValue().isRaised ? 1 : 0
        }, context: Unmanaged.passUnretained(stop).toOpaque())
      return withExtendedLifetime(stop) { easy.perform() }
    }
  }

  @Test func beforeItBegins() async throws {
    let server = try ScriptedServer(always: .page("never asked for"))
    let stop = StopFlag()
    stop.raise()
    let result = try await fetch(server.url(), unless: stop)
    #expect(result.fault == .cancelled)
  }

  @Test func whileItWaits() async throws {
    let server = try ScriptedServer(always: .silence)
    let stop = StopFlag()
    async let result = fetch(server.url(), unless: stop)
    #expect(try await server.hasSeen { $0.inFlight == 1 })
    stop.raise()
    #expect(try await result.fault == .cancelled)
    #expect(try await server.hasSeen { $0.connectionsClosedByClient == 1 })
  }

  @Test func notUnlessAskedTo() async throws {
    let server = try ScriptedServer(always: .page("fine"))
    let result = try await fetch(server.url(), unless: StopFlag())
    #expect(result.fault == nil)
  }
}
