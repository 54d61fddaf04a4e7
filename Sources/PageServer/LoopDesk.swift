import NIOCore

/// What the connections of one event loop work with: its own count and answers, and what all loops share.
///
/// To be touched on its loop only.
final class LoopDesk {
  let count: LoopCount
  let alarm: LoopAlarm
  var answers: AnswerCache
  let inFlight: InFlightGauge
  let rendezvous: RendezvousHall
  let statistics: StatisticsDesk

  private init(
    eventLoop: any EventLoop, count: LoopCount, text: PageTextStore, rendezvous: RendezvousHall,
    statistics: StatisticsDesk
  ) {
    self.count = count
    alarm = LoopAlarm(eventLoop: eventLoop)
    answers = AnswerCache(maker: AnswerMaker(text: text))
    inFlight = statistics.inFlight
    self.rendezvous = rendezvous
    self.statistics = statistics
  }

  /// A desk for each loop of the group, by the loop's identity. Waits for the loops.
  static func makeAll(for group: any EventLoopGroup) throws -> [ObjectIdentifier: NIOLoopBound<LoopDesk>] {
    let loops = Array(group.makeIterator())
    let counts = try loops.map { loop in try loop.submit { NIOLoopBound(LoopCount(), eventLoop: loop) }.wait() }
    let statistics = StatisticsDesk(inFlight: InFlightGauge(), counts: counts)
    let text = PageTextStore()
    let rendezvous = RendezvousHall()
    let desks = try zip(loops, counts).map { loop, count in
      try loop.submit {
        NIOLoopBound(
          LoopDesk(
            eventLoop: loop, count: count.value, text: text, rendezvous: rendezvous, statistics: statistics),
          eventLoop: loop)
      }.wait()
    }
    return Dictionary(uniqueKeysWithValues: zip(loops.map { ObjectIdentifier($0) }, desks))
  }
}
