import CLinux
import Curl
import Foundation
import Performers
import Strategies
import Workload

/// Runs a strategy whose units block one thread each.
struct BlockingTrial<Performer: BlockingPerformer & ~Copyable>: TrialBody {
  private let strategy: StrategyName
  private let pool: PerformerPool<Performer>
  private let sockets: OpenSockets?
  private let gate: TurnGate?

  /// - Parameters:
  ///   - sockets: of the performers; nil if they do not register them.
  ///   - gate: what the performers' units wait at; nil if parts of a load are loads of their own.
  init(_ strategy: StrategyName, _ pool: PerformerPool<Performer>, sockets: OpenSockets?, gate: TurnGate?) {
    self.strategy = strategy
    self.pool = pool
    self.sockets = sockets
    self.gate = gate
  }

  func run(_ load: Load) throws { try strategy.run(load, on: pool) }

  func run(_ load: Load, inTurns turns: [Range<Int>], pause: (Int) throws -> Void) throws {
    guard let gate else { return try runEach(turns, of: load, pause: pause) }
    try gate.run(turns, { [strategy, pool] in try strategy.run(load, on: pool) }, pause: pause)
  }

  /// Performers look at the load's stop flag while they wait; those that sleep on a registered socket are woken.
  func cancel() {
    sockets?.shutDown()
    gate?.open()
  }

  func submit(_ beat: @escaping @Sendable () -> Void) {
    switch strategy.traits.home {
    case .dispatch: DispatchQueue.global().async(execute: beat)
    case .cooperativePool: Task.detached { beat() }
    case .threads, .loop: beat()
    }
  }

  func idle(until nanoseconds: Int64) {
    Thread.sleep(forTimeInterval: max(0, Double(nanoseconds - clinux_monotonic_nanoseconds()) / 1e9))
  }
}
