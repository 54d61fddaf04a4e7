import NIOCore
import NIOSSL
import NIOTLS
import PageProtocol

/// What the server does with each TLS connection when host names choose handshakes that fail.
struct HandshakeFaults {
  private let usual: NIOSSLContext
  private let faulty: [HandshakeFault: NIOSSLContext]

  init(_ certificate: Certificate) throws(PageServerError) {
    usual = try certificate.serverContext()
    var faulty: [HandshakeFault: NIOSSLContext] = [:]
    for fault in [HandshakeFault.expired, .wrongName, .unknownIssuer, .selfSigned, .oldTLS] {
      faulty[fault] = try certificate.serverContext(fault)
    }
    self.faulty = faulty
  }

  /// Makes the connection wait for the host name in the client's first message (SNI, RFC 6066).
  ///
  /// - Parameter addHandlers: adds the handlers of a connection with this context.
  func choose(
    for channel: any Channel,
    _ addHandlers: @escaping (ChannelPipeline.SynchronousOperations, NIOSSLContext) throws -> Void
  ) throws {
    let chooser = SNIHandler { result in
      let fault: HandshakeFault? = if case .hostname(let host) = result { HandshakeFault(host: host) } else { nil }
      return channel.eventLoop.makeCompletedFuture {
        switch fault {
        case .stalledHandshake: break
        case .closedHandshake: channel.close(promise: nil)
        case .noTLS:
          channel.writeAndFlush(ByteBuffer(string: Self.plainAnswer)).assumeIsolated().whenComplete { _ in
            channel.close(promise: nil)
          }
        case .expired, .wrongName, .unknownIssuer, .selfSigned, .oldTLS, nil:
          try addHandlers(channel.pipeline.syncOperations, fault.flatMap { faulty[$0] } ?? usual)
        }
      }
    }
    try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(chooser, maximumBufferSize: 32 << 10))
  }

  private static let plainAnswer =
    "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
}
