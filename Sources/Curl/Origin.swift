internal import CCurl
internal import Glibc

/// Scheme, host and port of a URL (RFC 6454), as libcurl takes them from it: what one connection can serve.
package struct Origin: Hashable, Sendable {
  /// In lower case, such as `https`.
  package let scheme: String
  /// A name in lower case and ASCII, or an address in its usual form, without brackets and final dot.
  package let host: String
  /// The URL's, or the scheme's own.
  package let port: Int

  /// Nil if libcurl would refuse the URL, too. A missing scheme is guessed, as libcurl does.
  package init?(_ url: String) {
    guard let parsed = ParsedURL(url), let scheme = parsed.part(CURLUPART_SCHEME), let host = parsed.host,
      let port = parsed.part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
    else { return nil }
    self.scheme = scheme.lowercased()
    self.host = host
    self.port = port
  }

  /// Whether the host is this machine: an address in 127.0.0.0/8, `::1`, the unspecified address, which Linux connects
  /// to itself (`0.0.0.0`, `::`), one of these IPv4 addresses in IPv6 (`::ffff:127.0.0.1`, RFC 4291), `localhost`, or a
  /// name that ends with `.localhost` (RFC 6761).
  package var isLoopback: Bool {
    host == "localhost" || host.hasSuffix(".localhost") || isInLoopbackNetwork || host == "0.0.0.0" || isLoopback6
  }

  /// Whether the host is an address in 127.0.0.0/8.
  package var isInLoopbackNetwork: Bool {
    var address = in_addr()
    return inet_pton(AF_INET, host, &address) == 1 && UInt32(bigEndian: address.s_addr) >> 24 == 127
  }

  private var isLoopback6: Bool {
    var address = in6_addr()
    guard inet_pton(AF_INET6, host, &address) == 1 else { return false }
    return withUnsafeBytes(of: &address) { bytes in
      let isUnspecified = bytes.suffix(4).allSatisfy { $0 == 0 }
      if bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
        return isUnspecified || bytes[12] == 127
      }
      return bytes.prefix(12).allSatisfy { $0 == 0 } && (isUnspecified || bytes.suffix(4).elementsEqual([0, 0, 0, 1]))
    }
  }
}

/// A URL that libcurl has parsed.
struct ParsedURL: ~Copyable {
  private let raw: OpaquePointer

  /// Nil if libcurl refuses the URL.
  init?(_ url: String) {
    // libcurl takes the URL as a C string, whose end is the first NUL.
    guard !url.utf8.contains(0), let raw = curl_url() else { return nil }
    guard curl_url_set(raw, CURLUPART_URL, url, UInt32(CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME)) == CURLUE_OK
    else {
      curl_url_cleanup(raw)
      return nil
    }
    self.raw = raw
  }

  deinit { curl_url_cleanup(raw) }

  /// A part of the URL; nil if it has none.
  func part(_ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    // libcurl 7.88 leaves a copy of a host behind whose name it cannot convert.
    defer { curl_free(text) }
    guard curl_url_get(raw, part, &text, flags) == CURLUE_OK, let text else { return nil }
    return String(cString: text)
  }

  var hasCredentials: Bool { part(CURLUPART_USER) != nil || part(CURLUPART_PASSWORD) != nil }

  /// As ``Origin/host``.
  var host: String? {
    guard var host = (part(CURLUPART_HOST, ccurl_url_ascii_host) ?? part(CURLUPART_HOST))?.lowercased() else {
      return nil
    }
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    if host.hasSuffix(".") { host.removeLast() }
    return host.isEmpty ? nil : host
  }
}
