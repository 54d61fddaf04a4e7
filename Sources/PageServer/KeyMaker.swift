import HostSystem
import Subprocess
import SystemPackage

/// Makes keys and certificates in a folder with the `openssl` command.
struct KeyMaker {
  /// What a server presents.
  struct Identity: Sendable {
    /// Its certificate.
    var certificatePEM: [UInt8]
    var privateKeyPEM: [UInt8]
  }

  private let folder: NamelessFiles

  init(_ folder: NamelessFiles) { self.folder = folder }

  /// Makes an authority that can sign: the files NAME.key and NAME.pem.
  func makeAuthority(_ name: String) async throws(PageServerError) {
    try writeConfiguration(for: [])
    try await runOpenSSL(
      ["req", "-x509"] + newKey(name)
        + ["-days", "30", "-extensions", "authority", "-subj", "/CN=page-server \(name)"]
        + ["-out", folder.file("\(name).pem")])
  }

  /// Makes a certificate.
  ///
  /// - Parameters:
  ///   - names: host names and literal IP addresses.
  ///   - authority: what signs it; nil: its own key.
  func make(_ name: String, for names: [String], by authority: String?) async throws(PageServerError) -> Identity {
    try writeConfiguration(for: names)
    let signing = try authority.map(signer) ?? []
    try await runOpenSSL(
      ["req", "-x509"] + newKey(name) + ["-days", "30", "-extensions", "server", "-subj", "/CN=page-server"] + signing
        + ["-out", folder.file("\(name).pem")])
    return try identity(name)
  }

  /// The same with a certificate that expired yesterday. `req` takes no days before now, `x509` takes one.
  func makeExpired(_ name: String, for names: [String], by authority: String) async throws(PageServerError) -> Identity
  {
    try writeConfiguration(for: names)
    let request = try folder.file("\(name).csr")
    try await runOpenSSL(["req", "-new"] + newKey(name) + ["-subj", "/CN=page-server", "-out", request])
    try await runOpenSSL(
      ["x509", "-req", "-in", request, "-days", "-1", "-set_serial", "1"]
        + ["-extfile", folder.file("openssl.cnf"), "-extensions", "server"]
        + signer(authority)
        + ["-out", folder.file("\(name).pem")])
    return try identity(name)
  }

  private func signer(_ authority: String) throws(PageServerError) -> [String] {
    try ["-CA", folder.file("\(authority).pem"), "-CAkey", folder.file("\(authority).key")]
  }

  private func newKey(_ name: String) throws(PageServerError) -> [String] {
    try ["-batch", "-config", folder.file("openssl.cnf"), "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
      + ["-nodes", "-keyout", folder.file("\(name).key")]
  }

  private func identity(_ name: String) throws(PageServerError) -> Identity {
    Identity(
      certificatePEM: try WholeFile(folder.file("\(name).pem")).read(),
      privateKeyPEM: try WholeFile(folder.file("\(name).key")).read())
  }

  /// Self-contained: the machine's own openssl.cnf has no effect.
  private func writeConfiguration(for names: [String]) throws(PageServerError) {
    let entries = names.enumerated().map { place, name in
      "\(Certificate.isAddress(name) ? "IP" : "DNS").\(place + 1) = \(name)"
    }
    let text = """
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
    try WholeFile(folder.file("openssl.cnf")).write(text.utf8)
  }

  /// Runs the `openssl` command found by PATH to its end.
  ///
  /// - Throws: if it is not installed, or with its own output if it fails.
  private func runOpenSSL(_ arguments: [String]) async throws(PageServerError) {
    do {
      // Resolved first, because otherwise Subprocess would fork once for every directory of PATH until one has it.
      let openSSL = try await Executable.name("openssl").resolveExecutablePath(in: .inherit)
      let result = try await run(
        .path(openSSL), arguments: Arguments(arguments),
        environment: .inherit.updating(WithheldVariables.removals(Environment.Key.init(stringLiteral:))),
        output: .string(limit: 1 << 20),
        error: .combinedWithOutput)
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
}
