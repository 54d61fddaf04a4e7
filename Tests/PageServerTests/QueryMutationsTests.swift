import HostSystem
import NIOCore
import NIOHTTP1
import PageProtocol
import TestBench
import Testing

@testable import PageServer

@Suite("Mutations of queries and targets", .serialized, .timeLimit(.minutes(10))) struct QueryMutationsTests {
  private static let queries = [
    "delay=120ms&size=1024&status=200&seed=7", "delay=uniform:5ms:1s&size=0", "delay=exponential%3A100ms",
    "delay=pareto:20ms:1.5&seed=18446744073709551615", "delay=two-point:50ms:2s:0.05&fault=cut-short",
    "size=67108864&fault=drip", "status=302&location=https%3A%2F%2Fa.example%2F%3Fb%3Dc", "fault=redirect-chain&seed=3",
    "count=3&timeout=2s&size=9&name=abc", "count=1000000&timeout=1.5s&name=%C3%A4",
  ]
  private static let tokens = [
    "&", "=", "86400s", "86401s", "1e9s", "67108865", "599", "600", ":", "fault=huge-headers",
  ]

  /// The peak of this process's memory above what it has now may not pass 300 MB.
  private func isFrugal(_ body: () -> Void) throws {
    ProcessStatus.resetPeak()
    let before = try ProcessStatus.current().residentKiB
    body()
    #expect(try ProcessStatus.current().peakResidentKiB - before < 300_000)
  }

  @Test func acceptedParametersAreInRange() throws {
    var mutations = Mutations(of: Self.queries, tokens: Self.tokens, seed: 17)
    var accepted = 0
    try isFrugal {
      for _ in 0..<Mutations.count {
        let query = mutations.nextText()
        if let page = try? PageRequest(query: query[...]) {
          accepted += 1
          #expect((0...PageRequest.largestSize).contains(page.size))
          #expect((200...599).contains(page.status))
          #expect((.zero...LatencyProfile.longest).contains(page.delay.draw(seed: page.seed)))
          #expect(page.location?.utf8.allSatisfy { (0x21...0x7E).contains($0) } ?? true)
          let again = page.target.dropFirst("/page".count).dropFirst()
          #expect((try? PageRequest(query: again)) == page, "\(query)")
        }
        if let meeting = try? RendezvousRequest(query: query[...]) {
          accepted += 1
          #expect((1...RendezvousRequest.largestCount).contains(meeting.place.count))
          #expect((.zero...Duration.seconds(86_400)).contains(meeting.timeout))
          #expect((0...PageRequest.largestSize).contains(meeting.size))
          #expect(meeting.place.name.utf8.count <= RendezvousRequest.longestName)
        }
      }
    }
    #expect(accepted > 0)
  }

  @Test func everyTargetHasAnAnswer() throws {
    let targets =
      Self.queries.map { "/page?\($0)" }
      + Self.queries.map { "/rendezvous?\($0)" } + ["/", "/statistics", "/statistics/reset", "http://a:1/page?size=3"]
    var mutations = Mutations(of: targets, tokens: Self.tokens, seed: 18)
    var cache = AnswerCache(maker: AnswerMaker(text: PageTextStore()), loops: 1)
    try isFrugal {
      for _ in 0..<Mutations.count {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: mutations.nextText())
        guard case .respond(let response) = cache.answer(to: head).kind else { continue }
        #expect((200...599).contains(Int(response.status.code)))
        guard let encoded = try? response.encoded(.implicit, headOnly: false) else {
          Issue.record("no bytes for \(head.uri)")
          continue
        }
        #expect(encoded.0.readableBytes > 0)
      }
    }
  }
}
