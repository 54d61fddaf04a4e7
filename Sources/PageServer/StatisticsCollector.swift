import FoundationEssentials
import HostSystem
import NIOCore
import PageProtocol
import Synchronization

/// Collects what every event loop counted. Safe from any thread.
final class StatisticsCollector: Sendable {
  let inFlight: InFlightGauge
  private let counters: [NIOLoopBound<LoopCounters>]
  private let hostAtStart = Mutex(HostCounters())

  init(inFlight: InFlightGauge, counters: [NIOLoopBound<LoopCounters>]) {
    self.inFlight = inFlight
    self.counters = counters
  }

  /// Reads all counters.
  ///
  /// - Parameters:
  ///   - reset: whether to start counting anew after the reading.
  ///   - eventLoop: where the future is fulfilled.
  func statistics(reset: Bool, on eventLoop: any EventLoop) -> EventLoopFuture<ServerStatistics> {
    let readings = counters.map { counters in
      counters.eventLoop.submit { counters.value.read(reset: reset) }
    }
    return EventLoopFuture.whenAllSucceed(readings, on: eventLoop).map { readings in
      self.summary(of: readings, reset: reset)
    }
  }

  private func summary(of readings: [LoopCounters.Reading], reset: Bool) -> ServerStatistics {
    let peak = reset ? inFlight.restartPeak() : inFlight.peak
    let hostNow = HostCounters()
    let host = hostAtStart.withLock { start in
      defer { if reset { start = hostNow } }
      return hostNow.since(start)
    }
    var total = RequestCounters(at: readings.map(\.at).min() ?? .now())
    for reading in readings { total.add(reading.counters) }
    let now = readings.map(\.at).max() ?? .now()
    return ServerStatistics(
      elapsedSeconds: Double((now - total.beganAt).nanoseconds) * 1e-9,
      requests: total.requests, responses: total.responses, inFlight: total.inFlight, peakInFlight: peak,
      inFlightSeconds: readings.reduce(0) { $0 + $1.counters.inFlightSeconds(at: $1.at) },
      connectionsOpened: total.connectionsOpened, connectionsOpen: total.connectionsOpen,
      tlsHandshakes: total.tlsHandshakes, bodyBytes: total.bodyBytes, service: total.service.summary,
      lateness: total.lateness.summary, cpuUserSeconds: Double(host.usage.userNanoseconds) * 1e-9,
      cpuSystemSeconds: Double(host.usage.systemNanoseconds) * 1e-9,
      listenOverflows: host.listenOverflows)
  }
}

extension ServerStatistics {
  /// As JSON with its keys in alphabetical order, ending in a line feed.
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

/// The counters of one event loop. Belongs to that loop.
final class LoopCounters {
  /// The counters at some moment.
  typealias Reading = (counters: RequestCounters, at: NIODeadline)

  var current = RequestCounters(at: .now())

  /// - Parameter reset: whether to start counting anew after the reading.
  func read(reset: Bool) -> Reading {
    let now = NIODeadline.now()
    let old = current
    if reset { current = RequestCounters(at: now, inFlight: old.inFlight, connectionsOpen: old.connectionsOpen) }
    return (old, now)
  }
}

/// The number of requests in flight in the whole server, and its peak: exact, also across event loops.
///
/// Both numbers are in one word, so that no peak is missed between changing one and updating the other. Safe from any
/// thread.
final class InFlightGauge: Sendable {
  /// The peak in the upper half, the current number in the lower.
  private let word = Atomic<UInt64>(0)

  private static let lowerHalf: UInt64 = 0xFFFF_FFFF

  func enter() {
    change { word in
      let current = (word & Self.lowerHalf) + 1
      return max(word >> 32, current) << 32 | current
    }
  }

  func leave() { word.wrappingSubtract(1, ordering: .relaxed) }

  /// The largest number in flight at once since the last call of ``restartPeak()``.
  var peak: Int { Int(word.load(ordering: .relaxed) >> 32) }

  /// Sets the peak to the present number in flight.
  ///
  /// - Returns: the peak before.
  func restartPeak() -> Int { Int(change { word in (word & Self.lowerHalf) << 32 | word & Self.lowerHalf } >> 32) }

  /// - Returns: the word before the change.
  @discardableResult
  private func change(_ changed: (UInt64) -> UInt64) -> UInt64 {
    var word = word.load(ordering: .relaxed)
    while true {
      let attempt = self.word.weakCompareExchange(expected: word, desired: changed(word), ordering: .relaxed)
      if attempt.exchanged { return word }
      word = attempt.original
    }
  }
}
