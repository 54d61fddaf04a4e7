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
    case script(ScriptedAnswer)
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

  /// The most bytes of memory that it occupies, sent responses included.
  var footprint: Int {
    switch kind {
    case .respond(let response): 256 + response.footprint
    case .script(let scripted): 256 + scripted.script.footprint
    case .rendezvous, .statistics: 512
    }
  }
}

/// Makes answers from targets. Belongs to one event loop.
struct AnswerMaker {
  let text: PageTextStore
  private let encoder = ResponseEncoder()

  /// The longest target in bytes; longer ones are refused, because they would be kept, copied and shown.
  static let longestTarget = 8000

  init(text: PageTextStore) { self.text = text }

  /// - Parameter target: as in the request line.
  func answer(to method: HTTPMethod, _ target: String) -> Answer {
    guard target.utf8.count <= Self.longestTarget else {
      return Answer(.respond(plain(.uriTooLong, "the URL is longer than \(Self.longestTarget) bytes")))
    }
    let (path, query) = Self.split(target)
    let allowed: [HTTPMethod] = path == "/statistics/reset" ? [.POST] : [.GET, .HEAD]
    do throws(QueryError) {
      switch path {
      case "/", "/page", "/rendezvous", "/statistics", "/statistics/reset":
        guard allowed.contains(method) else { return wrongMethod(method, path, allowed) }
      default: return Answer(.respond(plain(.notFound, "no such path: \(path.shownStart); there are \(Self.paths)")))
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
    var (status, location) = (request.status, request.location)
    if let redirect = request.faultyRedirect { (status, location) = redirect }
    var headers = HTTPHeaders([
      ("Content-Type", "text/plain"), ("Server-Timing", "delay;dur=\(Self.milliseconds(delay))"),
    ])
    if let location { headers.add(name: "Location", value: location) }
    do {
      if let scripted = try FaultScripts(encoder: encoder, text: text).answer(to: request, headers: headers) {
        return Answer(.script(scripted), delay: delay)
      }
    } catch {
      return Answer(.respond(plain(.internalServerError, "no fault: \(error)")))
    }
    let response = Response(
      status: HTTPResponseStatus(statusCode: status), headers: headers, body: .text(request.bodySize, text),
      encoder: encoder)
    return Answer(.respond(response), delay: delay)
  }

  func rendezvousEnded(_ outcome: RendezvousRegistry.Outcome, size: Int) -> Response {
    let headers = HTTPHeaders([
      ("Content-Type", "text/plain"), ("Rendezvous", outcome.isMet ? "met" : "timed-out"),
      ("Rendezvous-Arrived", String(outcome.arrived)),
    ])
    return Response(status: .ok, headers: headers, body: .text(size, text), encoder: encoder)
  }

  func statistics(_ statistics: ServerStatistics) throws -> Response {
    Response(
      status: .ok, headers: HTTPHeaders([("Content-Type", "application/json"), ("Cache-Control", "no-store")]),
      body: .bytes(try statistics.json), encoder: encoder)
  }

  /// A response with one line of text.
  func plain(_ status: HTTPResponseStatus, _ line: String, headers: [(String, String)] = []) -> Response {
    Response(
      status: status, headers: HTTPHeaders([("Content-Type", "text/plain")] + headers),
      body: .bytes(ByteBuffer(string: line + "\n")), encoder: encoder)
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
