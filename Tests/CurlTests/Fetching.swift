import Curl
import Foundation
import TestBench

/// Keeps whole bodies.
final class BodyKeeper: BodyReceiver {
  private var bytes = Data()

  var text: String { String(decoding: bytes, as: UTF8.self) }

  func receive(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }

  func clear() { bytes = Data() }
}

/// The result and the body of one fetch.
struct Fetched: Sendable {
  var result: TransferResult
  var body: String
}

/// libcurl, initialised once for all tests of the process.
private let started: Result<Void, CurlError> = Result { () throws(CurlError) in try CurlGlobal.start() }

/// Fetches some URLs one after another with one easy handle, on a thread of its own.
func fetch(_ urls: [String], _ options: TransferOptions = TransferOptions(timeout: .seconds(20))) async throws
  -> [Fetched]
{
  try started.get()
  return try await onOwnThread {
    let receiver = BodyKeeper()
    let easy = try EasyHandle(options, receiver: receiver)
    return try urls.map { url in
      receiver.clear()
      try easy.setURL(url)
      let result = easy.perform()
      return Fetched(result: result, body: receiver.text)
    }
  }
}

func fetch(_ url: String, _ options: TransferOptions = TransferOptions(timeout: .seconds(20))) async throws -> Fetched {
  try await fetch([url], options)[0]
}

/// Initialises libcurl, for tests that do not use ``fetch(_:_:)``.
func startCurl() throws { try started.get() }
