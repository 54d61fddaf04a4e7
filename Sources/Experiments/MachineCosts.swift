package import Strategies

/// What each page adds to the runtime however many are in flight, s, in seconds: CPU time of client and server, as far as
/// they take turns.
package struct WorkPerPage: Sendable, Codable, Equatable {
  package var blockedThread: Double
  package var eventLoop: Double

  package init(blockedThread: Double, eventLoop: Double) {
    self.blockedThread = blockedThread
    self.eventLoop = eventLoop
  }

  /// What it was on two cores once: a first guess for plans that are made before anything is measured.
  package static let elsewhere = WorkPerPage(blockedThread: 100e-6, eventLoop: 45e-6)

  package subscript(_ waiting: StrategyName.Waiting) -> Double {
    switch waiting {
    case .blockedThread: blockedThread
    case .eventLoop: eventLoop
    }
  }
}

extension Experiment.Situation {
  /// ``WorkPerPage`` of the strategy on this machine.
  package var secondsOfWorkPerPage: Double { (machine.workPerPage ?? .elsewhere)[strategy.waiting] }
}

/// What a TLS 1.3 handshake with a P-256 certificate, and its connection, take of a core, in seconds.
package struct HandshakeCost: Sendable, Codable, Equatable {
  package var client: Double
  package var server: Double

  package init(client: Double, server: Double) {
    self.client = client
    self.server = server
  }

  /// Measured on two cores once: for plans that are made before anything is measured.
  package static let elsewhere = HandshakeCost(client: 1.6e-3, server: 0.5e-3)
}

/// What starting something costs, in seconds.
package struct SpawnCost {
  /// A kernel thread, from its creation to its end.
  package var thread: Double
  /// Something that a thread takes from a queue: a task, a block.
  package var item: Double
  /// What every unit of this suite costs beside: two readings of the clock and a row.
  package var record: Double

  /// Rust's threads and tasks on another machine (github.com/jimblandy/context-switch): 17 µs and 0.3 µs. What Swift's take
  /// here is what is asked.
  package static let elsewhere = SpawnCost(thread: 17e-6, item: 0.3e-6, record: 0.1e-6)

  package init(thread: Double, item: Double, record: Double) {
    self.thread = thread
    self.item = item
    self.record = record
  }

  package func seconds(threads: Int, items: Int, units: Int) -> Double {
    Double(threads) * thread + Double(items) * item + Double(units) * record
  }
}
