import CLinux
import Foundation
import Strategies
import Workload

/// Runs a strategy whose units block one thread each.
struct BlockingTrial<Performer: BlockingPerformer & ~Copyable>: TrialBody {
  private let strategy: StrategyName
  private let pool: PerformerPool<Performer>

  init(_ strategy: StrategyName, _ pool: PerformerPool<Performer>) {
    self.strategy = strategy
    self.pool = pool
  }

  func run(_ load: Load) throws { try strategy.run(load, on: pool) }

  /// Does nothing: performers look at the load's stop flag while they wait.
  func cancel() {}

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
