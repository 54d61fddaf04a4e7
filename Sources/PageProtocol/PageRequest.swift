/// What a URL requests of the page server: the delay and size of the answer, and a fault if there is to be one.
///
/// It is the path and query of a URL: `/page?delay=120ms&size=1024&status=200&seed=7&fault=cut-short&location=URL`.
/// Every parameter is optional.
package struct PageRequest: Sendable, Hashable {
  /// From the arrival of the request to the answer; none by default.
  package var delay: LatencyProfile
  /// The seed of the draw from the delay's distribution.
  package var seed: UInt64
  /// Bytes of body, 0 to ``largestSize``.
  package var size: Int
  /// HTTP status, 200 to 599. Answers with 204 and 304 have no body (RFC 9110), whatever the size.
  package var status: Int
  /// What the server does wrong; nil: nothing.
  package var fault: ServedFault?
  /// The `Location` header of a redirect, an ASCII URL; nil for none.
  package var location: String?

  /// The largest possible size: 64 MiB, in bytes.
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

  /// Path and query, to be appended to `http://host:port`, without parameters that have their default value.
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

  /// Bytes of body in the answer: the size, or 0 if the status forbids a body.
  package var bodySize: Int { status == 204 || status == 304 ? 0 : size }

  /// The digest of a correct body.
  package var body: BodyDigest { PageText.digest(bodySize) }

  /// `text` as the value of a query parameter (RFC 3986): everything is encoded that would end the value or is not
  /// allowed.
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
