internal import CLinux
import Curl
package import EventLoop
import Synchronization
package import Workload

/// Fetches any number of pages at once on one event loop: curl_multi_socket_action(3) and epoll.
///
/// For callbacks and for tasks alike. Everything but ``perform(_:)`` belongs to the loop's thread.
package final class MultiplexedFetch: @unchecked Sendable {
  // @unchecked: `inbox`, `tickets` and `signal` are safe from any thread; the rest is the loop's thread's alone.
  private let loop: EventLoop
  private let plan: FetchPlan
  private var groups: [ConnectionGroup] = []
  /// Groups with idle transfers. The one used last is used first: its connections are open, its memory still cached. And one
  /// after another: what begins together is sent group by group, so units that begin in order must share groups in order,
  /// or their pages come back in another, and a task group walks its whole list of children for each that ends.
  private var groupsWithIdle: [ConnectionGroup] = []
  private var inFlight: [Transfer] = []
  /// To be told at the turn's end, all together: a pool's thread that is woken for one page at a time falls asleep again
  /// before the loop has the next, and each waking is a system call.
  private var putOffCompletions: [(Transfer.Completion, Outcome)] = []
  private var completions: [(Transfer.Completion, Outcome)] = []
  private var arrivals: [Arrival] = []
  private var cancellations: [UInt64] = []

  private let inbox = Mutex(Inbox())
  private let tickets = Atomic<UInt64>(0)
  private var signal: LoopSignal?

  private struct Arrival {
    var unit: Unit
    var ticket: UInt64
    var continuation: UnsafeContinuation<Outcome, Never>
  }

  /// What tasks on other threads want.
  private struct Inbox {
    var arrivals: [Arrival] = []
    var cancellations: [UInt64] = []
  }

  package init(_ plan: FetchPlan, on loop: EventLoop) {
    self.plan = plan
    self.loop = loop
    signal = loop.signal { [unowned self] in emptyInbox() }
  }

  /// Ends what is in flight and closes every connection. Nothing may be started afterwards.
  package func close() {
    cancelAll()
    groupsWithIdle.removeAll()
    for group in groups { group.close() }
    groups.removeAll()
  }

  /// Ends every fetch in flight, as cancelled.
  package func cancelAll() { for transfer in inFlight { cancel(transfer) } }

  // MARK: A fetch from beginning to end

  private func begin(_ unit: Unit, ticket: UInt64, _ completion: Transfer.Completion) {
    var transfer: Transfer?
    do throws(CurlError) {
      let taken = try takeIdle()
      transfer = taken
      try set(taken, to: unit)
      try taken.group.multi.add(taken.easy)
      taken.ticket = ticket
      taken.isSecondTry = false
      taken.completion = completion
      taken.place = inFlight.count
      inFlight.append(taken)
    } catch {
      if let transfer { putIdle(transfer) }
      // Not from within the caller, who may be a callback strategy that has not returned yet.
      putOff(completion, Outcome(notBegun: error, thread: clinux_thread_id()))
    }
  }

  private func set(_ transfer: Transfer, to unit: Unit) throws(CurlError) {
    let (page, number) = plan.page(of: unit)
    transfer.receiver.reset()
    guard number != transfer.pageNumber else { return }
    try transfer.easy.setURL(page.url)
    transfer.pageNumber = number
    transfer.expected = page.body
  }

  func ended(_ transfer: Transfer, code: UInt32) {
    let result = MultiHandle.result(of: transfer.easy, code: code)
    if result.deservesSecondTry, !transfer.isSecondTry {
      transfer.isSecondTry = true
      do throws(CurlError) { return try transfer.group.multi.add(transfer.easy) } catch {
        return finish(transfer, Outcome(notBegun: error, thread: clinux_thread_id()))
      }
    }
    finish(
      transfer,
      Outcome(
        result, body: transfer.receiver.digest, expected: transfer.expected, thread: clinux_thread_id()))
  }

  private func cancel(_ transfer: Transfer) {
    abort(transfer, .cancelled, "cancelled")
  }

  /// Ends every fetch of a group, for a socket of it cannot be watched.
  func fail(_ group: ConnectionGroup, _ error: EventLoopError) {
    for transfer in inFlight where transfer.group === group { abort(transfer, .other, "\(error)") }
  }

  private func abort(_ transfer: Transfer, _ fault: Fault, _ detail: String) {
    transfer.group.multi.remove(transfer.easy)
    finish(transfer, Outcome(fault: fault, detail: detail, thread: clinux_thread_id()))
  }

  private func finish(_ transfer: Transfer, _ outcome: Outcome) {
    let last = inFlight.removeLast()
    if last !== transfer {
      inFlight[transfer.place] = last
      last.place = transfer.place
    }
    transfer.place = -1
    let completion = transfer.completion
    transfer.completion = .none
    putIdle(transfer)
    complete(completion, outcome)
  }

  private func complete(_ completion: Transfer.Completion, _ outcome: Outcome) {
    switch completion {
    case .none: break
    case .callback(let finish): finish(outcome)
    case .taskHere(let continuation): continuation.resume(returning: outcome)
    case .taskElsewhere: putOff(completion, outcome)
    }
  }

  private func putIdle(_ transfer: Transfer) {
    let group = transfer.group
    if group.idle.isEmpty { groupsWithIdle.append(group) }
    group.idle.append(transfer)
  }

  private func takeIdle() throws(CurlError) -> Transfer {
    if let group = groupsWithIdle.last, let transfer = group.idle.popLast() {
      if group.idle.isEmpty { groupsWithIdle.removeLast() }
      return transfer
    }
    if groups.last.map({ $0.transferCount == ConnectionGroup.capacity }) ?? true {
      groups.append(try ConnectionGroup(plan.options(connections: ConnectionGroup.capacity), on: loop, for: self))
    }
    let group = groups[groups.count - 1]
    let transfer = try Transfer(in: group)
    group.transferCount += 1
    return transfer
  }
}

