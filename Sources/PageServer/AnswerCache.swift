import NIOHTTP1

/// The answers of one event loop by their exact target, so that each target is parsed only once.
struct AnswerCache {
  let maker: AnswerMaker
  private var answers: [String: Answer] = [:]
  private let largestFootprint: Int
  /// The most bytes of memory that keys and answers occupy.
  private(set) var footprint = 0

  /// Beyond these limits the cache is emptied: a load without repeated targets gains nothing from it, and others refill
  /// it.
  private static let mostAnswers = 8192
  /// Of all event loops together, in bytes.
  static let largestFootprint = 32 << 20

  /// - Parameter loops: how many event loops share the limit.
  init(maker: AnswerMaker, loops: Int) {
    self.maker = maker
    largestFootprint = Self.largestFootprint / max(1, loops)
  }

  /// The number of answers.
  var count: Int { answers.count }

  mutating func answer(to head: HTTPRequestHead) -> Answer {
    guard head.method == .GET || head.method == .HEAD else { return maker.answer(to: head.method, head.uri) }
    if let answer = answers[head.uri] { return answer }
    let answer = maker.answer(to: head.method, head.uri)
    let keyBytes = head.uri.utf8.count
    guard keyBytes <= AnswerMaker.longestTarget else { return answer }
    let added = 64 + keyBytes + answer.footprint
    if answers.count >= Self.mostAnswers || footprint + added > largestFootprint {
      answers.removeAll(keepingCapacity: true)
      footprint = 0
    }
    answers[head.uri] = answer
    footprint += added
    return answer
  }
}
