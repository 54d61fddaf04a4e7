import NIOCore
import NIOSSL
import Subprocess
import SystemPackage

/// A P-256 certificate for some names, signed by an authority made for this server alone.
///
/// Made by the `openssl` command, because a package for it would take longer to build than all the rest. SwiftNIO's
/// BoringSSL hands out session tickets and has no option against it: clients that must not resume have to decline them.
package struct Certificate: Sendable {
  private let certificatePEM: [UInt8]
  private let privateKeyPEM: [UInt8]
  /// The authority's certificate, which a client has to trust, as PEM.
  package let authorityPEM: [UInt8]

  /// Makes a certificate.
  ///
  /// - Parameters:
  ///   - names: host names, also with `*` as their first label, and literal IP addresses. Nothing else, because they
  ///     become part of openssl's configuration.
  ///   - address: a further literal IP address; 127.0.0.1 is always included.
  /// - Throws: `PageServerError` if a name is invalid, or `openssl` is missing or fails.
  package init(names: [String], address: String) async throws(PageServerError) {
    try Self.validate(names: names + [address])
    let folder = try TemporaryFolder(prefix: "page-server-keys")
    defer { folder.remove() }
    let configuration = Self.configuration(names: names + ["127.0.0.1", address])
    try WholeFile(folder.file("openssl.cnf")).write(configuration.utf8)
    let create =
      ["req", "-x509", "-batch", "-config", folder.file("openssl.cnf"), "-days", "30"]
      + ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    try await Self.runOpenSSL(
      create + ["-extensions", "authority", "-subj", "/CN=page-server authority"]
        + ["-keyout", folder.file("authority.key"), "-out", folder.file("authority.pem")])
    try await Self.runOpenSSL(
      create + ["-extensions", "server", "-subj", "/CN=page-server"]
        + ["-CA", folder.file("authority.pem"), "-CAkey", folder.file("authority.key")]
        + ["-keyout", folder.file("server.key"), "-out", folder.file("server.pem")])
    certificatePEM = try WholeFile(folder.file("server.pem")).read()
    privateKeyPEM = try WholeFile(folder.file("server.key")).read()
    authorityPEM = try WholeFile(folder.file("authority.pem")).read()
  }

  /// The context of TLS connections with this certificate, for HTTP/1.1 only.
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

  /// Checks the names for a certificate.
  ///
  /// - Throws: `PageServerError` if one of them is neither a host name nor a literal IP address.
  package static func validate(names: [String]) throws(PageServerError) {
    for name in names where !isAddress(name) && !isHostName(name) {
      throw PageServerError(code: .certificate, context: "'\(name)' is neither a host name nor an IP address")
    }
  }

  /// Self-contained: the machine's own openssl.cnf has no effect.
  private static func configuration(names: [String]) -> String {
    let entries = names.enumerated().map { place, name in
      "\(isAddress(name) ? "IP" : "DNS").\(place + 1) = \(name)"
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

  /// Runs the `openssl` command found by PATH to its end.
  ///
  /// - Throws: if it is not installed, or with its own output if it fails.
  private static func runOpenSSL(_ arguments: [String]) async throws(PageServerError) {
    do {
      // Resolved first, because otherwise Subprocess would fork once for every directory of PATH until one has it.
      let openSSL = try await Executable.name("openssl").resolveExecutablePath(in: .inherit)
      let result = try await run(
        .path(openSSL), arguments: Arguments(arguments), output: .string(limit: 1 << 20), error: .combinedWithOutput)
      guard !result.terminationStatus.isSuccess else { return }
      throw PageServerError(
        code: .certificate, context: "openssl \(arguments.first ?? "") failed: \(result.standardOutput)")
    } catch let error as PageServerError {
      throw error
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw PageServerError(
        code: .certificate, context: "the openssl command, which makes the certificate, is not installed")
    } catch {
      throw PageServerError(code: .certificate, context: "cannot run the openssl command", underlying: error)
    }
  }

  private static func isAddress(_ text: String) -> Bool { (try? SocketAddress(ipAddress: text, port: 0)) != nil }

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
