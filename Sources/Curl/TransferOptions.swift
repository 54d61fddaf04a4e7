/// How pages are fetched: the same for every strategy, so that strategies differ only in how they wait.
///
/// Some options never vary: HTTP/1.1 only (a multi handle would multiplex HTTPS over one HTTP/2 connection, where easy
/// handles cannot), no resumption of TLS sessions, only http and https also after redirects, at most 10 redirects, no
/// signals.
package struct TransferOptions: Sendable {
  /// The longest time that one transfer may take, at least 1 ms.
  package var timeout: Duration
  /// Whether each transfer opens a new connection and closes it, instead of keep-alive.
  package var freshConnections: Bool
  /// Hosts and ports to connect to instead of the URL's, as `HOST:PORT:CONNECT-TO-HOST:CONNECT-TO-PORT`.
  package var connectTo: [String]
  /// The PEM file of the authorities to trust; nil: the system's.
  package var caFile: String?
  /// Whether other machines are visited: then the environment's proxies are used, but not for this machine
  /// (``Origin/isLoopback``), nor where the environment's `no_proxy` excludes them. Otherwise no proxies, which saves
  /// the look at the environment.
  package var visitsOthers: Bool
  /// The size of libcurl's receive buffer in bytes, at least 1,024; nil: libcurl's own 16 KiB.
  package var receiveBufferBytes: Int?
  /// The address to connect from, in the form of CURLOPT_INTERFACE; nil: the kernel's choice.
  package var source: String?

  package init(
    timeout: Duration = .seconds(30), freshConnections: Bool = false, connectTo: [String] = [], caFile: String? = nil,
    visitsOthers: Bool = false
  ) {
    self.timeout = timeout
    self.freshConnections = freshConnections
    self.connectTo = connectTo
    self.caFile = caFile
    self.visitsOthers = visitsOthers
  }
}
