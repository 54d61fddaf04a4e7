/// What a URL asks of the page server: how long to take, how much to send, and what to do wrong.
///
/// As the path and query of a URL: `/page?delay=120ms&size=1024&status=200&seed=7&fault=cut-short&location=URL`.
/// Every part may be left out. The delay is a ``LatencyProfile``; the seed draws from it.
package struct PageRequest: Sendable, Hashable {
  package var delay: LatencyProfile
  package var seed: UInt64
  /// Bytes of body, 0 to ``largestSize``.
  package var size: Int
  /// HTTP status, 200 to 599. With 204 and 304, which HTTP sends without a body, the size has no effect.
  package var status: Int
  package var fault: ServedFault?
  /// The `Location` header of a redirect: visible ASCII, itself percent-encoded only where its own URL must be.
  package var location: String?

  package static let largestSize = 64 << 20

  package init(
    delay: LatencyProfile = .constant(.zero), seed: UInt64 = 0, size: Int = 1024, status: Int = 200,
    fault: ServedFault? = nil, location: String? = nil
  ) {
    self.delay = delay
    self.seed = seed
    self.size = size
    self.status = status
    self.fault = fault
    self.location = location
  }

  /// What a server can be asked to do wrong.
  package enum ServedFault: String, Sendable, CaseIterable {
    /// Announce the whole body, send half of it, close.
    case cutShort = "cut-short"
    /// Send a body of the right length with one byte changed.
    case corrupt
    /// Close the connection instead of answering.
    case hangUp = "hang-up"
  }

  /// Path and query, to be appended to `http://host:port`. Leaves out what is as it is by default.
  package var target: String {
    let usual = PageRequest()
    var query: [String] = []
    if delay != usual.delay { query.append("delay=\(delay)") }
    if seed != usual.seed { query.append("seed=\(seed)") }
    if size != usual.size { query.append("size=\(size)") }
    if status != usual.status { query.append("status=\(status)") }
    if let fault { query.append("fault=\(fault.rawValue)") }
    if let location { query.append("location=\(Self.percentEncoded(location))") }
    return query.isEmpty ? "/page" : "/page?" + query.joined(separator: "&")
  }

  /// Bytes of body that belong to the answer: the size, unless the status forbids a body.
  package var bodySize: Int { status == 204 || status == 304 ? 0 : size }

  /// What the body must be, if the server does as asked.
  package var body: BodyDigest { PageText.digest(bodySize) }

  /// `text` as the value of a query's parameter: what would end the value, or is not allowed in a URL, encoded.
  private static func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: ":"):
        encoded.append(byte)
      default:
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
