import Experiments
import Trial
import Workload

extension Machine {
  /// Elsewhere a byte of computing took about this long, in seconds.
  private static let usualSecondsPerByte = 1e-9

  /// How many times as long a unit takes that makes every word an array of its own; seen on two cores.
  static let allocatingFactor = 14.5

  /// Computing that takes about so long on one core of this machine: within 12 %, for ``seconds(of:)`` knows better.
  ///
  /// Its passes come of a coarse number, so that two runs on one machine most often compute the same and can be compared.
  func computation(lasting seconds: Double, allocates: Bool = false) -> Computation {
    let secondsPerByte = computingSecondsPerByte ?? Self.usualSecondsPerByte
    return Computation(
      lasting: seconds, pageBytes: Self.computingPageBytes, secondsPerByte: secondsPerByte.coarse(stepsPerDecade: 10),
      allocates: allocates)
  }

  /// What computing takes on one core of this machine, in seconds.
  func seconds(of computation: Computation) -> Double {
    Double(computation.pageBytes * computation.passes) * (computingSecondsPerByte ?? Self.usualSecondsPerByte)
      * (computation.allocates ? Self.allocatingFactor : 1)
  }

  /// How many cores a strategy computes on at once, at most `limit` units of it in flight.
  func coresComputing(_ strategy: StrategyName, limit: Int) -> Int {
    switch strategy {
    case .sequential, .callbacks, .eventLoop: 1
    case .concurrentPerform: cores
    case .threadPerPage, .threadPool, .dispatch, .dispatchUnbounded, .operationQueue, .taskGroup, .taskGroupBlocking,
      .taskGroupChunked, .eventLoopOffloading:
      min(limit, cores)
    }
  }

  /// Multiples of the cores: the numbers of workers that say most about a machine, each once, ascending.
  func workers(_ multiples: [Double]) -> [Int] {
    Set(multiples.map { max(1, Int(($0 * Double(cores)).rounded())) }).sorted()
  }
}

extension Experiment.Situation {
  /// What one unit computes, in seconds on one core; 0 where it does not.
  var computingSeconds: Double { cell.cell.work.computation.map(machine.seconds) ?? 0 }

  /// The cores that the strategy can compute on under this load.
  var computingCores: Int { machine.coresComputing(strategy, limit: cell.cell.concurrency) }

  /// What equal units take on so many cores, in seconds: in rounds, the last of which may be short of units.
  var computingMakespan: Double { WorkerPool(fixed: computingCores).makespan(of: equalUnits) }

  private var equalUnits: [Double] { [Double](repeating: computingSeconds, count: cell.cell.units) }
}

extension Metric {
  /// CPU time ÷ runtime: how many cores the worker kept busy on average.
  static let coresUsed = Metric("cores_used", unit: "1")
  /// What the computing of all units together was expected to take one core.
  static let computingPredicted = Metric("computing_predicted", unit: "s")
}

extension Experiment {
  /// How many cores a trial kept busy.
  static func coresUsed(_ result: TrialResult) -> [Measurement] {
    let usage = result.record.usage
    guard result.record.runtimeNanoseconds > 0 else { return [] }
    let busy = Double(usage.userNanoseconds + usage.systemNanoseconds) / Double(result.record.runtimeNanoseconds)
    return [Measurement(.coresUsed, busy, count: result.record.unitsEnded)]
  }
}
