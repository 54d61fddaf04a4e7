package import Foundation

/// JSON for people and programs alike: indented, keys in order, so that two documents can be compared line by line.
package enum PrettyJSON {
  /// - Parameter keys: how the keys are spelled; by default as the properties are.
  /// - Returns: the document, without a newline at its end.
  package static func text(
    _ value: some Encodable, keys: JSONEncoder.KeyEncodingStrategy = .useDefaultKeys
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = keys
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// How a result is printed.
package enum OutputFormat: String, Sendable, CaseIterable {
  case text
  case json
  case markdown
}
