import Experiments
import HostSystem
import PageProtocol
import Strategies
import Trial
import Workload

/// The ranges of the numbers in a run's files. What a run writes is within them.
package enum RunLimits {
  /// Blocks of one load.
  package static let mostBlocksOfLoad = 10_000
  /// Blocks of all loads.
  package static let mostBlocks = 100_000
  /// Units of a trial.
  package static let mostUnits = 10_000_000
  /// Seconds, whether predicted or of a page's delay: about three years.
  static let mostSeconds = 1e8
  /// Units per second that a strategy can do.
  static let rates = 1e-3...1e6
  /// A measured value, or its opposite.
  static let mostValue = 1e18
}

extension RunPlan {
  /// A value that no plan of this suite has.
  package struct Flaw: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }

    /// What a decoder says, with the place of the value.
    init(_ error: any Error) {
      guard let error = error as? DecodingError else {
        description = "\(error)"
        return
      }
      let context: DecodingError.Context? =
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
          .dataCorrupted(let context):
          context
        @unknown default: nil
        }
      var path = context?.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue } ?? []
      if case .keyNotFound(let key, _) = error { path.append(key.stringValue) }
      let place = path.isEmpty ? "" : path.joined(separator: ".") + ": "
      description = place + (context?.debugDescription ?? "\(error)")
    }
  }

  /// Checks that every value is in its range, and that names are unique, before anything is calculated from them.
  ///
  /// - Throws: ``Flaw`` that names the first value that is not.
  package func validate() throws(Flaw) {
    try check(RunNames.isValid(runID), "runID")
    try machine.validate()
    try check(blocksOfEach.map { (1...RunLimits.mostBlocksOfLoad).contains($0) } ?? true, "blocksOfEach")
    try check((0...RunLimits.mostSeconds).contains(estimatedSeconds), "estimatedSeconds")
    try check(areUnique(experiments.map(\.name)), "the names of experiments")
    for experiment in experiments { try experiment.validate() }
    try check(blocks.count <= RunLimits.mostBlocks, "the number of blocks")
    try checkBlocks()
  }

  /// Every block belongs to a load, and is planned once.
  private func checkBlocks() throws(Flaw) {
    var most: [LoadID: Int] = [:]
    for experiment in experiments {
      for load in experiment.loads {
        most[LoadID(experiment: experiment.name, load: load.name)] = load.mostBlocks ?? load.blocks
      }
    }
    var seen: Set<BlockKey> = []
    for block in blocks {
      let limit = most[LoadID(experiment: block.experiment, load: block.load)] ?? 0
      let place = "block \(block.block) of \(block.experiment) \(block.load)"
      try check(block.block >= 1 && block.block <= limit, place)
      try check(seen.insert(BlockKey(block)).inserted, place)
      try check(!block.order.isEmpty && areUnique(block.order), "the order of \(place)")
    }
  }
}

extension BlockKey {
  /// The name of a planned block.
  init(_ block: RunPlan.BlockPlan) {
    self.init(experiment: block.experiment, load: block.load, block: block.block)
  }
}

extension RunPlan.ExperimentPlan {
  fileprivate func validate() throws(RunPlan.Flaw) {
    try check(RunNames.isValid(name), "the name of an experiment")
    try check(areUnique(loads.map(\.name)), "\(name): the names of loads")
    try check(areUnique(headlineMetrics) && headlineMetrics.allSatisfy(RunNames.isValid), "\(name): headlineMetrics")
    try check(primaryContrasts.count <= 1000, "\(name): primaryContrasts")
    for strategy in capacity?.strategies ?? [] {
      try check(RunLimits.rates.contains(strategy.unitsPerSecond), "\(name): capacity")
    }
    for load in loads {
      let place = "\(name) \(load.name)"
      try check(RunNames.isValid(load.name), "\(name): the name of a load")
      try check(
        (load.title ?? "").unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "\(place): title")
      try check((0...RunLimits.mostUnits).contains(load.units), "\(place): units")
      try check((1...RunLimits.mostUnits).contains(load.concurrency), "\(place): concurrency")
      try check((0...PageRequest.largestSize).contains(load.pageBytes), "\(place): pageBytes")
      try check((0...RunLimits.mostSeconds).contains(load.serverDelaySeconds), "\(place): serverDelaySeconds")
      try check((0...RunLimits.mostBlocksOfLoad).contains(load.blocks), "\(place): blocks")
      try check(
        load.mostBlocks.map { (load.blocks...RunLimits.mostBlocksOfLoad).contains($0) } ?? true, "\(place): mostBlocks")
      try check(areUnique(load.strategies.map(\.strategy)), "\(place): strategies")
      try check(
        load.strategies.allSatisfy { (0...RunLimits.mostSeconds).contains($0.runtimePredictedSeconds) },
        "\(place): runtimePredictedSeconds")
      try load.checkWork(place)
    }
  }
}

extension RunPlan.LoadPlan {
  /// The worker's own check of what it is asked to do.
  fileprivate func checkWork(_ place: String) throws(RunPlan.Flaw) {
    let plan = TrialPlan(
      strategy: .sequential, work: work, pages: [Page(name: "", url: "")], units: units, concurrency: concurrency,
      arrivals: arrivals)
    do throws(TrialError) { try plan.validate() } catch { throw RunPlan.Flaw("\(place): \(error)") }
  }
}

extension Machine {
  fileprivate func validate() throws(RunPlan.Flaw) {
    try check(Machine.coreRange.contains(cores), "machine.cores")
    try check(Machine.coreRange.contains(poolWidth), "machine.poolWidth")
    try check(Machine.openFileRange.contains(openFiles), "machine.openFiles")
    let seconds = [workPerPage?.blockedThread, workPerPage?.eventLoop, handshakeCost?.client, handshakeCost?.server]
    try check(seconds.allSatisfy { (0...1000).contains($0 ?? 0) }, "machine.workPerPage or handshakeCost")
    try check((1e-15...1).contains(computingSecondsPerByte ?? 1), "machine.computingSecondsPerByte")
    guard let pinning else { return }
    for part in [pinning.server, pinning.worker] {
      try check(
        Machine.coreRange.contains(part.count) && part.allSatisfy { (0..<Machine.coreRange.upperBound).contains($0) },
        "machine.pinning")
    }
  }
}

private func check(_ isValid: Bool, _ what: String) throws(RunPlan.Flaw) {
  if !isValid { throw RunPlan.Flaw("\(what) is out of range, or not unique") }
}

private func areUnique<Value: Hashable>(_ values: [Value]) -> Bool { Set(values).count == values.count }
