import Foundation

/// Scheme, host and port of a URL (RFC 6454): what one connection can serve.
struct Origin: Hashable {
  let scheme: String
  let host: String
  let port: Int

  /// nil where the URL has no host, or is none.
  init?(_ url: String) {
    guard let components = URLComponents(string: url), let scheme = components.scheme?.lowercased(),
      let host = components.host?.lowercased(), !host.isEmpty
    else { return nil }
    self.scheme = scheme
    self.host = host
    port = components.port ?? (scheme == "https" ? 443 : 80)
  }

  /// Whether it is this very machine, as far as the name tells.
  var isLoopback: Bool { host == "localhost" || host == "[::1]" || host == "::1" || host.hasPrefix("127.") }
}
