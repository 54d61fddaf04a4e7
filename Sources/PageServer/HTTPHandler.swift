import NIOCore
import NIOHTTP1
import PageProtocol
import Timers

/// One connection: takes requests as SwiftNIO decodes them, and answers them in their order, each when its delay is
/// over.
///
/// Requests that arrive before their predecessor is answered wait here, so no pipelining handler is needed. While any
/// wait, nothing more is read from the socket. Responses are written as bytes; there is no encoder in the pipeline.
/// Nothing is written, and no request is begun, while the client does not read what has been written.
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

  let loop: EventLoopContext
  let tls: Bool
  var context: ChannelHandlerContext?
  /// The request that has not been received in full.
  private var incoming: Exchange?
  /// The request that is being answered.
  private var current: Exchange?
  private var waiting = CircularBuffer<Exchange>(initialCapacity: 0)
  /// What is being sent after the present write.
  var sending: ScriptRun?
  /// The script waits for the timer.
  var isPaused = false
  var isWritable = true
  private var isAdvancing = false
  private var hasHeldRead = false
  /// No further request will be answered.
  var isEnding = false
  private var isCounted = false
  /// Most connections request the same target repeatedly: comparing it with the last is faster than hashing.
  private var lastTarget = ""
  private var lastAnswer: Answer?
  /// The last write before the connection ends.
  var lastWrite: EventLoopFuture<Void>?
  /// Fires when the delay of the current request, its meeting or a pause of its script is over. Made when first needed.
  private var timer: LoopTimer?

  /// In bytes.
  private static let largestKeptAnswer = 4096
  private static let longestKeptTarget = 512

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
      if isFree, waiting.isEmpty { begin(exchange) } else { waiting.append(exchange) }
      advance()
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    isWritable = context.channel.isWritable
    advance()
    context.fireChannelWritabilityChanged()
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
    sending = nil
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
    let isTooLong = error == .headerOverflow
    if !waiting.isEmpty {
      waiting[waiting.index(before: waiting.endIndex)].persistence = .close
    } else if current != nil {
      current?.persistence = .close
    } else if sending != nil {
      // Its end would be taken for the end of another answer.
      isEnding = true
    } else if !isEnding {
      let refusal =
        isTooLong
        ? loop.answers.maker.plain(.requestHeaderFieldsTooLarge, "the request's head is too long")
        : loop.answers.maker.plain(.badRequest, "not an HTTP/1 request: \(error)")
      send(refusal, .close, headOnly: false)
    }
  }

  // MARK: Answering

  private func answer(to head: HTTPRequestHead) -> Answer {
    if let lastAnswer, head.uri == lastTarget, head.method == .GET { return lastAnswer }
    let answer = loop.answers.answer(to: head)
    // Every open connection keeps its last answer, also when the cache no longer does.
    if head.method == .GET, answer.footprint <= Self.largestKeptAnswer, head.uri.utf8.count <= Self.longestKeptTarget {
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

  /// Whether the next request can begin.
  private var isFree: Bool { current == nil && sending == nil && isWritable && !isEnding }

  /// Sends, and begins the waiting requests, until something has to be waited for.
  func advance() {
    // A write may change whether the channel is writable, and so call back.
    guard !isAdvancing else { return }
    isAdvancing = true
    defer { isAdvancing = false }
    continueSending()
    while isFree, let next = waiting.popFirst() {
      begin(next)
      continueSending()
    }
    if hasHeldRead, waiting.isEmpty, let context {
      hasHeldRead = false
      context.read()
    }
  }

  private func begin(_ exchange: Exchange) {
    guard let context else { return }
    current = exchange
    switch exchange.answer.kind {
    case .respond, .script:
      if let delay = exchange.answer.delay, delay > .zero {
        arm(at: exchange.arrival + delay)
      } else {
        complete()
      }
    case .rendezvous(let request):
      switch loop.rendezvous.arrive(self, on: context.eventLoop, for: request) {
      case .met: break
      case .wait(let ticket, let due):
        current?.meeting = ticket
        arm(at: due)
      case .full: reply(loop.answers.maker.plain(.serviceUnavailable, "too many requests wait for each other"))
      }
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
    case .script(let scripted): play(scripted, for: exchange)
    case .rendezvous, .statistics: break
    }
  }

  /// Calls ``timerFired()`` at a time, unless the connection has ended: a write can find that out while its caller
  /// still goes on.
  func arm(at due: NIODeadline) {
    guard context != nil else { return }
    // Unowned: the timer is disarmed before the connection goes.
    let timer = timer ?? LoopTimer { [unowned self] in timerFired() }
    self.timer = timer
    loop.delays.arm(timer, at: due)
  }

  private func timerFired() {
    if isPaused {
      isPaused = false
    } else if let meeting = current?.meeting {
      loop.rendezvous.timeOut(meeting)
    } else {
      complete()
    }
    advance()
  }

  func rendezvousEnded(_ outcome: RendezvousRegistry.Outcome) {
    guard let exchange = current, case .rendezvous(let request) = exchange.answer.kind else { return }
    if let timer { loop.delays.disarm(timer) }
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
    // Before the write, so that a client that has its answer finds it counted.
    answered(
      exchange, status: Int(response.status.code), bodyBytes: exchange.headOnly ? 0 : response.bodyBytes)
    send(response, exchange.persistence, headOnly: exchange.headOnly)
  }

  private func answered(_ exchange: Exchange, status: Int, bodyBytes: Int) {
    guard exchange.answer.isCounted else { return }
    loop.inFlight.leave()
    loop.counters.current.requestAnswered(
      at: .now(), arrival: exchange.arrival, delay: exchange.answer.delay, status: status, bodyBytes: bodyBytes)
  }

  private func play(_ scripted: ScriptedAnswer, for exchange: Exchange) {
    guard !exchange.headOnly else {
      let refusal = loop.answers.maker.plain(
        .methodNotAllowed, "a page with this fault takes GET, not HEAD", headers: [("Allow", "GET")])
      return reply(refusal)
    }
    var script = scripted.script
    if !script.isEndless {
      current = nil
      if let status = scripted.status {
        answered(exchange, status: status, bodyBytes: scripted.bodyBytes)
      } else {
        abandon(exchange, at: .now())
      }
    }
    if case .nextRequest = script.end {
      if exchange.persistence == .close { script.end = .close }
    }
    send(script)
  }

  private func abandon(_ exchange: Exchange, at now: NIODeadline) {
    if let meeting = exchange.meeting { loop.rendezvous.leave(meeting) }
    guard exchange.answer.isCounted else { return }
    loop.inFlight.leave()
    loop.counters.current.requestAbandoned(at: now)
  }
}
