internal import HostSystem
package import Strategies
package import Trial
package import Workload

extension Machine {
  /// The text that a computing unit passes over, in bytes: short, so that the shortest unit takes well below a
  /// microsecond.
  package static let computingPageBytes = 512

  /// Seconds per byte of computing on another machine: used if this one is not measured.
  private static let usualSecondsPerByte = 1e-9

  /// A unit that allocates an array per word takes this many times as long; seen on two cores.
  package static let allocatingFactor = 14.5

  /// Computing that takes about this long on one core of this machine, within 12 %; ``seconds(of:)`` has the exact
  /// time.
  ///
  /// The number of passes is derived from a rounded speed, so that two runs on one machine usually compute the same and
  /// can be compared.
  ///
  /// - Parameters:
  ///   - seconds: on one core.
  ///   - allocates: whether it makes an array of every word.
  package func computation(lasting seconds: Double, allocates: Bool = false) -> Computation {
    let secondsPerByte = computingSecondsPerByte ?? Self.usualSecondsPerByte
    return Computation(
      lasting: seconds, pageBytes: Self.computingPageBytes, secondsPerByte: secondsPerByte.coarse(stepsPerDecade: 10),
      allocates: allocates)
  }

  /// The expected time of a computation on one core of this machine, in seconds.
  package func seconds(of computation: Computation) -> Double {
    Double(computation.pageBytes * computation.passes) * (computingSecondsPerByte ?? Self.usualSecondsPerByte)
      * (computation.allocates ? Self.allocatingFactor : 1)
  }

  /// How many times as long a computation takes while so many cores compute: they share caches, memory and often
  /// physical cores. Between one core and all of them the factor is taken to grow evenly.
  package func slowDown(computingOn busy: Int) -> Double {
    guard let coresDelivered, coresDelivered > 0, cores > 1 else { return 1 }
    let most = Double(cores) / coresDelivered
    return 1 + (most - 1) * Double(min(max(1, busy), cores) - 1) / Double(cores - 1)
  }

  /// The number of cores that a strategy computes on at once.
  ///
  /// - Parameter limit: the concurrency limit c.
  package func coresComputing(_ strategy: StrategyName, limit: Int) -> Int {
    switch (strategy.width, strategy.traits.home) {
    case (.one, _): 1
    case (.cores, _): cores
    case (_, .loop) where !strategy.traits.offloadsComputing: 1
    default: min(limit, cores)
    }
  }

  /// Numbers of workers as multiples of the cores, each at least 1, each once, ascending.
  package func workers(_ multiples: [Double]) -> [Int] {
    Set(multiples.map { max(1, Int(($0 * Double(cores)).rounded())) }).sorted()
  }
}

extension Experiment.Situation {
  /// The computing of one unit, in seconds on one core; 0 if units do not compute.
  package var computingSeconds: Double { load.spec.work.computation.map(machine.seconds) ?? 0 }

  /// The number of cores that the strategy can compute on under this load.
  package var computingCores: Int { machine.coresComputing(strategy, limit: load.spec.concurrency) }

  /// The runtime of units that only compute, in seconds. Equal units run in rounds on ``computingCores``; the last
  /// round may have fewer units than cores.
  package var computingMakespan: Double {
    let busy = min(computingCores, load.spec.units)
    let seconds = computingSeconds * machine.slowDown(computingOn: busy)
    return WorkerPool(fixed: computingCores).makespan(of: [Double](repeating: seconds, count: load.spec.units))
  }
}

extension Experiment {
  /// ``Metric/coresUsed`` of a trial; empty for a trial without a runtime.
  package static func coresUsed(_ result: TrialResult) -> [Measurement] {
    let measured = result.record.measured
    guard measured.nanoseconds > 0 else { return [] }
    let busy = Double(measured.usage.cpuNanoseconds) / Double(measured.nanoseconds)
    return [Measurement(.coresUsed, busy, count: result.record.unitsEnded)]
  }
}
