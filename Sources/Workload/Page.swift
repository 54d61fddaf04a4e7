package import PageProtocol

/// Something to fetch: a URL under a short name, and what the body must be if that is known.
package struct Page: Sendable, Hashable, Codable {
  /// What results call it, such as `google.com`.
  package var name: String
  /// An absolute `http` or `https` URL.
  package var url: String
  /// What the body must be, or nil if only the server knows.
  package var body: BodyDigest?

  package init(name: String, url: String, body: BodyDigest? = nil) {
    self.name = name
    self.url = url
    self.body = body
  }
}

/// Whether fetches find the connections of earlier fetches open.
package enum ConnectionPolicy: String, Sendable, Codable, CaseIterable {
  /// Keep-alive: at most one connection for each fetch in flight, opened once.
  case reuse
  /// A new connection for each fetch, closed after it.
  case fresh
}
