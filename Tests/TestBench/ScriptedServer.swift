import Foundation

/// A web server for tests whose replies, right or wrong, are given by a closure. One thread for all its connections.
///
/// It stops when it is released.
package final class ScriptedServer: Sendable {
  /// A request without its body.
  package struct Request: Sendable {
    /// The request line and the header fields.
    package var head: String
    /// The number of its connection among the server's, from 0.
    package var connection: Int
    /// Its number among the connection's requests, from 0.
    package var place: Int

    /// The first line, without its end.
    package var requestLine: Substring { head.prefix { $0 != "\r\n" } }
    /// The request's target; empty if there is none.
    package var path: String { requestLine.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
  }

  /// What the server does about a request.
  package enum Reply: Sendable {
    /// A whole response; the connection stays open.
    case page(String, status: Int = 200, header: [String] = [])
    /// These bytes; the connection stays open.
    case raw(String)
    /// These bytes; the connection is closed.
    case rawThenClose(String)
    /// These bytes; the connection is reset (RST).
    case rawThenReset(String)
    /// Closes the connection in order (FIN), without an answer.
    case hangUp
    /// Closes the connection with RST, without an answer.
    case reset
    /// Does nothing.
    case silence
    /// A response, once this many requests wait for one.
    case together(Int)
  }

  /// What the server has seen so far.
  package struct Log: Sendable {
    /// In the order of their arrival.
    package var requests: [Request] = []
    /// Connections accepted.
    package var connectionsOpened = 0
    /// The addresses that they came from, such as `127.0.0.1`.
    package var clientAddresses: [String] = []
    /// Connections that the client closed first.
    package var connectionsClosedByClient = 0
    /// Requests without an answer.
    package var inFlight = 0
    /// The largest number of requests without an answer at once.
    package var peakInFlight = 0
  }

  /// On 127.0.0.1.
  package let port: Int
  private let engine: Engine

  /// Starts a server on a free port.
  ///
  /// - Parameter answer: called for each request, on the server's thread.
  /// - Throws: `POSIXError` if there is no descriptor or port.
  package init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
    engine = try Engine(answer)
    port = engine.port
    let engine = engine
    Thread { engine.serve() }.start()
  }

  /// Starts a server that has the same reply to every request.
  package convenience init(always reply: Reply) throws { try self.init { _ in reply } }

  deinit { engine.stop() }

  /// The URL of a path on this server.
  package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// What the server has seen so far.
  package var log: Log { engine.log.withLock { $0 } }

  /// Blocks until the log satisfies a condition.
  ///
  /// - Returns: whether it does; false after 20 seconds.
  package func waits(until isSeen: (Log) -> Bool) -> Bool { engine.log.waits(until: isSeen) }

  /// Suspends until the log satisfies a condition.
  ///
  /// - Returns: whether it does; false after 20 seconds.
  package func hasSeen(_ isSeen: @escaping @Sendable (Log) -> Bool) async throws -> Bool {
    try await onOwnThread { [engine] in engine.log.waits(until: isSeen) }
  }
}
