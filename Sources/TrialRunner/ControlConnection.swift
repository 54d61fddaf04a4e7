import Curl
import Dispatch
import Foundation
import PageProtocol
import TextFormats
import Trial

/// Reads a page server's statistics, over a connection of its own.
struct ControlConnection: Sendable {
  private let program: String
  private let root: String
  private let connectTo: String?
  private let caFile: String?

  /// - Parameter name: a name in the server's certificate; used with TLS only.
  init(program: String, to server: ServerAnnouncement, name: String?) {
    self.program = program
    let address = "\(server.address):\(server.port)"
    if server.tls, let name {
      root = "https://\(name)"
      connectTo = "\(name):443:\(address)"
    } else {
      root = "\(server.tls ? "https" : "http")://\(address)"
      connectTo = nil
    }
    caFile = server.caFile
  }

  /// Resets the statistics to zero.
  ///
  /// - Returns: the statistics until now.
  func reset() async throws(TrialRunError) -> ServerStatistics { try await request("/statistics/reset", post: true) }

  /// The statistics since the last reset.
  func statistics() async throws(TrialRunError) -> ServerStatistics { try await request("/statistics", post: false) }

  private func request(_ path: String, post: Bool) async throws(TrialRunError) -> ServerStatistics {
    try ServerStatistics.checked(try await exchange(path, post: post), of: program)
  }

  private func exchange(_ path: String, post: Bool) async throws(TrialRunError) -> Data {
    // The transfer blocks its thread, and must not block one of the cooperative pool.
    let result = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        let result: Result<Data, TrialRunError>
        do throws(TrialRunError) { result = .success(try transfer(path, post: post)) } catch {
          result = .failure(error)
        }
        continuation.resume(returning: result)
      }
    }
    return try result.get()
  }

  private final class Body: BodyReceiver {
    var bytes = Data()
    /// Whether there was more than statistics can be; an endless body ends with the time-out.
    var isTooLong = false

    func receive(_ piece: UnsafeRawBufferPointer) {
      isTooLong = isTooLong || bytes.count + piece.count > ServerStatistics.longest
      if !isTooLong { bytes.append(contentsOf: piece) }
    }
  }

  private func transfer(_ path: String, post: Bool) throws(TrialRunError) -> Data {
    func failure(_ cause: String) -> TrialRunError {
      TrialRunError(.noStatistics, program, "did not answer \(root)\(path): \(cause.printable())")
    }
    let body = Body()
    let options = TransferOptions(
      timeout: .seconds(10), connectTo: connectTo.map { [$0] } ?? [], caFile: caFile)
    let result: TransferResult
    do throws(CurlError) {
      let easy = try EasyHandle(options, receiver: body)
      try easy.setURL(root + path)
      if post { try easy.setEmptyPost() }
      result = easy.perform()
    } catch { throw failure(error.description) }
    if body.isTooLong { throw failure("the answer has more than \(ServerStatistics.longest) bytes") }
    if let detail = result.detail { throw failure(detail) }
    guard (200..<300).contains(result.httpStatus) else { throw failure("HTTP status \(result.httpStatus)") }
    return body.bytes
  }
}
