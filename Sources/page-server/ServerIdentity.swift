import Dispatch
import PageServer
import Synchronization

/// The server's certificate, and the file with the authority that clients have to trust.
struct ServerIdentity {
  let certificate: Certificate
  /// The path of the authority's certificate, as PEM.
  let file: String
  private let files: NamelessFiles

  /// - Parameters:
  ///   - names: host names and literal IP addresses.
  ///   - address: a further literal IP address.
  ///   - faults: whether to make the certificates of handshakes that fail, too.
  ///   - file: where to write the authority's certificate; nil for a file without a name.
  init(names: [String], address: String, faults: Bool, file: String?) throws(PageServerError) {
    certificate = try Self.makeCertificate(names: names, address: address, faults: faults)
    let files = NamelessFiles(prefix: "page-server")
    self.files = files
    if let file { self.file = file } else { self.file = try files.file("authority.pem") }
    try WholeFile(self.file).write(certificate.authorityPEM)
  }

  /// Removes the file, if it has no name.
  func remove() { files.remove() }

  /// Blocks the main thread, which is not one of the tasks' threads, until the certificate is made.
  private static func makeCertificate(
    names: [String], address: String, faults: Bool
  ) throws(PageServerError) -> Certificate {
    let made = Mutex<Result<Certificate, PageServerError>?>(nil)
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      do throws(PageServerError) {
        let certificate = try await Certificate(names: names, address: address, faults: faults)
        made.withLock { $0 = .success(certificate) }
      } catch {
        made.withLock { $0 = .failure(error) }
      }
      done.signal()
    }
    done.wait()
    guard let result = made.withLock({ $0 }) else {
      preconditionFailure("the semaphore is signalled when there is a result")
    }
    return try result.get()
  }
}
