import Foundation

/// A web server for tests that does right or wrong as it is told, one thread for all its connections.
///
/// It stops when it is let go of.
package final class ScriptedServer: Sendable {
  /// What came in, up to the empty line.
  package struct Request: Sendable {
    /// The request line and the header fields.
    package var head: String
    /// Which of the server's connections it came on, and which of that connection's requests it is; both from 0.
    package var connection: Int
    package var place: Int

    package var requestLine: Substring { head.prefix { $0 != "\r\n" } }
    package var path: String { requestLine.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
  }

  package enum Reply: Sendable {
    /// A whole response; the connection stays open.
    case page(String, status: Int = 200, header: [String] = [])
    /// These bytes, whatever they are, and the connection stays open.
    case raw(String)
    case rawThenClose(String)
    /// No answer, but the end of the connection: in order (FIN), or not (RST).
    case hangUp
    case reset
    /// No answer at all.
    case silence
    /// A response once so many requests wait for one.
    case together(Int)
  }

  /// What the server has seen up to now.
  package struct Log: Sendable {
    package var requests: [Request] = []
    package var connectionsOpened = 0
    /// The addresses that they came from, such as `127.0.0.1`.
    package var clientAddresses: [String] = []
    package var connectionsClosedByClient = 0
    /// Requests without an answer, and the most there were at once.
    package var inFlight = 0
    package var peakInFlight = 0
  }

  package let port: Int
  private let engine: Engine

  package init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
    engine = try Engine(answer)
    port = engine.port
    let engine = engine
    Thread { engine.serve() }.start()
  }

  /// A server that has the same answer for every request.
  package convenience init(always reply: Reply) throws { try self.init { _ in reply } }

  deinit { engine.stop() }

  package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  package var log: Log { engine.log.withLock { $0 } }

  /// Blocks until the server has seen what is wanted.
  ///
  /// - Returns: whether it has; false after 20 seconds without.
  package func waits(until isSeen: (Log) -> Bool) -> Bool { engine.log.waits(until: isSeen) }

  /// Suspends until the server has seen what is wanted.
  package func hasSeen(_ isSeen: @escaping @Sendable (Log) -> Bool) async throws -> Bool {
    try await onOwnThread { [engine] in engine.log.waits(until: isSeen) }
  }
}
