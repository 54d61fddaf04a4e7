import PageProtocol

extension PageRequest {
  /// Reads the query of a page's URL, the inverse of ``target``.
  ///
  /// - Throws: naming the parameter, if one is unknown, malformed or out of range, or they contradict each other.
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
    if let fault, fault != .hangUp, bodySize == 0 {
      throw QueryError(parameter: "fault", value: fault.rawValue, cause: "needs a body of at least one byte")
    }
  }

  private static var faultNames: String { ServedFault.allCases.map(\.rawValue).joined(separator: ", ") }

  private static let delayForms =
    "a delay such as 120ms, uniform:50ms:150ms, exponential:100ms, pareto:20ms:1.5 or two-point:50ms:2s:0.05"
}
