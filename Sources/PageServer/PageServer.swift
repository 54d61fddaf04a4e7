import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Serves pages over HTTP/1.1, with the delays, sizes and faults that their URLs request, and counts what it did.
///
/// Runs in the background from ``start(_:)`` to ``stop()``. Safe to use from any thread, but not from an event loop.
package final class PageServer: Sendable {
  /// Where the server listens, and how.
  package struct Configuration: Sendable {
    /// A literal IP address.
    package var address: String
    /// 0 for any free one.
    package var port: Int
    /// Whether the address may be one that other machines can reach.
    package var allowsRemote: Bool
    /// The number of event loops, each with a thread, at least 1.
    package var threads: Int
    /// TLS with this certificate; nil for plain TCP.
    package var certificate: Certificate?

    package init(
      address: String = "127.0.0.1", port: Int = 0, allowsRemote: Bool = false, threads: Int = 1,
      certificate: Certificate? = nil
    ) {
      self.address = address
      self.port = port
      self.allowsRemote = allowsRemote
      self.threads = threads
      self.certificate = certificate
    }

    /// Checks the address.
    ///
    /// - Throws: `PageServerError` with the code `address` if it is not a literal one, or `remote` if other machines
    ///   can reach it and that is not allowed.
    package func validate() throws(PageServerError) { _ = try socketAddress() }

    fileprivate func socketAddress() throws(PageServerError) -> SocketAddress {
      guard let socketAddress = try? SocketAddress(ipAddress: address, port: port) else {
        throw PageServerError(code: .address, context: "'\(address)' is not a literal IP address such as 127.0.0.1")
      }
      guard socketAddress.isLoopback || allowsRemote else {
        throw PageServerError(
          code: .remote,
          context:
            "\(address) is not a loopback address: any machine that reaches it could make this one send anything")
      }
      return socketAddress
    }
  }

  /// The port that it listens on, 1 to 65535.
  package let port: Int

  private let group: MultiThreadedEventLoopGroup
  private let listener: any Channel

  private init(group: MultiThreadedEventLoopGroup, listener: any Channel, port: Int) {
    self.group = group
    self.listener = listener
    self.port = port
  }

  /// Starts a server, and returns when it accepts connections.
  ///
  /// - Throws: `PageServerError` if the address is not allowed or already in use, or the certificate cannot be used.
  package static func start(_ configuration: Configuration) throws(PageServerError) -> PageServer {
    let address = try configuration.socketAddress()
    let tls = try configuration.certificate?.serverContext()
    let faults: HandshakeFaults? =
      if let certificate = configuration.certificate, certificate.hasFaults { try HandshakeFaults(certificate) } else {
        nil
      }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.threads)
    do {
      let contexts = try EventLoopContext.makeAll(for: group)
      let listener = try bootstrap(group: group, contexts: contexts, tls: tls, faults: faults).bind(to: address).wait()
      return PageServer(group: group, listener: listener, port: listener.localAddress?.port ?? configuration.port)
    } catch {
      try? group.syncShutdownGracefully()
      let context = "cannot listen on \(configuration.address), port \(configuration.port)"
      guard let error = error as? IOError else {
        throw PageServerError(code: .bind, context: context, underlying: error)
      }
      throw PageServerError(code: .bind, context: context, systemError: error.errnoCode)
    }
  }

  /// Closes the listener and every connection, and returns when they are closed.
  ///
  /// - Throws: what SwiftNIO throws if it cannot shut down.
  package func stop() throws { try group.syncShutdownGracefully() }

  private static func bootstrap(
    group: MultiThreadedEventLoopGroup, contexts: [ObjectIdentifier: NIOLoopBound<EventLoopContext>],
    tls: NIOSSLContext?, faults: HandshakeFaults?
  ) -> ServerBootstrap {
    ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 16_384)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      // A load's connections arrive all at once: accept them in few turns of the loop.
      .serverChannelOption(.maxMessagesPerRead, value: 256)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      // Requests are short: what a client sends without need shall not occupy much memory.
      .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 2048))
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let loop = contexts[ObjectIdentifier(channel.eventLoop)] else {
            throw ChannelError.inappropriateOperationForState
          }
          guard let faults else {
            return try addHandlers(to: channel.pipeline.syncOperations, tls: tls, loop: loop.value)
          }
          try faults.choose(for: channel) { try addHandlers(to: $0, tls: $1, loop: loop.value) }
        }
      }
  }

  private static func addHandlers(
    to pipeline: ChannelPipeline.SynchronousOperations, tls: NIOSSLContext?, loop: EventLoopContext
  ) throws {
    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
    try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: .forPages)))
    try pipeline.addHandler(HTTPHandler(loop: loop, tls: tls != nil))
  }
}

extension NIOHTTPDecoderLimitConfiguration {
  /// What a request of a page may be: each unfinished one occupies memory.
  fileprivate static var forPages: Self {
    var limits = Self()
    limits.maxHeaderFieldSize = 16 << 10
    limits.maxHeaderListSize = 32 << 10
    return limits
  }
}

extension SocketAddress {
  /// Whether only this machine can reach it: 127.0.0.0/8 or ::1.
  fileprivate var isLoopback: Bool { ipAddress.map { $0 == "::1" || $0.hasPrefix("127.") } ?? false }
}
