package import Workload

extension TrialPlan {
  /// What a unit does. In JSON a string, or an object with one key:
  ///
  ///     "fetch"
  ///     "nothing"
  ///     {"wait": {"seconds": 0.05}}
  ///     {"compute": {"pageBytes": 1024, "passes": 100, "allocates": false}}
  ///     {"fetchThenCompute": {"pageBytes": 1024, "passes": 100, "allocates": false}}
  ///     {"handOff": {"watchdogSeconds": 2}}
  ///     {"hold": {"stackBytes": 4096}}
  ///     {"contend": {"primitive": "mutex", "criticalSectionNanoseconds": 1000, "seconds": 0.1}}
  package enum Work: Sendable, Equatable {
    /// Fetches its page.
    case fetch
    /// Does nothing, so that only the strategy's own cost is measured.
    case nothing
    /// Waits, 0 s to a day: blocks its thread, or suspends on the event loop's timer.
    case wait(seconds: Double)
    /// Computes.
    case compute(Computation)
    /// Fetches its page, then computes on the page's text.
    case fetchThenCompute(Computation)
    /// Waits for another unit: unit i of the first half blocks its thread until unit i + half has run, at most for the
    /// watchdog's time, 0 s to a day; then it fails with `deadlock`.
    case handOff(watchdogSeconds: Double)
    /// Uses this many bytes of its thread's stack, 0 to 131,072, then waits for `release`.
    case hold(stackBytes: Int)
    /// Contends with all other units for a critical section, until the contention's time is over.
    case contend(Contention)
  }
}

extension TrialPlan.Work {
  /// Whether units fetch pages.
  package var fetches: Bool {
    switch self {
    case .fetch, .fetchThenCompute: true
    case .nothing, .wait, .compute, .hold, .contend, .handOff: false
    }
  }

  /// Whether units wait for the harness's `release`.
  package var holds: Bool {
    if case .hold = self { true } else { false }
  }

  /// The contention of units that contend; nil for other work.
  package var contention: Contention? {
    if case .contend(let contention) = self { contention } else { nil }
  }

  /// The computation of units that compute; nil for other work.
  package var computation: Computation? {
    switch self {
    case .compute(let computation), .fetchThenCompute(let computation): computation
    case .fetch, .nothing, .wait, .hold, .contend, .handOff: nil
    }
  }

  /// Whether units wait for each other, so that they can deadlock.
  package var mayDeadlock: Bool {
    if case .handOff = self { true } else { false }
  }
}

// Written by hand: the compiler's coding would be `{"compute": {"_0": {…}}}`, which is awkward in other languages.
extension TrialPlan.Work: Codable {
  private enum Key: String, CodingKey {
    case wait, compute, fetchThenCompute, hold, contend, handOff
  }

  private struct Wait: Codable {
    var seconds: Double
  }

  private struct Watchdog: Codable {
    var watchdogSeconds: Double
  }

  private struct Hold: Codable {
    var stackBytes: Int
  }

  package init(from decoder: any Decoder) throws {
    if let name = try? decoder.singleValueContainer().decode(String.self) {
      switch name {
      case "fetch": self = .fetch
      case "nothing": self = .nothing
      default: throw Self.unknown(name)
      }
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else { throw Self.unknown("an object") }
    switch key {
    case .wait: self = .wait(seconds: try container.decode(Wait.self, forKey: key).seconds)
    case .compute: self = .compute(try container.decode(Computation.self, forKey: key))
    case .fetchThenCompute: self = .fetchThenCompute(try container.decode(Computation.self, forKey: key))
    case .handOff: self = .handOff(watchdogSeconds: try container.decode(Watchdog.self, forKey: key).watchdogSeconds)
    case .hold: self = .hold(stackBytes: try container.decode(Hold.self, forKey: key).stackBytes)
    case .contend: self = .contend(try container.decode(Contention.self, forKey: key))
    }
  }

  private static func unknown(_ found: String) -> DecodingError {
    .dataCorrupted(
      .init(
        codingPath: [],
        debugDescription: "work must be fetch, nothing, or an object with one of the keys wait, compute, "
          + "fetchThenCompute, handOff, hold and contend; this is \(found)"))
  }

  package func encode(to encoder: any Encoder) throws {
    func write(_ name: String) throws {
      var container = encoder.singleValueContainer()
      try container.encode(name)
    }
    func write(_ value: some Encodable, _ key: Key) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(value, forKey: key)
    }
    switch self {
    case .fetch: try write("fetch")
    case .nothing: try write("nothing")
    case .wait(let seconds): try write(Wait(seconds: seconds), .wait)
    case .compute(let computation): try write(computation, .compute)
    case .fetchThenCompute(let computation): try write(computation, .fetchThenCompute)
    case .handOff(let seconds): try write(Watchdog(watchdogSeconds: seconds), .handOff)
    case .hold(let stackBytes): try write(Hold(stackBytes: stackBytes), .hold)
    case .contend(let contention): try write(contention, .contend)
    }
  }
}