extension MultiplexedFetch: TurnEndHandler {
  private func putOff(_ completion: Transfer.Completion, _ outcome: Outcome) {
    if putOffCompletions.isEmpty { loop.atTurnEnd(self) }
    putOffCompletions.append((completion, outcome))
  }

  package func turnEnds() {
    swap(&putOffCompletions, &completions)
    for (completion, outcome) in completions {
      switch completion {
      case .none: break
      case .callback(let finish): finish(outcome)
      case .taskHere(let continuation), .taskElsewhere(let continuation): continuation.resume(returning: outcome)
      }
    }
    completions.removeAll(keepingCapacity: true)
  }
}

extension MultiplexedFetch: CallbackPerformer {
  package func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void) {
    begin(unit, ticket: 0, .callback(finish))
  }
}

extension MultiplexedFetch: AsyncPerformer {
  /// Suspends until the page is there. A cancelled task has its transfer removed, and gets an outcome that says so.
  package func perform(_ unit: Unit) async -> Outcome {
    let ticket = tickets.wrappingAdd(1, ordering: .relaxed).newValue
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        if loop.isCurrent, !Task.isCancelled {
          begin(unit, ticket: ticket, .taskHere(continuation))
        } else {
          submit(Arrival(unit: unit, ticket: ticket, continuation: continuation))
        }
      }
    } onCancel: {
      inbox.withLock { $0.cancellations.append(ticket) }
      signal?.raise()
    }
  }

  private func submit(_ arrival: Arrival) {
    inbox.withLock { $0.arrivals.append(arrival) }
    // A task is marked as cancelled before its handlers run. So if the handler's note went into the inbox before the arrival,
    // where the loop would miss it, the mark is seen here, and a second note follows the arrival.
    if Task.isCancelled { inbox.withLock { $0.cancellations.append(arrival.ticket) } }
    signal?.raise()
  }

  private func emptyInbox() {
    inbox.withLock {
      swap(&$0.arrivals, &arrivals)
      swap(&$0.cancellations, &cancellations)
    }
    for arrival in arrivals { begin(arrival.unit, ticket: arrival.ticket, .taskElsewhere(arrival.continuation)) }
    arrivals.removeAll(keepingCapacity: true)
    guard !cancellations.isEmpty else { return }
    let tickets = Set(cancellations)
    cancellations.removeAll(keepingCapacity: true)
    for transfer in inFlight where tickets.contains(transfer.ticket) { cancel(transfer) }
  }
}
