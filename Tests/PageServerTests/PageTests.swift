import Foundation
import PageProtocol
import Testing
import TextFormats

@Suite(.timeLimit(.minutes(1))) struct PageTests {
  private func digest(_ bytes: [UInt8]) -> BodyDigest {
    var checksum = BodyChecksum()
    bytes.withUnsafeBytes { checksum.update($0) }
    return checksum.digest
  }

  @Test(arguments: [0, 1, 1024, 16_384, 16_385, 3_000_000]) func bodyIsThePageText(size: Int) throws {
    try withServer { server in
      let request = PageRequest(size: size)
      let page = try Curl(server.url + request.target)
      #expect(page.exitCode == 0)
      #expect(page.status == 200)
      #expect(page.headers["content-length"] == String(size))
      #expect(page.headers["content-type"] == "text/plain")
      #expect(digest(page.body) == request.body)
    }
  }

  @Test func theRootIsAPage() throws {
    try withServer { server in
      let (usual, short) = (try Curl(server.url), try Curl(server.url + "/?size=7"))
      #expect(usual.body == PageText.bytes(1024))
      #expect(short.body == PageText.bytes(7))
    }
  }

  @Test func answersAfterTheDelayAndStatesIt() throws {
    try withServer { server in
      let page = try Curl(server.url + "/page?delay=150ms")
      #expect(page.status == 200)
      #expect(page.seconds >= 0.150)
      #expect(page.headers["server-timing"] == "delay;dur=150")
      #expect(try Curl(server.url + "/page?delay=1500us").headers["server-timing"] == "delay;dur=1.500")
      #expect(try Curl(server.url + "/page").headers["server-timing"] == "delay;dur=0")
    }
  }

  @Test func theSeedDrawsTheDelay() throws {
    let profile = try #require(LatencyProfile("uniform:20ms:60ms"))
    try withServer { server in
      for seed in 1...3 as ClosedRange<UInt64> {
        let page = try Curl(server.url + PageRequest(delay: profile, seed: seed).target)
        #expect(page.seconds >= profile.draw(seed: seed).seconds)
      }
    }
  }

  @Test(arguments: [200, 201, 299, 400, 404, 418, 500, 503, 599]) func statusIsAsAsked(status: Int) throws {
    try withServer { server in
      let page = try Curl(server.url + "/page?size=9&status=\(status)")
      #expect(page.status == status)
      #expect(page.body == PageText.bytes(9))
    }
  }

  @Test(arguments: [204, 304]) func someStatusesHaveNoBody(status: Int) throws {
    try withServer { server in
      let page = try Curl(server.url + "/page?size=9&status=\(status)")
      #expect(page.exitCode == 0)
      #expect(page.status == status)
      #expect(page.body.isEmpty)
    }
  }

  @Test func redirects() throws {
    try withServer { server in
      let target = server.url + "/page?size=5&seed=1"
      let url = server.url + PageRequest(status: 302, location: target).target
      let redirect = try Curl(url)
      #expect(redirect.status == 302)
      #expect(redirect.headers["location"] == target)
      let followed = try Curl(url, "-L")
      #expect(followed.status == 200)
      #expect(followed.text.hasSuffix("\r\n\r\n" + String(decoding: PageText.bytes(5), as: UTF8.self)))
    }
  }

  @Test func cutShortSendsHalfAndCloses() throws {
    try withServer { server in
      let page = try Curl(server.url + "/page?size=1000&fault=cut-short")
      #expect(page.exitCode == 18, "curl's CURLE_PARTIAL_FILE")
      #expect(page.headers["content-length"] == "1000")
      #expect(page.body == PageText.bytes(500))
      let long = try Curl(server.url + "/page?size=5000000&fault=cut-short")
      #expect(long.exitCode == 18)
      #expect(long.body.count == 2_500_000)
    }
  }

  @Test func corruptChangesOneByte() throws {
    try withServer { server in
      for size in [1, 1000, 100_000] {
        let page = try Curl(server.url + "/page?size=\(size)&fault=corrupt")
        #expect(page.exitCode == 0)
        #expect(page.body.count == size)
        #expect(zip(page.body, PageText.bytes(size)).count { $0 != $1 } == 1)
        #expect(try Curl(server.url + "/page?size=\(size)").body == PageText.bytes(size), "the next page is whole")
      }
    }
  }

  @Test func hangUpSendsNothing() throws {
    try withServer { server in
      let page = try Curl(server.url + "/page?fault=hang-up&delay=30ms")
      #expect(page.exitCode == 52, "curl's CURLE_GOT_NOTHING")
      #expect(page.body.isEmpty)
      #expect(page.seconds >= 0.030)
      let statistics = try server.statistics()
      #expect(statistics.requests == 1)
      #expect(statistics.responses.isEmpty)
      #expect(statistics.inFlight == 0)
    }
  }
}
