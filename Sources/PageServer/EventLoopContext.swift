import NIOCore

/// What the connections of one event loop share: its own counters, answers and delays, and what all loops share.
///
/// Belongs to its loop.
final class EventLoopContext {
  let counters: LoopCounters
  let delays: DelayScheduler
  var answers: AnswerCache
  let inFlight: InFlightGauge
  let rendezvous: RendezvousRegistry
  let statistics: StatisticsCollector

  private init(
    eventLoop: any EventLoop, counters: LoopCounters, text: PageTextStore, rendezvous: RendezvousRegistry,
    statistics: StatisticsCollector, loops: Int
  ) {
    self.counters = counters
    delays = DelayScheduler(eventLoop: eventLoop)
    answers = AnswerCache(maker: AnswerMaker(text: text), loops: loops)
    inFlight = statistics.inFlight
    self.rendezvous = rendezvous
    self.statistics = statistics
  }

  /// Makes a context for each loop of the group, by the loop's identity. Waits for the loops.
  static func makeAll(for group: any EventLoopGroup) throws -> [ObjectIdentifier: NIOLoopBound<EventLoopContext>] {
    let loops = Array(group.makeIterator())
    let counters = try loops.map { loop in try loop.submit { NIOLoopBound(LoopCounters(), eventLoop: loop) }.wait() }
    let statistics = StatisticsCollector(inFlight: InFlightGauge(), counters: counters)
    let text = PageTextStore()
    let rendezvous = RendezvousRegistry()
    let contexts = try zip(loops, counters).map { loop, counters in
      try loop.submit {
        NIOLoopBound(
          EventLoopContext(
            eventLoop: loop, counters: counters.value, text: text, rendezvous: rendezvous, statistics: statistics,
            loops: loops.count),
          eventLoop: loop)
      }.wait()
    }
    return Dictionary(uniqueKeysWithValues: zip(loops.map { ObjectIdentifier($0) }, contexts))
  }
}
