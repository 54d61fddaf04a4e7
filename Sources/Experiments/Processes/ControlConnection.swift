import CCurl
import Dispatch
import Foundation
import Trial
import Workload

/// Asks a page server for its count, beside the trial.
struct ControlConnection: Sendable {
  private let program: String
  private let root: String
  private let connectTo: String?
  private let caFile: String?

  /// - Parameter name: one that the server's certificate is for; only with TLS.
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

  /// Starts the count afresh.
  func reset() async throws(TrialRunError) { _ = try await exchange("/statistics/reset", post: true) }

  func statistics() async throws(TrialRunError) -> ServerStatistics {
    let body = try await exchange("/statistics", post: false)
    do {
      return try LineChannel.decode(ServerStatistics.self, from: body)
    } catch {
      throw TrialRunError(
        .noStatistics, program,
        "counted what cannot be read: \(String(decoding: body.prefix(200), as: UTF8.self).debugDescription)")
    }
  }

  private func exchange(_ path: String, post: Bool) async throws(TrialRunError) -> Data {
    // libcurl waits for the answer, and the tasks' few threads must not wait for libcurl.
    let result = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        let result: Result<Data, TrialRunError>
        do throws(TrialRunError) { result = .success(try transfer(path, post: post)) } catch { result = .failure(error) }
        continuation.resume(returning: result)
      }
    }
    return try result.get()
  }

  private final class Body { var bytes = Data() }

  private func transfer(_ path: String, post: Bool) throws(TrialRunError) -> Data {
    func failure(_ cause: String) -> TrialRunError {
      TrialRunError(.noStatistics, program, "did not answer \(root)\(path): \(cause)")
    }
    guard let handle = curl_easy_init() else { throw failure("out of memory") }
    defer { curl_easy_cleanup(handle) }
    let redirection = connectTo.flatMap { curl_slist_append(nil, $0) }
    defer { curl_slist_free_all(redirection) }
    let body = Body()
    _ = ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
    _ = ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, 10_000)
    _ = ccurl_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    _ = ccurl_set_string(handle, CURLOPT_URL, root + path)
    _ = ccurl_set_string(handle, CURLOPT_PROXY, "")
    if let redirection { _ = ccurl_set_list(handle, CURLOPT_CONNECT_TO, redirection) }
    if let caFile { _ = ccurl_set_string(handle, CURLOPT_CAINFO, caFile) }
    if post {
      _ = ccurl_set_long(handle, CURLOPT_POST, 1)
      _ = ccurl_set_long(handle, CURLOPT_POSTFIELDSIZE, 0)
    }
    _ = ccurl_set_pointer(handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(body).toOpaque())
    _ = ccurl_set_write_function(handle) { bytes, size, count, context in
      guard let bytes, let context else { return 0 }
      let body = Unmanaged<Body>.fromOpaque(context).takeUnretainedValue()
      body.bytes.append(UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self), count: size * count)
      return size * count
    }
    let code = withExtendedLifetime(body) { curl_easy_perform(handle) }
    guard code == CURLE_OK else { throw failure(String(cString: curl_easy_strerror(code))) }
    let status = ccurl_get_long(handle, CURLINFO_RESPONSE_CODE)
    guard (200..<300).contains(status) else { throw failure("HTTP status \(status)") }
    return body.bytes
  }
}
