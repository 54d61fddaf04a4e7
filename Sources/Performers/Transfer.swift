import Curl
import PageProtocol
import Workload

/// One place for a fetch in flight: an easy handle, used again and again, always in the same connection group.
final class Transfer {
  let easy: EasyHandle
  let receiver: ChecksumReceiver
  unowned let group: ConnectionGroup
  /// Which page the handle's URL is set to; setting it again would copy it again.
  var pageNumber = -1
  var expected: BodyDigest?
  var completion = Completion.none
  /// Tells its fetch apart from all others.
  var ticket: UInt64 = 0
  /// The present page has been tried before, in vain.
  var isSecondTry = false
  /// Where it is among those in flight; -1: it is idle.
  var place = -1

  /// Whom to tell. Continuations have cases of their own because wrapping one in a closure would allocate for every page.
  enum Completion {
    case none
    case callback((Outcome) -> Void)
    /// A task whose next piece runs on the loop's own thread.
    case taskHere(UnsafeContinuation<Outcome, Never>)
    /// A task whose next piece some other thread has to be woken for.
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
