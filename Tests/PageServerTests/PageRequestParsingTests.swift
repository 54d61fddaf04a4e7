import PageProtocol
import Testing

@testable import PageServer

@Suite(.timeLimit(.minutes(1))) struct PageRequestParsingTests {
  @Test(arguments: [
    PageRequest(),
    PageRequest(delay: .constant(.microseconds(1500)), seed: .max, size: 0),
    PageRequest(delay: .uniform(from: .milliseconds(5), to: .seconds(1)), seed: 3, size: PageRequest.largestSize),
    PageRequest(delay: .exponential(mean: .milliseconds(100)), fault: .hangUp),
    PageRequest(delay: .pareto(smallest: .milliseconds(20), shape: 1.5), fault: .corrupt),
    PageRequest(delay: .twoPoint(usual: .milliseconds(50), rare: .seconds(2), chance: 0.05), fault: .cutShort),
    PageRequest(status: 302, location: "https://a.example:8443/page?delay=1ms&size=2#x%20y"),
  ])
  func parsingATargetGivesTheRequest(request: PageRequest) throws {
    let query = request.target.dropFirst("/page".count).dropFirst()
    #expect(try PageRequest(query: query) == request)
  }

  @Test func percentEncodingIsDecoded() throws {
    #expect(try PageRequest(query: "delay=uniform%3A1ms%3a2ms").delay == LatencyProfile("uniform:1ms:2ms"))
  }
}
