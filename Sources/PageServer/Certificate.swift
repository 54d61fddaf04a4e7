import NIOSSL

/// A P-256 certificate for some names, signed by an authority made for this server alone.
///
/// Made by the `openssl` command, because a package for it would take longer to build than all the rest. BoringSSL under
/// SwiftNIO hands out session tickets and offers no switch for it: clients that must not resume have to decline them.
package struct Certificate: Sendable {
  private let certificatePEM: [UInt8]
  private let privateKeyPEM: [UInt8]
  /// PEM of the authority: what a client has to trust.
  package let authorityPEM: [UInt8]

  /// - Parameters:
  ///   - names: host names, also with `*` as their first label, and literal IP addresses. Nothing else, for they become
  ///     part of openssl's configuration.
  ///   - address: a further literal IP address; 127.0.0.1 is always among them.
  /// - Throws: if a name is none, or `openssl` is missing or fails.
  package init(names: [String], address: String) throws(PageServerError) {
    try Self.validate(names: names + [address])
    let folder = try TemporaryFolder(prefix: "page-server-keys")
    defer { folder.remove() }
    let configuration = Self.configuration(names: names + ["127.0.0.1", address])
    try WholeFile(folder.file("openssl.cnf")).write(configuration.utf8)
    let create =
      ["req", "-x509", "-batch", "-config", folder.file("openssl.cnf"), "-days", "30"]
      + ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    try OpenSSL.run(
      create + ["-extensions", "authority", "-subj", "/CN=page-server authority"]
        + ["-keyout", folder.file("authority.key"), "-out", folder.file("authority.pem")],
      log: folder.file("openssl.log"))
    try OpenSSL.run(
      create + ["-extensions", "server", "-subj", "/CN=page-server"]
        + ["-CA", folder.file("authority.pem"), "-CAkey", folder.file("authority.key")]
        + ["-keyout", folder.file("server.key"), "-out", folder.file("server.pem")],
      log: folder.file("openssl.log"))
    certificatePEM = try WholeFile(folder.file("server.pem")).read()
    privateKeyPEM = try WholeFile(folder.file("server.key")).read()
    authorityPEM = try WholeFile(folder.file("authority.pem")).read()
  }

  /// What a TLS handler needs. HTTP/1.1 only.
  func serverContext() throws(PageServerError) -> NIOSSLContext {
    do {
      let chain = try NIOSSLCertificate.fromPEMBytes(certificatePEM).map { NIOSSLCertificateSource.certificate($0) }
      let key = try NIOSSLPrivateKey(bytes: privateKeyPEM, format: .pem)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain, privateKey: .privateKey(key))
      configuration.applicationProtocols = ["http/1.1"]
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw PageServerError(code: .certificate, context: "the new certificate cannot be used", underlying: error)
    }
  }

  /// - Throws: if one of them is neither a host name nor a literal IP address.
  package static func validate(names: [String]) throws(PageServerError) {
    for name in names where LiteralAddress(name) == nil && !isHostName(name) {
      throw PageServerError(code: .certificate, context: "'\(name)' is neither a host name nor an IP address")
    }
  }

  /// Complete in itself: whatever the machine's own openssl.cnf says has no effect.
  private static func configuration(names: [String]) -> String {
    let entries = names.enumerated().map { place, name in
      "\(LiteralAddress(name) == nil ? "DNS" : "IP").\(place + 1) = \(name)"
    }
    return """
      [req]
      distinguished_name = subject
      prompt = no
      [subject]
      [authority]
      basicConstraints = critical, CA:TRUE
      keyUsage = critical, keyCertSign
      subjectKeyIdentifier = hash
      [server]
      basicConstraints = critical, CA:FALSE
      keyUsage = critical, digitalSignature
      extendedKeyUsage = serverAuth
      subjectKeyIdentifier = hash
      authorityKeyIdentifier = keyid
      subjectAltName = @names
      [names]
      \(entries.joined(separator: "\n"))

      """
  }

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
