import NIOHTTP1

/// The answers of one event loop by the exact target that asks for them, so that a target is understood only once.
struct AnswerCache {
  let maker: AnswerMaker
  private var answers: [String: Answer] = [:]
  private var footprint = 0

  /// Beyond these it is emptied: a load whose every page differs gains nothing from it, and one that repeats refills it.
  private static let mostAnswers = 8192
  private static let largestFootprint = 32 << 20

  init(maker: AnswerMaker) { self.maker = maker }

  mutating func answer(to head: HTTPRequestHead) -> Answer {
    guard head.method == .GET || head.method == .HEAD else { return maker.answer(to: head.method, head.uri) }
    if let answer = answers[head.uri] { return answer }
    let answer = maker.answer(to: head.method, head.uri)
    if answers.count >= Self.mostAnswers || footprint + answer.footprint > Self.largestFootprint {
      answers.removeAll(keepingCapacity: true)
      footprint = 0
    }
    answers[head.uri] = answer
    footprint += answer.footprint
    return answer
  }
}
