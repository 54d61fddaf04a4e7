package import PageProtocol

/// A page to fetch: a URL, a short name for it, and the expected body if that is known.
package struct Page: Sendable, Hashable, Codable {
  /// The page's name in results, such as `google.com`.
  package var name: String
  /// An absolute `http` or `https` URL.
  package var url: String
  /// Length and checksum of the expected body; nil if it is unknown.
  package var body: BodyDigest?

  package init(name: String, url: String, body: BodyDigest? = nil) {
    self.name = name
    self.url = url
    self.body = body
  }
}

/// Whether fetches reuse the connections of earlier ones.
package enum ConnectionPolicy: String, Sendable, Codable, CaseIterable {
  /// Keep-alive: as many connections as fetches in flight at most, each opened once.
  case reuse
  /// A new connection per fetch, closed afterwards.
  case fresh
}
