import NIOCore
import NIOHTTP1
import PageProtocol
import Synchronization

/// What the server does about a request's target: parsed, drawn and encoded once, however often it is requested.
///
/// Belongs to one event loop.
final class Answer {
  enum Kind {
    case respond(Response)
    case hangUp
    case rendezvous(RendezvousRequest)
    case statistics(reset: Bool)
  }

  let kind: Kind
  /// From the arrival of the request to its answer; nil if that depends on other requests.
  let delay: TimeAmount?

  init(_ kind: Kind, delay: TimeAmount? = .zero) {
    self.kind = kind
    self.delay = delay
  }

  /// Whether the statistics count requests for it.
  var isCounted: Bool {
    if case .statistics = kind { return false }
    return true
  }

  /// The bytes of memory that it occupies.
  var footprint: Int {
    if case .respond(let response) = kind { return response.footprint }
    return 512
  }
}

/// Makes answers from targets. Belongs to one event loop.
struct AnswerMaker {
  private let text: PageTextStore
  private let encoder = ResponseEncoder()

  init(text: PageTextStore) { self.text = text }

  /// - Parameter target: as in the request line.
  func answer(to method: HTTPMethod, _ target: String) -> Answer {
    let (path, query) = Self.split(target)
    let allowed: [HTTPMethod] = path == "/statistics/reset" ? [.POST] : [.GET, .HEAD]
    do throws(QueryError) {
      switch path {
      case "/", "/page", "/rendezvous", "/statistics", "/statistics/reset":
        guard allowed.contains(method) else { return wrongMethod(method, path, allowed) }
      default: return Answer(.respond(plain(.notFound, "no such path: \(path); there are \(Self.paths)")))
      }
      switch path {
      case "/rendezvous": return Answer(.rendezvous(try RendezvousRequest(query: query)), delay: nil)
      case "/statistics", "/statistics/reset":
        try Query(query).checkEmpty(known: ["none"])
        return Answer(.statistics(reset: path == "/statistics/reset"))
      default: return page(try PageRequest(query: query))
      }
    } catch {
      return Answer(.respond(plain(.badRequest, error.description)))
    }
  }

  func page(_ request: PageRequest) -> Answer {
    let delay = TimeAmount(request.delay.draw(seed: request.seed))
    if request.fault == .hangUp { return Answer(.hangUp, delay: delay) }
    var headers = HTTPHeaders([
      ("Content-Type", "text/plain"), ("Server-Timing", "delay;dur=\(Self.milliseconds(delay))"),
    ])
    if let location = request.location { headers.add(name: "Location", value: location) }
    var body = text.slice(request.bodySize)
    var announcedBytes: Int?
    switch request.fault {
    case .cutShort:
      announcedBytes = request.bodySize
      body = text.slice(request.bodySize / 2)
    case .corrupt:
      // A byte that does not occur in the text.
      body.setInteger(UInt8(ascii: "#"), at: request.bodySize / 2)
    case .hangUp, nil: break
    }
    let response = Response(
      status: HTTPResponseStatus(statusCode: request.status), headers: headers, body: body,
      announcedBytes: announcedBytes, encoder: encoder)
    return Answer(.respond(response), delay: delay)
  }

  func rendezvousEnded(_ outcome: RendezvousRegistry.Outcome, size: Int) -> Response {
    let headers = HTTPHeaders([
      ("Content-Type", "text/plain"), ("Rendezvous", outcome.isMet ? "met" : "timed-out"),
      ("Rendezvous-Arrived", String(outcome.arrived)),
    ])
    return Response(status: .ok, headers: headers, body: text.slice(size), encoder: encoder)
  }

  func statistics(_ statistics: ServerStatistics) throws -> Response {
    Response(
      status: .ok, headers: HTTPHeaders([("Content-Type", "application/json"), ("Cache-Control", "no-store")]),
      body: try statistics.json, encoder: encoder)
  }

  /// A response with one line of text.
  func plain(_ status: HTTPResponseStatus, _ line: String, headers: [(String, String)] = []) -> Response {
    Response(
      status: status, headers: HTTPHeaders([("Content-Type", "text/plain")] + headers),
      body: ByteBuffer(string: line + "\n"), encoder: encoder)
  }

  private func wrongMethod(_ method: HTTPMethod, _ path: Substring, _ allowed: [HTTPMethod]) -> Answer {
    let allowed = allowed.map(\.rawValue).joined(separator: ", ")
    return Answer(
      .respond(
        plain(.methodNotAllowed, "\(path) takes \(allowed), not \(method.rawValue)", headers: [("Allow", allowed)])))
  }

  private static let paths = "/page, /rendezvous, /statistics and /statistics/reset"

  /// Path and query of a target that may be a whole URL (RFC 9112, 3.2.2).
  private static func split(_ target: String) -> (path: Substring, query: Substring) {
    var rest = target[...]
    for scheme in ["http://", "https://"] where rest.hasPrefix(scheme) {
      rest = rest.dropFirst(scheme.count).drop { $0 != "/" && $0 != "?" }
    }
    let path = rest.prefix { $0 != "?" }
    return (path.isEmpty ? "/" : path, rest[path.endIndex...].dropFirst())
  }

  /// In the unit of `Server-Timing`, to the microsecond.
  private static func milliseconds(_ time: TimeAmount) -> String {
    let microseconds = time.nanoseconds / 1000
    let fraction = String(microseconds % 1000)
    guard microseconds % 1000 != 0 else { return String(microseconds / 1000) }
    return "\(microseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
  }
}

/// The answers of one event loop by their exact target, so that each target is parsed only once.
struct AnswerCache {
  let maker: AnswerMaker
  private var answers: [String: Answer] = [:]
  private var footprint = 0

  /// Beyond these limits the cache is emptied: a load without repeated targets gains nothing from it, and others refill
  /// it.
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

/// The page text, as long as the longest body so far. Every body is a slice of the same memory. Safe from any thread.
final class PageTextStore: Sendable {
  private let text = Mutex(ByteBuffer())

  /// The first `byteCount` bytes of the page text.
  func slice(_ byteCount: Int) -> ByteBuffer {
    text.withLock { text in
      if text.readableBytes < byteCount {
        // At least doubled, so that growing sizes do not cost a new text each.
        text = ByteBuffer(bytes: PageText.bytes(max(byteCount, 2 * text.readableBytes, 64 << 10)))
      }
      return text.getSlice(at: 0, length: byteCount) ?? ByteBuffer()
    }
  }
}
