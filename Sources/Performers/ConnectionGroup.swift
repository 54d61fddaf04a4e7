import Curl
import EventLoop

/// A multi handle with a few of the loop's connections.
///
/// libcurl walks the list of a multi handle's connections to find an idle one, for every transfer: with all of 4,096
/// connections in one handle, that walk costs more than the rest of the page. So the fetches of one loop are spread over
/// as many small groups as needed, all on the same epoll.
final class ConnectionGroup: MultiHandleDriver, DescriptorHandler, TurnEndHandler {
  /// Transfers, and so connections, in one group.
  static let capacity = 32

  let options: TransferOptions
  private let loop: EventLoop
  private unowned let fetch: MultiplexedFetch
  private var multiHandle: MultiHandle?
  private var timer: LoopTimer?
  private var actsAtTurnEnd = false
  /// Why a socket is not watched.
  private var refusal: EventLoopError?
  /// Transfers made for this group, idle ones included.
  var transferCount = 0
  /// Those that fetch nothing now; the one used last is the last.
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
    // Last, for libcurl may set it while it closes.
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
      // libcurl does not say whose socket it was, and that one would wait until its timeout.
      fetch.fail(self, refusal)
    }
    multiHandle?.timedOut()
  }

  /// libcurl wants to be called at once, but not from within itself: then all that was begun in this turn is sent together.
  private func actAtTurnEnd() {
    guard !actsAtTurnEnd else { return }
    actsAtTurnEnd = true
    loop.atTurnEnd(self)
  }
}
