import Curl
import PageProtocol
import Performers
import TestBench
import Testing
import Workload

@Suite("An unexpected body is a fault", .timeLimit(.minutes(1)))
struct BodyTests {
  private func digest(_ text: String) -> BodyDigest {
    var checksum = BodyChecksum()
    Array(text.utf8).withUnsafeBytes { checksum.update($0) }
    return checksum.digest
  }

  @Test(
    "by length or by content", arguments: FetchMethod.allCases,
    [
      ("the very same", nil), ("the very sane", .wrongBody), ("the very sam", .wrongBody),
      ("the very same!", .wrongBody), ("", .wrongBody),
    ] as [(String, Fault?)])
  func wrong(_ method: FetchMethod, _ scenario: (sent: String, fault: Fault?)) async throws {
    let server = try ScriptedServer(always: .page(scenario.sent))
    let outcomes = try await method.fetch(0..<2, of: FetchPlan(server.url(), body: digest("the very same")))
    #expect(outcomes.map(\.fault) == [scenario.fault, scenario.fault])
    #expect(outcomes.map(\.bytes) == [scenario.sent.utf8.count, scenario.sent.utf8.count])
  }

  @Test("each page has its own expected body, and so has the warm-up page", arguments: FetchMethod.allCases)
  func pages(_ method: FetchMethod) async throws {
    let server = try ScriptedServer { .page("body of \($0.path)") }
    let pages = ["/a", "/b", "/c"].map { Page(name: $0, url: server.url($0), body: digest("body of \($0)")) }
    let plan = FetchPlan(
      pages: pages, measuredUnits: 5, warmUpPage: Page(name: "warm", url: server.url("/warm"), body: digest("cold")),
      options: TransferOptions(), stop: StopFlag())
    let outcomes = try await method.fetch(3..<7, of: plan)
    #expect(outcomes.map(\.fault) == [nil, nil, .wrongBody, .wrongBody])
    #expect(server.log.requests.map(\.path) == ["/a", "/b", "/warm", "/warm"])
  }

  @Test(
    "a body longer than expected, or than libcurl's buffer, is received in full", arguments: FetchMethod.allCases,
    [0, 20_000, 100_000])
  func long(_ method: FetchMethod, expected byteCount: Int) async throws {
    let text = String(repeating: "long ", count: 20_000)
    let server = try ScriptedServer(always: .page(text))
    let outcomes = try await method.fetch(
      0..<2, of: FetchPlan(server.url(), body: digest(String(text.prefix(byteCount)))))
    #expect(outcomes.map(\.bytes) == [100_000, 100_000])
    #expect(outcomes.map(\.fault) == Array(repeating: byteCount == 100_000 ? nil : .wrongBody, count: 2))
  }

  @Test("without an expected body any is accepted", arguments: FetchMethod.allCases)
  func unknown(_ method: FetchMethod) async throws {
    let server = try ScriptedServer(always: .page("anything"))
    let outcomes = try await method.fetch(0..<1, of: FetchPlan(server.url()))
    #expect(outcomes.map(\.fault) == [nil])
  }
}
