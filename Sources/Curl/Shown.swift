/// Text that may be printed or stored: URLs and messages without credentials.
package enum Shown {
  /// The URL without user name and password, and with `***` for the values of query parameters whose names say that
  /// they are secret, such as `access_token` or `api_key`.
  ///
  /// If libcurl cannot parse the URL, it is not certain what the credentials are: then everything before the last `@`
  /// is left out, also if that is `%40` or full-width.
  package static func url(_ url: String) -> String {
    let bytes = Array(url.utf8)
    guard bytes.contains(where: { $0 == at || $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "%") || $0 >= 0x80 }) else {
      return url
    }
    let shown = withoutSecretValues(withoutInnerUsers(withoutUser(bytes)))
    return String(decoding: shown, as: UTF8.self)
  }

  /// The message without what stands before an `@` in its URLs. libcurl quotes a proxy's URL that it cannot use, and
  /// that may have a password.
  package static func message(_ message: String) -> String {
    let bytes = Array(message.utf8)
    guard let last = bytes.lastIndex(of: at) else { return message }
    var start = bytes[..<last].lastIndex(of: UInt8(ascii: " ")).map { $0 + 1 } ?? 0
    // A password can have spaces, too.
    if let quote = bytes[..<last].firstIndex(where: { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }) {
      start = start == quote ? quote + 1 : min(start, quote + 1)
    }
    if let scheme = bytes[..<last].firstRange(of: schemeEnd) { start = min(start, scheme.upperBound) }
    return String(decoding: bytes[..<start] + hidden + bytes[last...], as: UTF8.self)
  }

  /// The message without the credentials of the arguments that it quotes.
  ///
  /// - Parameter arguments: of the command line. Those that look like a URL or like `user:password@host` are replaced
  ///   by what ``url(_:)`` makes of them; paths are not, also if they have an `@`.
  package static func message(_ message: String, quoting arguments: [String]) -> String {
    let values = arguments.map { argument in
      guard argument.hasPrefix("-"), let equals = argument.firstIndex(of: "=") else { return argument }
      return String(argument[argument.index(after: equals)...])
    }
    let longestFirst = values.filter(canHaveCredentials).sorted { $0.utf8.count > $1.utf8.count }
    return longestFirst.reduce(message) { $0.replacing($1, with: url($1)) }
  }

  private static func canHaveCredentials(_ text: String) -> Bool {
    if text.contains("://") { return true }
    guard let at = lastAt(of: Array(text.utf8)) else { return false }
    return !text.utf8.prefix(at.lowerBound).contains(UInt8(ascii: "/"))
  }

  private static let at = UInt8(ascii: "@")
  private static let schemeEnd = Array("://".utf8)
  private static let hidden = Array("***".utf8)

  private static func withoutUser(_ url: [UInt8]) -> [UInt8] {
    guard let last = lastAt(of: url) else { return url }
    let start = url.firstRange(of: schemeEnd)?.upperBound ?? 0
    if let parsed = ParsedURL(String(decoding: url, as: UTF8.self)) {
      guard parsed.hasCredentials else { return url }
      let end = url[start...].firstIndex { "/?#".utf8.contains($0) } ?? url.endIndex
      if let at = url[start..<end].lastIndex(of: at) {
        let rest = url[..<start] + url[(at + 1)...]
        if ParsedURL(String(decoding: rest, as: UTF8.self))?.hasCredentials == false { return Array(rest) }
      }
    }
    return Array((beginsWithScheme(url) && start <= last.lowerBound ? url[..<start] : []) + url[last.upperBound...])
  }

  private static func lastAt(of url: [UInt8]) -> Range<Int>? {
    ["@", "%40", "＠"].compactMap { url.ranges(of: Array($0.utf8)).last }.max { $0.lowerBound < $1.lowerBound }
  }

  private static func beginsWithScheme(_ url: [UInt8]) -> Bool {
    guard let end = url.firstRange(of: schemeEnd)?.lowerBound else { return false }
    return url[..<end].allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || "0123456789+-.".utf8.contains(byte)
    }
  }

  /// Without users in URLs within the URL, which can be a mistake (`http://http://user:password@host/`) or a parameter.
  private static func withoutInnerUsers(_ url: [UInt8]) -> [UInt8] {
    var shown: [UInt8] = []
    var rest = url[...]
    while let scheme = rest.firstRange(of: schemeEnd) {
      shown += rest[..<scheme.upperBound]
      rest = rest[scheme.upperBound...]
      let authority = rest.prefix { !"/?#&".utf8.contains($0) }
      if let at = authority.lastIndex(of: at) { rest = rest[(at + 1)...] }
    }
    return shown + rest
  }

  private static func withoutSecretValues(_ url: [UInt8]) -> [UInt8] {
    guard let start = url.firstIndex(where: { "?#;".utf8.contains($0) }) else { return url }
    var shown = Array(url[...start])
    var rest = url[(start + 1)...]
    while !rest.isEmpty {
      let parameter = rest.prefix { !"&;?#".utf8.contains($0) }
      let name = parameter.prefix { $0 != UInt8(ascii: "=") }
      let isHidden =
        name.count < parameter.count && (isSecret(name) || hasUser(decoded(parameter.dropFirst(name.count + 1))))
      shown += isHidden ? name + [UInt8(ascii: "=")] + hidden : parameter
      rest = rest.dropFirst(parameter.count)
      if let separator = rest.popFirst() { shown.append(separator) }
    }
    return shown
  }

  /// Whether a parameter's value is a URL with a user.
  private static func hasUser(_ value: String) -> Bool {
    guard let scheme = value.firstRange(of: "://") else { return false }
    return value[scheme.upperBound...].prefix { !"/?#".contains($0) }.contains("@")
  }

  /// Words that names of secret parameters contain.
  private static let secretWords = [
    "token", "secret", "passw", "pwd", "pass", "credential", "signature", "apikey", "authorization", "jwt", "session",
    "ticket", "bearer", "hmac", "saml",
  ]
  /// Whole names of secret parameters.
  private static let secretNames = ["key", "auth", "sig", "sid", "code", "private", "x-amz-security", "pw", "otp"]

  private static func isSecret(_ name: ArraySlice<UInt8>) -> Bool {
    let name = decoded(name).lowercased()
    let letters = name.filter { $0.isLetter }
    return secretNames.contains(name) || secretWords.contains { letters.contains($0) } || letters.hasSuffix("key")
  }

  /// With `%61` as `a`.
  private static func decoded(_ text: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      let digits = rest.prefix(2)
      if byte == UInt8(ascii: "%"), digits.count == 2,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
