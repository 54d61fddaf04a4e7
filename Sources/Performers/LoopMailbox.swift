import EventLoop
import Synchronization

/// Takes the requests of tasks on any thread to an event loop's thread, and ends them there when their tasks are
/// cancelled.
///
/// A task that already runs on the loop's thread has its request begun at once. The requests of others, and all
/// cancellations, wait behind a lock until the loop takes them; requests first, so that none is cancelled before it has
/// begun.
final class LoopMailbox<Request: Sendable, Reply: Sendable>: @unchecked Sendable {
  // @unchecked: `contents` and `tickets` are safe from any thread; the handlers and `signal` are set before the first
  // request and never again; the rest is touched on the loop's thread only.

  /// Identifies a request; a later one has a larger ticket.
  typealias Ticket = UInt64

  /// A request, and the task that waits for its reply.
  struct Entry {
    var request: Request
    var ticket: Ticket
    /// To be resumed exactly once.
    var continuation: UnsafeContinuation<Reply, Never>
    /// The task goes on on another thread, which has to be woken for it.
    var isFromElsewhere: Bool
  }

  private struct Contents {
    var entries: [Entry] = []
    var cancellations: [Ticket] = []
  }

  private let loop: EventLoop
  private let contents = Mutex(Contents())
  private let tickets = Atomic<Ticket>(0)
  private var signal: LoopSignal?
  private var begin: (Entry) -> Void = { _ in }
  private var cancel: ([Ticket]) -> Void = { _ in }
  private var entries: [Entry] = []
  private var cancellations: [Ticket] = []

  init(on loop: EventLoop) { self.loop = loop }

  /// Sets what handles the requests. Call it once, before the first request.
  ///
  /// - Parameters:
  ///   - begin: begins a request. Called on the loop's thread.
  ///   - cancel: ends requests early; some may have ended already. Called on the loop's thread.
  func open(begin: @escaping (Entry) -> Void, cancel: @escaping ([Ticket]) -> Void) {
    self.begin = begin
    self.cancel = cancel
    signal = loop.signal { [unowned self] in deliver() }
  }

  /// A ticket for a request that does not come from a task.
  func makeTicket() -> Ticket { tickets.wrappingAdd(1, ordering: .relaxed).newValue }

  /// Suspends until the request has its reply.
  func send(_ request: Request) async -> Reply {
    let ticket = makeTicket()
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        if loop.isCurrent, !Task.isCancelled {
          begin(Entry(request: request, ticket: ticket, continuation: continuation, isFromElsewhere: false))
        } else {
          post(Entry(request: request, ticket: ticket, continuation: continuation, isFromElsewhere: true))
        }
      }
    } onCancel: {
      contents.withLock { $0.cancellations.append(ticket) }
      signal?.raise()
    }
  }

  private func post(_ entry: Entry) {
    contents.withLock { $0.entries.append(entry) }
    // A task is marked as cancelled before its handlers run. So if the handler's note was delivered before this entry,
    // where it had no effect, the mark is visible here, and a second note follows the entry.
    if Task.isCancelled { contents.withLock { $0.cancellations.append(entry.ticket) } }
    signal?.raise()
  }

  private func deliver() {
    contents.withLock {
      swap(&$0.entries, &entries)
      swap(&$0.cancellations, &cancellations)
    }
    for entry in entries { begin(entry) }
    entries.removeAll(keepingCapacity: true)
    guard !cancellations.isEmpty else { return }
    cancel(cancellations)
    cancellations.removeAll(keepingCapacity: true)
  }
}
