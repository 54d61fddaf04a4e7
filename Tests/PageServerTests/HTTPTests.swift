import Foundation
import PageProtocol
import Testing

@Suite(.timeLimit(.minutes(1))) struct HTTPTests {
  @Test func headHasNoBody() throws {
    try withServer { server in
      let page = try Curl(server.url + "/page?size=1000", "--head")
      #expect(page.exitCode == 0)
      #expect(page.headers["content-length"] == "1000")
      #expect(page.body.isEmpty)
      #expect(try server.statistics().bodyBytes == 0)
    }
  }

  @Test func keepsConnectionsOpen() throws {
    try withServer { server in
      let pages = try Curl(server.url + "/page?size=[1-5]", "-o", "/dev/null")
      #expect(pages.exitCode == 0)
      let statistics = try server.statistics()
      #expect(statistics.requests == 5)
      #expect(statistics.connectionsOpened == 1)
    }
  }

  @Test func closesWhenAsked() throws {
    try withServer { server in
      let connection = try server.connect()
      connection.send("GET /page?size=3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      let response = connection.receive().lowercased()
      #expect(response.contains("\r\nconnection: close\r\n"))
      #expect(response.hasSuffix("\r\n\r\n" + String(decoding: PageText.bytes(3), as: UTF8.self)))
    }
  }

  @Test func anHTTP10ClientGetsThePersistenceItAsksFor() throws {
    try withServer { server in
      let one = try Curl(server.url + "/page?size=3", "--http1.0")
      #expect(one.headers["connection"] == "close")
      let kept = try Curl(server.url + "/page?size=3", "--http1.0", "-H", "Connection: keep-alive")
      #expect(kept.headers["connection"] == "keep-alive")
      #expect(kept.body == PageText.bytes(3))
    }
  }

  @Test func pipelinedRequestsAreAnsweredInTheirOrder() throws {
    try withServer { server in
      let connection = try server.connect()
      let requests = [(30, 11), (0, 12), (10, 13), (0, 14)].map { delay, size in
        "GET /page?delay=\(delay)ms&size=\(size) HTTP/1.1\r\nHost: a\r\n\r\n"
      }
      connection.send(requests.joined() + "GET /page?size=15 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      let lengths = connection.receive().matches(of: /Content-Length: (\d+)/).map { String($0.1) }
      #expect(lengths == ["11", "12", "13", "14", "15"])
      #expect(try server.statistics().peakInFlight == 5)
    }
  }

  @Test func manyPipelinedRequestsNeitherOverflowNorStall() throws {
    try withServer { server in
      let connection = try server.connect()
      let ping = "GET /page?size=0 HTTP/1.1\r\n\r\n"
      connection.send("GET /page?delay=20ms&size=0 HTTP/1.1\r\n\r\n" + String(repeating: ping, count: 2000))
      connection.send("GET /page?size=1 HTTP/1.1\r\nConnection: close\r\n\r\n")
      #expect(connection.receive().matches(of: /HTTP\/1.1 200 OK/).count == 2002)
    }
  }

  @Test func aRequestIsCountedWhenItIsComplete() throws {
    try withServer { server in
      let connection = try server.connect()
      connection.send("GET /page?size=1 HT")
      #expect(try server.statistics().requests == 0)
      connection.send("TP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12")
      #expect(try server.statistics().requests == 0)
      connection.send("345")
      #expect(connection.receive(until: "\r\n\r\ne").hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(try server.statistics().requests == 1)
    }
  }

  @Test func invalidHTTPIsABadRequest() throws {
    try withServer { server in
      let connection = try server.connect()
      connection.send("not HTTP\r\n\r\n")
      let response = connection.receive()
      #expect(response.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
      #expect(response.contains("not an HTTP/1 request"))
    }
  }

  @Test func anUpgradeRequestClosesTheConnection() throws {
    try withServer { server in
      let connection = try server.connect()
      connection.send("GET /page?size=3 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")
      #expect(connection.receive().contains("Connection: close\r\n"))
    }
  }

  @Test func unknownPathsAreNotFound() throws {
    try withServer { server in
      let answer = try Curl(server.url + "/pages?size=3")
      #expect(answer.status == 404)
      #expect(answer.text.contains("/pages"))
      #expect(answer.headers["content-type"] == "text/plain")
    }
  }

  @Test func otherMethodsAreNotAllowed() throws {
    try withServer { server in
      let answer = try Curl(server.url + "/page", "-d", "x=y")
      #expect(answer.status == 405)
      #expect(answer.headers["allow"] == "GET, HEAD")
      #expect(answer.text.contains("POST"))
      #expect(try Curl(server.url + "/statistics/reset").status == 405)
    }
  }

  @Test(arguments: [
    ("size=x", "size"), ("size=-1", "size"), ("size=67108865", "size"), ("status=199", "status"),
    ("status=600", "status"), ("delay=soon", "delay"), ("seed=-1", "seed"), ("fault=fire", "fault"),
    ("fault=cut-short&size=0", "fault"), ("location=a%0d%0aSet-Cookie:b", "location"), ("location=%zz", "location"),
    ("size", "size"), ("size=1&size=2", "size"), ("colour=red", "colour"), ("size=%ff", "size"),
  ])
  func badQueriesNameTheParameter(query: String, parameter: String) throws {
    try withServer { server in
      let answer = try Curl(server.url + "/page?" + query)
      #expect(answer.status == 400)
      #expect(answer.headers["content-type"] == "text/plain")
      #expect(answer.text.hasPrefix("the parameter \(parameter)="))
      #expect(answer.headers["set-cookie"] == nil)
    }
  }
}
