/// What goes wrong when a client opens a TLS connection. The first label of the host name chooses it, as in
/// `https://expired.localhost/`.
package enum HandshakeFault: String, Sendable, CaseIterable {
  /// The certificate has expired.
  case expired
  /// The certificate is for another name.
  case wrongName = "wrong-name"
  /// The certificate is signed by an authority that no client knows.
  case unknownIssuer = "unknown-issuer"
  /// The certificate is signed by its own key.
  case selfSigned = "self-signed"
  /// The server speaks TLS 1.0 only.
  case oldTLS = "old-tls"
  /// The server answers in plain HTTP.
  case noTLS = "no-tls"
  /// The server closes the connection instead of answering the handshake.
  case closedHandshake = "closed-handshake"
  /// The server never answers the handshake.
  case stalledHandshake = "stalled-handshake"

  /// What the server does, in a few words.
  package var explanation: String {
    switch self {
    case .expired: "a certificate that has expired"
    case .wrongName: "a certificate for another name"
    case .unknownIssuer: "a certificate of an unknown authority"
    case .selfSigned: "a certificate signed by its own key"
    case .oldTLS: "TLS 1.0 only"
    case .noTLS: "an answer in plain HTTP"
    case .closedHandshake: "FIN instead of an answer"
    case .stalledHandshake: "no answer"
    }
  }

  /// The fault that a host name chooses; nil for none.
  package init?(host: some StringProtocol) {
    self.init(rawValue: host.prefix { $0 != "." }.lowercased())
  }
}
