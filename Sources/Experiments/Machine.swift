package import HostSystem
package import Strategies
package import Workload

/// What predictions need to know of the machine.
package struct Machine: Sendable, Codable, Equatable {
  /// Cores that the process may use, P.
  package var cores: Int
  /// Threads of the cooperative pool, W: the cores that the affinity mask allows, as with libdispatch's pool.
  package var poolWidth: Int
  /// Files that a process may have open.
  package var openFiles: Int
  /// What a page costs here, as a run found out before its plan was made (``Calibration``).
  package var workPerPage: WorkPerPage?
  /// What a handshake costs here, found out alike.
  package var handshakeCost: HandshakeCost?
  /// What client and server are pinned to; ``cores`` are the client's then. Nil: they share all of them.
  package var pinning: CoreSplit?

  /// What a byte of computing takes on one of the cores, in seconds (``Workload/Computation/secondsPerByte(pageBytes:)``).
  package var computingSecondsPerByte: Double?

  /// The text that a computing unit passes over: short, so that the shortest unit takes well below a microsecond.
  package static let computingPageBytes = 512

  package init(cores: Int, poolWidth: Int, openFiles: Int, computingSecondsPerByte: Double? = nil) {
    self.computingSecondsPerByte = computingSecondsPerByte
    self.cores = max(1, cores)
    self.poolWidth = max(1, poolWidth)
    self.openFiles = openFiles
  }

  /// This machine.
  package static func current() -> Machine {
    // Foundation counts the cores that are online, allowed or not.
    let pinning = CoreSplit.current()
    let cores = pinning?.worker.count ?? CoreSplit.allowedCores
    var machine = Machine(
      cores: cores, poolWidth: cores, openFiles: OpenFileLimit.highest,
      computingSecondsPerByte: Computation.secondsPerByte(pageBytes: computingPageBytes))
    machine.pinning = pinning
    return machine
  }

  /// Threads of the page server: with fewer than 4 cores client and server share them, and one is enough.
  package var serverThreads: Int { pinning?.server.count ?? (cores < 4 ? 1 : min(4, cores / 2)) }

  /// What a strategy has to run units on, at most `limit` of them at once.
  package func workers(of strategy: StrategyName, limit: Int) -> WorkerPool {
    switch strategy.width {
    case .one: WorkerPool(fixed: 1)
    case .limit: WorkerPool(fixed: limit)
    case .cores: WorkerPool(fixed: poolWidth)
    case .cooperativePool: WorkerPool(fixed: min(poolWidth, limit))
    case .dispatchPool: WorkerPool(initial: min(poolWidth, limit), growingTo: min(Self.dispatchThreads, limit))
    }
  }

  /// How many units a strategy can have in flight from the start.
  package func unitsInFlight(_ strategy: StrategyName, units: Int, limit: Int) -> Int {
    min(units, workers(of: strategy, limit: limit).initial)
  }

  /// How many units a strategy can ever have in flight.
  package func mostInFlight(_ strategy: StrategyName, units: Int, limit: Int) -> Int {
    min(units, workers(of: strategy, limit: limit).most)
  }

  /// The most threads of one libdispatch pool (`DISPATCH_WORKQ_MAX_PTHREAD_COUNT`).
  package static let dispatchThreads = 255

  /// Descriptors that are not a transfer's: standard streams, epoll, timers, libraries, connections that are just closing.
  private static let otherOpenFiles = 64

  /// Why a strategy cannot have that many transfers open at once here, with the arithmetic; nil if it can.
  ///
  /// - Parameter inFlight: as many as the strategy really has at once.
  package func obstacle(to strategy: StrategyName, inFlight: Int) -> String? {
    let each = strategy.waiting.descriptorsPerTransfer
    let others = Self.otherOpenFiles
    let most = max(0, (openFiles - others) / each)
    guard inFlight > most else { return nil }
    return "too few open files: \(strategy.rawValue) would have \(inFlight) fetches in flight, each with \(each) open "
      + "\(each == 1 ? "file" : "files"), and of the \(openFiles) that a process may have open \(others) are for other "
      + "things: (\(openFiles) − \(others)) ÷ \(each) = \(most) is the most that fits"
  }

  /// ``pinning``, in words.
  package var pinningText: String {
    guard let pinning else { return cores < 4 ? "none: fewer than 4 cores" : "none: no taskset" }
    func list(_ cores: [Int]) -> String { cores.map(String.init).joined(separator: "+") }
    return "server \(list(pinning.server)), worker \(list(pinning.worker))"
  }
}

extension Machine {
  /// Elsewhere a byte of computing took about this long, in seconds.
  private static let usualSecondsPerByte = 1e-9

  /// How many times as long a unit takes that makes every word an array of its own; seen on two cores.
  package static let allocatingFactor = 14.5

  /// Computing that takes about so long on one core of this machine: within 12 %, for ``seconds(of:)`` knows better.
  ///
  /// Its passes come of a coarse number, so that two runs on one machine most often compute the same and can be compared.
  package func computation(lasting seconds: Double, allocates: Bool = false) -> Computation {
    let secondsPerByte = computingSecondsPerByte ?? Self.usualSecondsPerByte
    return Computation(
      lasting: seconds, pageBytes: Self.computingPageBytes, secondsPerByte: secondsPerByte.coarse(stepsPerDecade: 10),
      allocates: allocates)
  }

  /// What computing takes on one core of this machine, in seconds.
  package func seconds(of computation: Computation) -> Double {
    Double(computation.pageBytes * computation.passes) * (computingSecondsPerByte ?? Self.usualSecondsPerByte)
      * (computation.allocates ? Self.allocatingFactor : 1)
  }

  /// How many cores a strategy computes on at once, at most `limit` units of it in flight.
  package func coresComputing(_ strategy: StrategyName, limit: Int) -> Int {
    switch (strategy.width, strategy.traits.home) {
    case (.one, _): 1
    case (.cores, _): cores
    case (_, .loop) where !strategy.traits.offloadsComputing: 1
    default: min(limit, cores)
    }
  }

  /// Multiples of the cores: the numbers of workers that say most about a machine, each once, ascending.
  package func workers(_ multiples: [Double]) -> [Int] {
    Set(multiples.map { max(1, Int(($0 * Double(cores)).rounded())) }).sorted()
  }
}
