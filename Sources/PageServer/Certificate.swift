import NIOCore
import NIOSSL
import PageProtocol

/// A P-256 certificate for some names, signed by an authority made for this server alone.
///
/// Made by the `openssl` command, because a package for it would take longer to build than all the rest. SwiftNIO's
/// BoringSSL hands out session tickets and has no option against it: clients that must not resume have to decline them.
package struct Certificate: Sendable {
  private let identity: KeyMaker.Identity
  /// What servers present in handshakes that fail because of it.
  private let faulty: [HandshakeFault: KeyMaker.Identity]
  /// Whether some host names choose a handshake that fails.
  let hasFaults: Bool
  /// The authority's certificate, which a client has to trust, as PEM.
  package let authorityPEM: [UInt8]

  /// Makes a certificate.
  ///
  /// - Parameters:
  ///   - names: host names, also with `*` as their first label, and literal IP addresses. Nothing else, because they
  ///     become part of openssl's configuration.
  ///   - address: a further literal IP address; 127.0.0.1 is always included.
  ///   - faults: whether to make the certificates of handshakes that fail, too (``HandshakeFault``).
  /// - Throws: `PageServerError` if a name is invalid, or `openssl` is missing or fails.
  package init(names: [String], address: String, faults: Bool = false) async throws(PageServerError) {
    try Self.validate(names: names + [address])
    let folder = NamelessFiles(prefix: "page-server-keys")
    defer { folder.remove() }
    let all = names + ["127.0.0.1", address]
    let maker = KeyMaker(folder)
    try await maker.makeAuthority("authority")
    identity = try await maker.make("server", for: all, by: "authority")
    authorityPEM = try WholeFile(folder.file("authority.pem")).read()
    hasFaults = faults
    var faulty: [HandshakeFault: KeyMaker.Identity] = [:]
    if faults {
      // Only what is meant to be wrong may be wrong.
      let chosen =
        all
        + names.filter { !$0.hasPrefix("*") && !Self.isAddress($0) }.flatMap { name in
          HandshakeFault.allCases.map { "\($0.rawValue).\(name)" }
        }
      try await maker.makeAuthority("unknown-authority")
      faulty[.expired] = try await maker.makeExpired("expired", for: chosen, by: "authority")
      faulty[.wrongName] = try await maker.make("wrong-name", for: ["another.example"], by: "authority")
      faulty[.unknownIssuer] = try await maker.make("unknown-issuer", for: chosen, by: "unknown-authority")
      faulty[.selfSigned] = try await maker.make("self-signed", for: chosen, by: nil)
    }
    self.faulty = faulty
  }

  /// The context of TLS connections with this certificate, for HTTP/1.1 only.
  ///
  /// - Parameter fault: what is to be wrong with the handshake; nil: nothing.
  func serverContext(_ fault: HandshakeFault? = nil) throws(PageServerError) -> NIOSSLContext {
    let identity = fault.flatMap { faulty[$0] } ?? identity
    do {
      let chain = try NIOSSLCertificate.fromPEMBytes(identity.certificatePEM).map {
        NIOSSLCertificateSource.certificate($0)
      }
      let key = try NIOSSLPrivateKey(bytes: identity.privateKeyPEM, format: .pem)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain, privateKey: .privateKey(key))
      configuration.applicationProtocols = ["http/1.1"]
      if fault == .oldTLS {
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = .tlsv1
      }
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw PageServerError(code: .certificate, context: "the new certificate cannot be used", underlying: error)
    }
  }

  /// Checks the names for a certificate.
  ///
  /// - Throws: `PageServerError` if one of them is neither a host name nor a literal IP address.
  package static func validate(names: [String]) throws(PageServerError) {
    for name in names where !isAddress(name) && !isHostName(name) {
      throw PageServerError(code: .certificate, context: "'\(name)' is neither a host name nor an IP address")
    }
  }

  static func isAddress(_ text: String) -> Bool { (try? SocketAddress(ipAddress: text, port: 0)) != nil }

  private static func isHostName(_ text: String) -> Bool {
    guard (1...253).contains(text.utf8.count) else { return false }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    return labels.enumerated().allSatisfy { place, label in
      if place == 0 && label == "*" { return labels.count > 1 }
      return (1...63).contains(label.utf8.count)
        && label.utf8.allSatisfy {
          switch $0 {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
          default: false
          }
        }
    }
  }
}
