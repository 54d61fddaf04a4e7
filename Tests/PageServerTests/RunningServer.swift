import Foundation
import PageProtocol
import PageServer
import Testing

/// A page server in this process, for the duration of a test.
struct RunningServer {
  let server: PageServer

  var url: String { "http://127.0.0.1:\(server.port)" }

  func connect() throws -> RawConnection { try RawConnection(port: server.port) }

  func statistics() throws -> ServerStatistics { try decode(Curl(url + "/statistics")) }

  /// Resets the statistics.
  ///
  /// - Returns: the statistics before.
  @discardableResult
  func reset() throws -> ServerStatistics { try decode(Curl(url + "/statistics/reset", "-X", "POST")) }

  /// Requests the statistics until `isReached` accepts them, or the suite's time limit is reached.
  @discardableResult
  func statistics(when isReached: (ServerStatistics) -> Bool) throws -> ServerStatistics {
    while true {
      let statistics = try statistics()
      if isReached(statistics) { return statistics }
      try Task.checkCancellation()
    }
  }

  private func decode(_ curl: Curl) throws -> ServerStatistics {
    #expect(curl.headers["content-type"] == "application/json")
    return try JSONDecoder().decode(ServerStatistics.self, from: Data(curl.body))
  }
}

/// Runs `body` against a new server on a free port of 127.0.0.1.
func withServer(threads: Int = 1, _ body: (RunningServer) throws -> Void) throws {
  let server = try PageServer.start(PageServer.Configuration(threads: threads))
  defer {
    do { try server.stop() } catch { Issue.record(error) }
  }
  try body(RunningServer(server: server))
}
