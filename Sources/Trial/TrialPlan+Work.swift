package import Workload

extension TrialPlan {
  /// What a unit is made of. As JSON: `"fetch"`, `"nothing"`, `{"wait": {"seconds": 0.05}}`,
  /// `{"compute": {"pageBytes": 1024, "passes": 100, "allocates": false}}`, and the same with `fetchThenCompute`;
  /// `{"hold": {"stackBytes": 4096}}`, `{"contend": {"primitive": "mutex", "criticalSectionNanoseconds": 1000, "seconds": 0.1}}`,
  /// `{"handOff": {"watchdogSeconds": 2}}`.
  package enum Work: Sendable, Equatable {
    case fetch
    /// An empty unit: what is left is the strategy's own cost.
    case nothing
    /// A unit that only waits: it blocks its thread, or suspends on the loop's timer.
    case wait(seconds: Double)
    case compute(Computation)
    /// Fetches its page, then computes on the page's text.
    case fetchThenCompute(Computation)
    /// The first half of the units each wait, blocking their thread, for one of the second half, but no longer than the watchdog.
    case handOff(watchdogSeconds: Double)
    /// A unit that uses so much of its thread's stack, and then waits until the harness lets all of them go.
    case hold(stackBytes: Int)
    /// A unit is a worker that wants what all others want, until time is up.
    case contend(Contention)
  }
}

extension TrialPlan.Work {
  /// Whether a unit fetches a page.
  package var fetches: Bool {
    switch self {
    case .fetch, .fetchThenCompute: true
    case .nothing, .wait, .compute, .hold, .contend, .handOff: false
    }
  }

  /// Whether units wait for the harness.
  package var holds: Bool {
    if case .hold = self { true } else { false }
  }

  /// What units contend for; nil if they do not.
  package var contention: Contention? {
    if case .contend(let contention) = self { contention } else { nil }
  }

  /// What a unit computes; nil if it does not.
  package var computation: Computation? {
    switch self {
    case .compute(let computation), .fetchThenCompute(let computation): computation
    case .fetch, .nothing, .wait, .hold, .contend, .handOff: nil
    }
  }

  /// Whether units wait for each other.
  package var mayDeadlock: Bool {
    if case .handOff = self { true } else { false }
  }
}

// By hand, because the compiler would write `{"compute": {"_0": {…}}}`, which nobody wants to speak from another language.
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
        debugDescription: "work is fetch, nothing, or an object with one key, wait, compute, fetchThenCompute, hold, "
          + "contend or handOff; this is \(found)"))
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
