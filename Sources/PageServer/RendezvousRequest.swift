import PageProtocol
import TextFormats

/// What `/rendezvous?count=N&timeout=2s&size=1024&name=X` asks: to be answered when `count` such requests are here.
struct RendezvousRequest: Equatable {
  /// Who meets: requests with the same name and the same count.
  struct Place: Hashable {
    var name: String
    /// How many have to come, 1 to ``largestCount``.
    var count: Int
  }

  var place: Place
  /// How long the first to come waits for the others.
  var timeout: Duration
  /// Bytes of body.
  var size: Int

  static let largestCount = 1_000_000

  /// - Throws: naming the parameter, if one is unknown, malformed or out of range, or `count` is missing.
  init(query text: Substring) throws(QueryError) {
    var query = try Query(text)
    guard let count = try query.take("count", in: 1...Self.largestCount) else {
      throw QueryError(parameter: "count", value: "", cause: "is missing: how many are to meet?")
    }
    place = Place(name: try query.take("name", as: "text") { $0 } ?? "", count: count)
    timeout = try query.take("timeout", as: "a time such as 2s or 500ms") { Duration(text: $0) } ?? .seconds(2)
    size = try query.take("size", in: 0...PageRequest.largestSize) ?? PageRequest().size
    try query.checkEmpty(known: ["count", "timeout", "size", "name"])
  }
}
