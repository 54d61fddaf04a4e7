import FoundationEssentials
import PageProtocol

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
      guard let value = Self.decoded(raw) else {
        throw QueryError(parameter: name, value: String(raw), cause: "is not UTF-8 in percent-encoding")
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw QueryError(parameter: name, value: value, cause: "is the second one of that name")
      }
    }
  }

  /// Removes a parameter and reads it.
  ///
  /// - Parameters:
  ///   - what: what the value has to be, for the error's message, such as `a whole number from 0 to 9`.
  ///   - read: returns nil for a value that is not.
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

  /// - Throws: if a parameter is left, which means that it is unknown.
  func checkEmpty(known: [String]) throws(QueryError) {
    guard let name = values.keys.min() else { return }
    throw QueryError(
      parameter: name, value: values[name] ?? "",
      cause: "is unknown here; there are \(known.joined(separator: ", "))")
  }

  /// - Returns: nil if the text is not UTF-8 in percent-encoding.
  private static func decoded(_ raw: Substring) -> String? {
    // Most targets are new to the server and have nothing to decode, which is cheap to see.
    guard raw.utf8.contains(UInt8(ascii: "%")) else { return String(raw) }
    return URLComponents(string: "?value=\(raw)", encodingInvalidCharacters: false)?.queryItems?.first?.value
  }
}

/// Which parameter of a query is invalid, and why. The client gets it in the body of a 400.
struct QueryError: Error, CustomStringConvertible {
  var parameter: String
  var value: String
  var cause: String

  var description: String {
    "the parameter \(parameter.shownStart)=\(String(value.shownStart).debugDescription) \(cause)"
  }
}

extension StringProtocol {
  /// As much as an error message shows: enough to recognise the text.
  var shownStart: String { utf8.count <= 200 ? String(self) : prefix(100) + "…" }
}

extension PageRequest {
  /// Reads the query of a page's URL, the inverse of ``target``.
  ///
  /// - Throws: `QueryError` if a parameter is unknown, malformed or out of range, or contradicts another.
  init(query text: Substring) throws(QueryError) {
    self.init()
    var query = try Query(text)
    delay = try query.take("delay", as: Self.delayForms, LatencyProfile.init(_:)) ?? delay
    seed = try query.take("seed", as: "a whole number from 0 to \(UInt64.max)") { UInt64($0) } ?? seed
    size = try query.take("size", in: 0...Self.largestSize) ?? size
    status = try query.take("status", in: 200...599) ?? status
    fault = try query.take("fault", as: "one of \(Self.faultNames)", ServedFault.init(rawValue:))
    // Anything else would let a URL write further lines into the response's head.
    location = try query.take("location", as: "visible ASCII") { text in
      !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? text : nil
    }
    try query.checkEmpty(known: ["delay", "seed", "size", "status", "fault", "location"])
    guard let fault else { return }
    if bodySize < fault.smallestSize {
      throw QueryError(parameter: "fault", value: fault.rawValue, cause: "needs a body of at least one byte")
    }
    if let location, faultyRedirect != nil {
      throw QueryError(parameter: "location", value: location, cause: "contradicts fault=\(fault.rawValue)")
    }
  }

  private static var faultNames: String { ServedFault.allCases.map(\.rawValue).joined(separator: ", ") }

  private static let delayForms =
    "a delay such as 120ms, uniform:50ms:150ms, exponential:100ms, pareto:20ms:1.5 or two-point:50ms:2s:0.05"
}
