/// The part of a request's target after `?`: parameters by name, each at most once.
struct Query {
  private var values: [String: String] = [:]

  /// - Parameter text: without the `?`; `+` stands for itself.
  /// - Throws: if a parameter has no value, comes twice, or is not UTF-8 in percent-encoding.
  init(_ text: Substring) throws(QueryError) {
    for item in text.split(separator: "&") {
      guard let equals = item.firstIndex(of: "=") else {
        throw QueryError(parameter: String(item), value: "", cause: "has no value; write NAME=VALUE")
      }
      let name = String(item[..<equals])
      let raw = item[item.index(after: equals)...]
      guard let value = Self.percentDecoded(raw) else {
        throw QueryError(parameter: name, value: String(raw), cause: "is not UTF-8 in percent-encoding")
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw QueryError(parameter: name, value: value, cause: "is the second one of that name")
      }
    }
  }

  /// Takes a parameter out and reads it.
  ///
  /// - Parameters:
  ///   - what: what it has to be, for the message, such as `a whole number from 0 to 9`.
  ///   - read: nil for a value that is not that.
  /// - Returns: nil if the parameter is absent.
  mutating func take<Value>(
    _ name: String, as what: @autoclosure () -> String, _ read: (String) -> Value?
  ) throws(QueryError) -> Value? {
    guard let text = values.removeValue(forKey: name) else { return nil }
    guard let value = read(text) else { throw QueryError(parameter: name, value: text, cause: "is not " + what()) }
    return value
  }

  mutating func take(_ name: String, in range: ClosedRange<Int>) throws(QueryError) -> Int? {
    try take(name, as: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// - Throws: if a parameter has not been taken, because nobody knows it.
  func checkEmpty(known: [String]) throws(QueryError) {
    guard let name = values.keys.min() else { return }
    throw QueryError(
      parameter: name, value: values[name] ?? "",
      cause: "is unknown here; there are \(known.joined(separator: ", "))")
  }

  private static func percentDecoded(_ text: Substring) -> String? {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(hexadecimalDigit), let low = rest.popFirst().flatMap(hexadecimalDigit)
      else { return nil }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

/// Which parameter of a query cannot be understood, and why. The client reads it in the body of a 400.
struct QueryError: Error, CustomStringConvertible {
  var parameter: String
  var value: String
  var cause: String

  var description: String { "the parameter \(parameter)=\(value.debugDescription) \(cause)" }
}
