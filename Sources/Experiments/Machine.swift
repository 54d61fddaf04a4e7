package import HostSystem
package import Strategies
import Workload

/// What predictions need to know of the machine.
package struct Machine: Sendable, Codable, Equatable {
  /// Cores that the worker may use, P.
  package var cores: Int
  /// Threads of the cooperative pool, W: the cores that the affinity mask allows, as with libdispatch's pool.
  package var poolWidth: Int
  /// The maximum number of open files of a process.
  package var openFiles: Int
  /// The work per page on this machine; nil until a run has measured it, before it makes its plan.
  package var workPerPage: WorkPerPage?
  /// The cost of a TLS handshake on this machine; nil until a run has measured it, before it makes its plan.
  package var handshakeCost: HandshakeCost?
  /// The cores that client and server are pinned to; ``cores`` are the client's then. Nil: they share all of them.
  package var pinning: CoreSplit?
  /// Seconds per byte of computing on one core (``Workload/Computation/secondsPerByte(pageBytes:)``); nil if not
  /// measured.
  package var computingSecondsPerByte: Double?
  /// How many cores' work the machine does when all ``cores`` compute at once; nil if not measured.
  package var coresDelivered: Double?

  package init(cores: Int, poolWidth: Int, openFiles: Int, computingSecondsPerByte: Double? = nil) {
    self.computingSecondsPerByte = computingSecondsPerByte
    self.cores = min(max(cores, Self.coreRange.lowerBound), Self.coreRange.upperBound)
    self.poolWidth = min(max(poolWidth, Self.coreRange.lowerBound), Self.coreRange.upperBound)
    self.openFiles = min(max(openFiles, Self.openFileRange.lowerBound), Self.openFileRange.upperBound)
  }

  /// The possible numbers of cores: as many as the kernel's affinity masks have here.
  package static let coreRange = 1...8192
  /// The possible limits of open files.
  package static let openFileRange = 0...Int(UInt32.max)

  /// This machine. Measures the speed of computing, which takes some milliseconds.
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

  /// Threads of the page server. With fewer than 4 cores, client and server share them, and one is enough.
  package var serverThreads: Int { pinning?.server.count ?? (cores < 4 ? 1 : min(4, cores / 2)) }

  /// The threads, or places in an event loop, that a strategy runs units on.
  ///
  /// - Parameter limit: the concurrency limit c.
  package func workers(of strategy: StrategyName, limit: Int) -> WorkerPool {
    switch strategy.width {
    case .one: WorkerPool(fixed: 1)
    case .limit: WorkerPool(fixed: limit)
    case .cores: WorkerPool(fixed: poolWidth)
    case .cooperativePool: WorkerPool(fixed: min(poolWidth, limit))
    case .dispatchPool: WorkerPool(initial: min(poolWidth, limit), growingTo: min(Self.dispatchThreads, limit))
    }
  }

  /// The number of units that a strategy can have in flight from the start.
  ///
  /// - Parameters:
  ///   - units: the load's N.
  ///   - limit: the concurrency limit c.
  package func unitsInFlight(_ strategy: StrategyName, units: Int, limit: Int) -> Int {
    min(units, workers(of: strategy, limit: limit).initial)
  }

  /// The maximum number of units that a strategy can ever have in flight.
  ///
  /// - Parameters:
  ///   - units: the load's N.
  ///   - limit: the concurrency limit c.
  package func mostInFlight(_ strategy: StrategyName, units: Int, limit: Int) -> Int {
    min(units, workers(of: strategy, limit: limit).most)
  }

  /// The maximum number of threads of one libdispatch pool (`DISPATCH_WORKQ_MAX_PTHREAD_COUNT`).
  package static let dispatchThreads = 255

  /// Descriptors that belong to no transfer: standard streams, epoll, timers, libraries, connections that are being
  /// closed.
  private static let otherOpenFiles = 64

  /// Why a strategy cannot have that many transfers open at once on this machine, with the arithmetic; nil if it can.
  ///
  /// - Parameter inFlight: the number of transfers that it has at once.
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

/// The time that each page adds to the runtime, however many are in flight: s, in seconds. It is CPU time of client and
/// server, as far as the two take turns.
package struct WorkPerPage: Sendable, Codable, Equatable {
  /// Of strategies that block a thread per page, in seconds.
  package var blockedThread: Double
  /// Of strategies that wait in an event loop, in seconds.
  package var eventLoop: Double

  package init(blockedThread: Double, eventLoop: Double) {
    self.blockedThread = blockedThread
    self.eventLoop = eventLoop
  }

  /// As it was on another machine, with two cores: the first guess of plans that are made before this machine is
  /// measured.
  package static let elsewhere = WorkPerPage(blockedThread: 100e-6, eventLoop: 45e-6)

  /// In seconds, by the way in which a strategy waits.
  package subscript(_ waiting: StrategyName.Waiting) -> Double {
    switch waiting {
    case .blockedThread: blockedThread
    case .eventLoop: eventLoop
    }
  }
}

extension Experiment.Situation {
  /// The strategy's work per page on this machine, in seconds; the first guess if it was not measured.
  package var secondsOfWorkPerPage: Double { (machine.workPerPage ?? .elsewhere)[strategy.waiting] }
}

/// CPU time of a TLS 1.3 handshake with a P-256 certificate, including opening and closing the connection.
package struct HandshakeCost: Sendable, Codable, Equatable {
  /// The client's part, in seconds of one core.
  package var client: Double
  /// The server's part, in seconds of one core.
  package var server: Double

  package init(client: Double, server: Double) {
    self.client = client
    self.server = server
  }

  /// As it was on another machine, with two cores: the first guess of plans that are made before this machine is
  /// measured.
  package static let elsewhere = HandshakeCost(client: 1.6e-3, server: 0.5e-3)
}

/// What it costs to start units of work.
package struct SpawnCost {
  /// Per kernel thread, from its creation to its end, in seconds.
  package var thread: Double
  /// Per item that a thread takes from a queue, such as a task or a block, in seconds.
  package var item: Double
  /// Per unit, for the record that this suite keeps: two readings of the clock and a row, in seconds.
  package var record: Double

  /// As threads and tasks of Rust were on another machine (github.com/jimblandy/context-switch): 17 µs and 0.3 µs.
  /// Predictions use it and nothing that was measured here, because the cost of Swift's threads and tasks is the
  /// question.
  package static let elsewhere = SpawnCost(thread: 17e-6, item: 0.3e-6, record: 0.1e-6)

  package init(thread: Double, item: Double, record: Double) {
    self.thread = thread
    self.item = item
    self.record = record
  }

  /// The cost of all of them together, in seconds.
  ///
  /// - Parameters:
  ///   - threads: the number of threads that are started.
  ///   - items: the number of items that go through a queue.
  ///   - units: the number of units that are recorded.
  package func seconds(threads: Int, items: Int, units: Int) -> Double {
    Double(threads) * thread + Double(items) * item + Double(units) * record
  }
}
