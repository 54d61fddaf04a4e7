import PageServer

/// The certificate of this server, and the file that says whom to trust for it.
struct Authority {
  let certificate: Certificate
  /// PEM.
  let file: String
  private let folder: TemporaryFolder?

  /// - Parameter file: where to write; nil for a file in a new folder of its own.
  init(names: [String], address: String, file: String?) throws(PageServerError) {
    certificate = try Certificate(names: names, address: address)
    folder = file == nil ? try TemporaryFolder(prefix: "page-server") : nil
    self.file = file ?? folder?.file("authority.pem") ?? "authority.pem"
    try WholeFile(self.file).write(certificate.authorityPEM)
  }

  /// Removes the new folder, if there is one.
  func remove() { folder?.remove() }
}
