/// How pages are fetched: the same for every strategy, so that nothing differs but who waits.
///
/// Not here because it never varies: HTTP/1.1 only (a multi handle would multiplex HTTPS over one HTTP/2 connection, where
/// easy handles cannot), no resumption of TLS sessions, http and https only also when redirected, at most 10 redirects,
/// no signals.
package struct TransferOptions: Sendable {
  /// The longest that one transfer may take from start to end.
  package var timeout: Duration
  /// A new connection for each transfer, closed after it, instead of keep-alive.
  package var freshConnections: Bool
  /// Where to connect instead of where the URL says, as `HOST:PORT:CONNECT-TO-HOST:CONNECT-TO-PORT`.
  package var connectTo: [String]
  /// PEM file of the authorities to trust; nil for the system's.
  package var caFile: String?
  /// The servers are other people's: say who asks (User-Agent), and go through the proxies that the environment names.
  /// Otherwise neither, for libcurl spends a tenth of a page's instructions on formatting the one and looking for the other.
  package var visitsOthers: Bool
  /// Bytes that libcurl reads at once, at least 1,024; nil: its own 16 KiB.
  package var receiveBufferBytes: Int?
  /// Where to connect from, as CURLOPT_INTERFACE has it; nil: as the kernel likes.
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

/// Gets a response's body, piece by piece, on the thread that transfers.
package protocol BodyReceiver: AnyObject {
  func receive(_ bytes: UnsafeRawBufferPointer)
}
