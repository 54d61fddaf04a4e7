internal import CLinux
import Curl
package import EventLoop
package import Workload

/// Fetches any number of pages at once on one event loop: curl_multi_socket_action(3) and epoll.
///
/// For callbacks and for tasks alike. Everything but ``perform(_:)`` belongs to the loop's thread.
package final class MultiplexedFetch: @unchecked Sendable {
  // @unchecked: `mailbox` is safe from any thread; the rest is touched on the loop's thread only.
  private let loop: EventLoop
  private let plan: FetchPlan
  private var groups: [ConnectionGroup] = []
  /// Groups with idle transfers. The most recently used is used first, because its connections are open and its memory
  /// is cached. A group is used up before the next one: transfers that begin together are sent group by group, so pages
  /// come back in the order of their units only if groups take units in that order; and a task group walks its list of
  /// children from the oldest for each that ends.
  private var groupsWithIdle: [ConnectionGroup] = []
  private var inFlight: [Transfer] = []
  /// Completions that are called together at the turn's end. Woken for one page at a time, a pool's thread would fall
  /// asleep again before the loop has the next page, and each waking is a system call.
  private var deferredCompletions: [(Transfer.Completion, Outcome)] = []
  private var completions: [(Transfer.Completion, Outcome)] = []
  private let mailbox: LoopMailbox<Unit, Outcome>

  /// - Parameters:
  ///   - plan: what to fetch, and how.
  ///   - loop: what waits for the sockets; has to run for any fetch to end.
  package init(_ plan: FetchPlan, on loop: EventLoop) {
    self.plan = plan
    self.loop = loop
    mailbox = LoopMailbox(on: loop)
    mailbox.open(
      begin: { [unowned self] letter in
        begin(
          letter.request, ticket: letter.ticket,
          letter.isFromElsewhere ? .taskElsewhere(letter.continuation) : .taskHere(letter.continuation))
      },
      cancel: { [unowned self] tickets in
        let tickets = Set(tickets)
        for transfer in inFlight where tickets.contains(transfer.ticket) { cancel(transfer) }
      })
  }

  /// If it was not closed. Nothing can be in flight, for that would keep it alive.
  deinit {
    for group in groups { group.close() }
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

  /// - Parameter ticket: identifies the fetch for its cancellation; 0 where nothing cancels it alone.
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
      // Later, because a callback never comes from within `start`.
      postpone(completion, Outcome(notBegun: error, thread: clinux_thread_id()))
    }
  }

  private func set(_ transfer: Transfer, to unit: Unit) throws(CurlError) {
    let (page, number) = plan.page(of: unit)
    transfer.receiver.reset()
    guard number != transfer.pageNumber else { return }
    try transfer.easy.setURL(page.url, namesItself: plan.isElsewhere(number))
    transfer.pageNumber = number
    transfer.expected = page.body
  }

  func ended(_ transfer: Transfer, code: UInt32) {
    let result = MultiHandle.result(of: transfer.easy, code: code)
    if result.deservesSecondTry, !transfer.isSecondTry {
      transfer.isSecondTry = true
      do throws(CurlError) { return try transfer.group.multi.add(transfer.easy, again: true) } catch {
        return finish(transfer, Outcome(notBegun: error, thread: clinux_thread_id()))
      }
    }
    finish(
      transfer,
      Outcome(
        result, body: transfer.receiver.digest, expected: transfer.expected, thread: clinux_thread_id()))
  }

  private func cancel(_ transfer: Transfer) { abort(transfer, .cancelled, "cancelled") }

  /// Ends every fetch of a group, one of whose sockets cannot be watched.
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
    case .taskElsewhere: postpone(completion, outcome)
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
  private func postpone(_ completion: Transfer.Completion, _ outcome: Outcome) {
    if deferredCompletions.isEmpty { loop.atTurnEnd(self) }
    deferredCompletions.append((completion, outcome))
  }

  package func turnEnds() {
    swap(&deferredCompletions, &completions)
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
  /// Suspends until the page is there. A cancelled task has its transfer removed, and its outcome says so.
  package func perform(_ unit: Unit) async -> Outcome { await mailbox.send(unit) }
}
