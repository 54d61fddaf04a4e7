import PageProtocol
import Testing

@Suite(.timeLimit(.minutes(1))) struct PageRequestTests {
  @Test func leavesOutDefaults() {
    #expect(PageRequest().target == "/page")
    #expect(PageRequest(delay: .constant(.milliseconds(120)), size: 2048).target == "/page?delay=120ms&size=2048")
  }

  @Test func hasEveryParameter() {
    let request = PageRequest(
      delay: .exponential(mean: .milliseconds(100)), seed: 7, size: 10, status: 302, fault: .cutShort, location: "/x")
    #expect(
      request.target == "/page?delay=exponential:100ms&seed=7&size=10&status=302&fault=cut-short&location=/x")
  }

  @Test func aLocationCannotEndItsParameter() {
    let request = PageRequest(status: 301, location: "http://127.0.0.1:80/page?size=1&seed=2#a%20b")
    #expect(
      request.target == "/page?status=301&location=http://127.0.0.1:80/page%3Fsize%3D1%26seed%3D2%23a%2520b")
  }

  @Test(arguments: [204, 304]) func someStatusesHaveNoBody(status: Int) {
    #expect(PageRequest(size: 100, status: status).body.byteCount == 0)
    #expect(PageRequest(size: 100, status: 404).body.byteCount == 100)
  }
}
