import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Serves pages whose delay, size and faults their URLs ask for, over HTTP/1.1, and counts what it did.
///
/// Runs in the background from ``start(_:)`` to ``stop()``. Safe to use from any thread, but not from an event loop.
package final class PageServer: Sendable {
  package struct Configuration: Sendable {
    /// A literal IP address.
    package var address: String
    /// 0 for any free one.
    package var port: Int
    /// Whether others than this machine may be served.
    package var allowsRemote: Bool
    /// Event loops, at least 1, each a thread.
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

    /// - Throws: if the address is not a literal one, or is open to others though that is not allowed.
    package func validate() throws(PageServerError) { _ = try socketAddress() }

    fileprivate func socketAddress() throws(PageServerError) -> SocketAddress {
      guard let literal = LiteralAddress(address),
        let socketAddress = try? SocketAddress(ipAddress: address, port: port)
      else {
        throw PageServerError(code: .address, context: "'\(address)' is not a literal IP address such as 127.0.0.1")
      }
      guard literal.isLoopback || allowsRemote else {
        throw PageServerError(
          code: .remote,
          context:
            "\(address) is not a loopback address: whoever reaches it could make this machine send as they please")
      }
      return socketAddress
    }
  }

  /// The port that it listens on.
  package let port: Int

  private let group: MultiThreadedEventLoopGroup
  private let listener: any Channel

  private init(group: MultiThreadedEventLoopGroup, listener: any Channel, port: Int) {
    self.group = group
    self.listener = listener
    self.port = port
  }

  /// Returns once connections are accepted.
  ///
  /// - Throws: if the address is not allowed or taken, or the certificate cannot be used.
  package static func start(_ configuration: Configuration) throws(PageServerError) -> PageServer {
    let address = try configuration.socketAddress()
    let tls = try configuration.certificate?.serverContext()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.threads)
    do {
      let desks = try LoopDesk.makeAll(for: group)
      let listener = try bootstrap(group: group, desks: desks, tls: tls).bind(to: address).wait()
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

  /// Closes the listener and every connection, and returns when all is closed.
  package func stop() throws { try group.syncShutdownGracefully() }

  private static func bootstrap(
    group: MultiThreadedEventLoopGroup, desks: [ObjectIdentifier: NIOLoopBound<LoopDesk>], tls: NIOSSLContext?
  ) -> ServerBootstrap {
    ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 16_384)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      // A load's connections come all at once: accept them in few turns of the loop.
      .serverChannelOption(.maxMessagesPerRead, value: 256)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          guard let desk = desks[ObjectIdentifier(channel.eventLoop)] else {
            throw ChannelError.inappropriateOperationForState
          }
          let pipeline = channel.pipeline.syncOperations
          if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
          try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
          try pipeline.addHandler(HTTPHandler(desk: desk.value, tls: tls != nil))
        }
      }
  }
}
