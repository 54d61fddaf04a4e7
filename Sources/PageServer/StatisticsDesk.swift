import FoundationEssentials
import NIOCore
import PageProtocol
import Synchronization

/// Adds up what every event loop counted.
final class StatisticsDesk: Sendable {
  let inFlight: InFlightGauge
  private let counts: [NIOLoopBound<LoopCount>]
  private let hostAtStart = Mutex(HostCounters())

  init(inFlight: InFlightGauge, counts: [NIOLoopBound<LoopCount>]) {
    self.inFlight = inFlight
    self.counts = counts
  }

  /// - Parameter reset: start to count anew; what is returned is then the last of the old count.
  func statistics(reset: Bool, on eventLoop: any EventLoop) -> EventLoopFuture<ServerStatistics> {
    let tallies = counts.map { count in
      count.eventLoop.submit { count.value.read(reset: reset) }
    }
    return EventLoopFuture.whenAllSucceed(tallies, on: eventLoop).map { tallies in
      self.summary(of: tallies, reset: reset)
    }
  }

  private func summary(of tallies: [(tally: Tally, at: NIODeadline)], reset: Bool) -> ServerStatistics {
    let peak = reset ? inFlight.restartPeak() : inFlight.peak
    let hostNow = HostCounters()
    let host = hostAtStart.withLock { start in
      defer { if reset { start = hostNow } }
      return hostNow.since(start)
    }
    var total = Tally(at: tallies.map(\.at).min() ?? .now())
    for (tally, _) in tallies { total.add(tally) }
    let now = tallies.map(\.at).max() ?? .now()
    return ServerStatistics(
      elapsedSeconds: Double((now - total.beganAt).nanoseconds) * 1e-9,
      requests: total.requests, responses: total.responses, inFlight: total.inFlight, peakInFlight: peak,
      inFlightSeconds: tallies.reduce(0) { $0 + $1.tally.inFlightSeconds(at: $1.at) },
      connectionsOpened: total.connectionsOpened, connectionsOpen: total.connectionsOpen,
      tlsHandshakes: total.tlsHandshakes, bodyBytes: total.bodyBytes, service: total.service.summary,
      lateness: total.lateness.summary, cpuUserSeconds: host.cpuUserSeconds, cpuSystemSeconds: host.cpuSystemSeconds,
      listenOverflows: host.listenOverflows)
  }
}

extension ServerStatistics {
  /// As JSON, keys in alphabetical order, ending in a new line.
  var json: ByteBuffer {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      var buffer = ByteBuffer(bytes: try encoder.encode(self))
      buffer.writeStaticString("\n")
      return buffer
    }
  }
}

/// The count of one event loop, to be touched on that loop only.
final class LoopCount {
  var tally = Tally(at: .now())

  func read(reset: Bool) -> (tally: Tally, at: NIODeadline) {
    let now = NIODeadline.now()
    let old = tally
    if reset { tally = Tally(at: now, inFlight: old.inFlight, connectionsOpen: old.connectionsOpen) }
    return (old, now)
  }
}
