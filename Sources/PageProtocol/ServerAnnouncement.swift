/// The one line of JSON that the page server prints on standard output once it answers.
package struct ServerAnnouncement: Sendable, Codable, Equatable {
  /// The literal address it listens on, such as `127.0.0.1`.
  package var address: String
  package var port: Int
  package var tls: Bool
  /// PEM file of the authority that signed its certificate; only with TLS.
  package var caFile: String?
  package var processIdentifier: Int32

  package init(address: String, port: Int, tls: Bool, caFile: String?, processIdentifier: Int32) {
    self.address = address
    self.port = port
    self.tls = tls
    self.caFile = caFile
    self.processIdentifier = processIdentifier
  }
}
