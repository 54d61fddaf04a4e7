import NIOCore
import NIOHTTP1
import PageProtocol
import Timers

/// One connection: takes requests as SwiftNIO decodes them, and answers them in their order, each when its delay is
/// over.
///
/// Requests that arrive before their predecessor is answered wait here, so no pipelining handler is needed. While any
/// wait, nothing more is read from the socket. Responses are written as bytes; there is no encoder in the pipeline.
final class HTTPHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = Never
  typealias OutboundOut = ByteBuffer

  /// A request, from its arrival in full until it is answered.
  private struct Exchange {
    var answer: Answer
    var persistence: Persistence
    var headOnly: Bool
    var arrival: NIODeadline
    /// Set while it waits for other requests.
    var meeting: RendezvousRegistry.Ticket?
  }

  private let loop: EventLoopContext
  private let tls: Bool
  private var context: ChannelHandlerContext?
  /// The request that has not been received in full.
  private var incoming: Exchange?
  /// The request that is being answered.
  private var current: Exchange?
  private var waiting = CircularBuffer<Exchange>(initialCapacity: 0)
  private var hasHeldRead = false
  /// No further request will be answered.
  private var isEnding = false
  private var isCounted = false
  /// Most connections request the same target repeatedly: comparing it with the last is faster than hashing.
  private var lastTarget = ""
  private var lastAnswer: Answer?
  /// Fires when the delay of the current request is over. Made when first needed.
  private var timer: LoopTimer?

  init(loop: EventLoopContext, tls: Bool) {
    self.loop = loop
    self.tls = tls
  }

  // MARK: From the connection

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch Self.unwrapInboundIn(data) {
    case .head(let head):
      incoming = Exchange(
        answer: answer(to: head), persistence: Persistence(head), headOnly: head.method == .HEAD, arrival: .distantPast)
    case .body: break
    case .end:
      guard var exchange = incoming, !isEnding else { return }
      incoming = nil
      exchange.arrival = .now()
      arrived(exchange)
      if current == nil { begin(exchange) } else { waiting.append(exchange) }
      advance()
    }
  }

  func read(context: ChannelHandlerContext) {
    if waiting.isEmpty { context.read() } else { hasHeldRead = true }
  }

  func channelInactive(context: ChannelHandlerContext) {
    let now = NIODeadline.now()
    if let exchange = current { abandon(exchange, at: now) }
    for exchange in waiting { abandon(exchange, at: now) }
    if let timer { loop.delays.disarm(timer) }
    current = nil
    waiting.removeAll()
    isEnding = true
    if isCounted { loop.counters.current.connectionClosed() }
    self.context = nil
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else {
      // The client closed the connection, or does not speak TLS.
      isEnding = true
      context.close(promise: nil)
      return
    }
    if !waiting.isEmpty {
      waiting[waiting.index(before: waiting.endIndex)].persistence = .close
    } else if current != nil {
      current?.persistence = .close
    } else if !isEnding {
      send(loop.answers.maker.plain(.badRequest, "not an HTTP/1 request: \(error)"), .close, headOnly: false)
    }
  }

  // MARK: Answering

  private func answer(to head: HTTPRequestHead) -> Answer {
    if let lastAnswer, head.uri == lastTarget, head.method == .GET { return lastAnswer }
    let answer = loop.answers.answer(to: head)
    if head.method == .GET {
      lastTarget = head.uri
      lastAnswer = answer
    }
    return answer
  }

  private func arrived(_ exchange: Exchange) {
    guard exchange.answer.isCounted else { return }
    if !isCounted {
      isCounted = true
      loop.counters.current.connectionOpened(tls: tls)
    }
    loop.inFlight.enter()
    loop.counters.current.requestArrived(at: exchange.arrival)
  }

  /// Begins the waiting requests, until one of them takes time.
  private func advance() {
    while current == nil, !isEnding, let next = waiting.popFirst() { begin(next) }
    if hasHeldRead, waiting.isEmpty, let context {
      hasHeldRead = false
      context.read()
    }
  }

  private func begin(_ exchange: Exchange) {
    guard let context else { return }
    current = exchange
    switch exchange.answer.kind {
    case .respond, .hangUp:
      if let delay = exchange.answer.delay, delay > .zero {
        loop.delays.arm(delayTimer(), at: exchange.arrival + delay)
      } else {
        complete()
      }
    case .rendezvous(let request):
      current?.meeting = loop.rendezvous.arrive(self, on: context.eventLoop, for: request)
    case .statistics(let reset):
      loop.statistics.statistics(reset: reset, on: context.eventLoop).assumeIsolated().whenComplete { result in
        self.statisticsRead(result)
      }
    }
  }

  /// Answers the current request.
  private func complete() {
    guard let exchange = current else { return }
    switch exchange.answer.kind {
    case .respond(let response): reply(response)
    case .hangUp:
      current = nil
      isEnding = true
      abandon(exchange, at: .now())
      context?.close(promise: nil)
    case .rendezvous, .statistics: break
    }
  }

  private func delayTimer() -> LoopTimer {
    // Unowned: the timer is disarmed before the connection goes.
    let timer = timer ?? LoopTimer { [unowned self] in delayEnded() }
    self.timer = timer
    return timer
  }

  private func delayEnded() {
    complete()
    advance()
  }

  func rendezvousEnded(_ outcome: RendezvousRegistry.Outcome) {
    guard let exchange = current, case .rendezvous(let request) = exchange.answer.kind else { return }
    reply(loop.answers.maker.rendezvousEnded(outcome, size: request.size))
    advance()
  }

  private func statisticsRead(_ result: Result<ServerStatistics, any Error>) {
    guard current != nil else { return }
    do {
      reply(try loop.answers.maker.statistics(try result.get()))
    } catch {
      reply(loop.answers.maker.plain(.internalServerError, "no statistics: \(error)"))
    }
    advance()
  }

  private func reply(_ response: Response) {
    guard let exchange = current else { return }
    current = nil
    if exchange.answer.isCounted {
      // Before the write, so that a client that has its answer finds it counted.
      loop.inFlight.leave()
      loop.counters.current.requestAnswered(
        at: .now(), arrival: exchange.arrival, delay: exchange.answer.delay, status: Int(response.status.code),
        bodyBytes: exchange.headOnly ? 0 : response.bodyBytes)
    }
    send(response, exchange.persistence, headOnly: exchange.headOnly)
  }

  private func send(_ response: Response, _ persistence: Persistence, headOnly: Bool) {
    guard let context else { return }
    do {
      let (bytes, rest) = try response.encoded(persistence, headOnly: headOnly)
      let isLast = persistence == .close || response.isCutShort
      let written = isLast ? context.eventLoop.makePromise(of: Void.self) : nil
      if let written {
        isEnding = true
        written.futureResult.assumeIsolated().whenComplete { _ in self.context?.close(promise: nil) }
      }
      if let rest {
        context.write(Self.wrapOutboundOut(bytes), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(rest), promise: written)
      } else {
        context.writeAndFlush(Self.wrapOutboundOut(bytes), promise: written)
      }
    } catch {
      isEnding = true
      context.close(promise: nil)
    }
  }

  private func abandon(_ exchange: Exchange, at now: NIODeadline) {
    if let meeting = exchange.meeting { loop.rendezvous.leave(meeting) }
    guard exchange.answer.isCounted else { return }
    loop.inFlight.leave()
    loop.counters.current.requestAbandoned(at: now)
  }
}
