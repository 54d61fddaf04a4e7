internal import CCurl
internal import Glibc
internal import Synchronization

/// The sockets of blocking transfers, so that another thread can end what these wait for.
///
/// A thread that sleeps in poll(2) wakes when its socket is shut down. The socket must not have been closed meanwhile,
/// because its number may then belong to another file; so it is closed under the same lock.
package final class OpenSockets: Sendable {
  private let state = Mutex<(sockets: Set<Int32>, areShut: Bool)>(([], false))

  package init() {}

  /// Shuts down all sockets of the transfers, and those that are opened later (shutdown(2)). Callable from any thread.
  package func shutDown() {
    state.withLock { state in
      state.areShut = true
      for socket in state.sockets { Glibc.shutdown(socket, Int32(SHUT_RDWR)) }
    }
  }

  /// - Returns: whether the socket may be used.
  fileprivate func opened(_ socket: Int32) -> Bool {
    state.withLock { state in
      if !state.areShut { state.sockets.insert(socket) }
      return !state.areShut
    }
  }

  fileprivate func close(_ socket: Int32) -> Int32 {
    state.withLock { state in
      state.sockets.remove(socket)
      return ccurl_close(socket)
    }
  }
}

extension EasyHandle {
  /// Makes ``OpenSockets/shutDown()`` end this handle's transfers.
  ///
  /// - Throws: `CurlError` if libcurl refuses.
  package func register(at sockets: OpenSockets) throws(CurlError) {
    keep(sockets)
    try reportSockets(
      to: Unmanaged.passUnretained(sockets).toOpaque(),
      opened: { sockets, socket, _ in
        guard let sockets else { return CURL_SOCKOPT_OK }
        let isUsable = Unmanaged<OpenSockets>.fromOpaque(sockets)._withUnsafeGuaranteedRef { $0.opened(socket) }
        return isUsable ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR
      },
      close: { sockets, socket in
        guard let sockets else { return ccurl_close(socket) }
        return Unmanaged<OpenSockets>.fromOpaque(sockets)._withUnsafeGuaranteedRef { $0.close(socket) }
      }, doing: "registering sockets")
  }
}
