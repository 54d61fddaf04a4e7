import Curl
import EventLoop
import PageProtocol
import Timers
import Workload

/// A multi handle with a few of the loop's connections.
///
/// For every transfer libcurl walks the list of its multi handle's connections to find an idle one: with 4,096
/// connections in one handle, that walk costs more than the rest of the page. So the fetches of one loop are spread
/// over as many small groups as needed, all on the same epoll.
final class ConnectionGroup: MultiHandleDriver, DescriptorHandler, TurnEndHandler {
  /// The number of transfers, and so of connections, in one group.
  static let capacity = 32

  let options: TransferOptions
  private let loop: EventLoop
  private unowned let fetch: MultiplexedFetch
  private var multiHandle: MultiHandle?
  private var timer: LoopTimer?
  private var actsAtTurnEnd = false
  /// Why a socket cannot be watched.
  private var refusal: EventLoopError?
  /// The number of transfers made for this group, idle ones included.
  var transferCount = 0
  /// Transfers that are not in use, the most recently used last.
  var idle: [Transfer] = []

  /// Set from the end of `init` to ``close()``.
  var multi: MultiHandle {
    guard let multiHandle else { preconditionFailure("a connection group was used after it had been closed") }
    return multiHandle
  }

  init(_ options: TransferOptions, on loop: EventLoop, for fetch: MultiplexedFetch) throws(CurlError) {
    self.options = options
    self.loop = loop
    self.fetch = fetch
    multiHandle = try MultiHandle(largestConnectionCount: Self.capacity, driver: self)
    timer = LoopTimer { [unowned self] in multi.timedOut() }
  }

  func close() {
    idle.removeAll()
    multiHandle?.close()
    multiHandle = nil
    // Last, because libcurl may set the timer while it closes.
    if let timer { loop.disarm(timer) }
  }

  // MARK: What libcurl asks for

  func watch(_ socket: Int32, reading: Bool, writing: Bool) {
    var readiness: Readiness = []
    if reading { readiness.insert(.reading) }
    if writing { readiness.insert(.writing) }
    if readiness.isEmpty {
      loop.unwatch(socket)
    } else if let refusal = loop.watch(socket, for: readiness, handler: self) {
      self.refusal = refusal
      actAtTurnEnd()
    }
  }

  func setTimer(milliseconds: Int?) {
    guard let timer else { return }
    switch milliseconds {
    case nil: loop.disarm(timer)
    case 0: actAtTurnEnd()
    case let milliseconds?: loop.arm(timer, at: .now + Int64(milliseconds) * 1_000_000)
    }
  }

  func opened(_ socket: Int32) { loop.adopt(socket) }

  func closing(_ socket: Int32) { loop.forget(socket) }

  func ended(_ transfer: UnsafeMutableRawPointer, code: UInt32) {
    fetch.ended(Unmanaged<Transfer>.fromOpaque(transfer).takeUnretainedValue(), code: code)
  }

  // MARK: What the loop reports

  func ready(_ descriptor: Int32, for readiness: Readiness) {
    multi.ready(
      descriptor, reading: readiness.contains(.reading), writing: readiness.contains(.writing),
      failed: !readiness.isDisjoint(with: .failed))
  }

  func turnEnds() {
    actsAtTurnEnd = false
    if let refusal {
      self.refusal = nil
      // libcurl does not say which transfer's socket it was, and that transfer would wait until its time-out.
      fetch.fail(self, refusal)
    }
    multiHandle?.timedOut()
  }

  /// For what libcurl asks to do at once, which must not happen from within libcurl. At the turn's end, all transfers
  /// that were begun in this turn are sent together.
  private func actAtTurnEnd() {
    guard !actsAtTurnEnd else { return }
    actsAtTurnEnd = true
    loop.atTurnEnd(self)
  }
}

/// An easy handle that is used for one fetch after another, always in the same connection group.
final class Transfer {
  let easy: EasyHandle
  let receiver: ChecksumReceiver
  unowned let group: ConnectionGroup
  /// The number of the page that the handle's URL is set to; setting it again would copy it again.
  var pageNumber = -1
  var expected: BodyDigest?
  var completion = Completion.none
  /// Identifies the present fetch.
  var ticket: UInt64 = 0
  /// The present page has already been tried once.
  var isSecondTry = false
  /// The index among those in flight; -1: idle.
  var place = -1

  /// What to call when the fetch ends. Continuations have cases of their own, because wrapping one in a closure would
  /// allocate for every page.
  enum Completion {
    case none
    case callback((Outcome) -> Void)
    /// A task that goes on on the loop's own thread.
    case taskHere(UnsafeContinuation<Outcome, Never>)
    /// A task that goes on on another thread, which has to be woken for it.
    case taskElsewhere(UnsafeContinuation<Outcome, Never>)
  }

  init(in group: ConnectionGroup) throws(CurlError) {
    let receiver = ChecksumReceiver()
    self.receiver = receiver
    self.group = group
    easy = try EasyHandle(group.options, receiver: receiver)
    try group.multi.adopt(easy, as: Unmanaged.passUnretained(self).toOpaque())
  }
}
