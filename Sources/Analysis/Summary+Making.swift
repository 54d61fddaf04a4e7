import Experiments
package import Runs
import Statistics
import Strategies
import Workload

extension Summary {
  /// - Parameters:
  ///   - outcome: how the run of `schedule` ended.
  ///   - results: what is in its folder.
  package init(
    _ outcome: RunOutcome, of schedule: Schedule, in folder: RunFolder, _ derived: DerivedFiles
  ) {
    runID = folder.runID
    self.folder = folder.path
    profile = schedule.choices.profile
    blocksPlanned = schedule.blocks.count - outcome.notNeeded
    remarks = Self.remarks(outcome, schedule)
    loads = schedule.loads.map { LoadSummary($0, derived.results) }
    blocksComplete = loads.reduce(0) { $0 + $1.blocks }
    verdicts = derived.analysis.experiments
  }

  private static func remarks(_ outcome: RunOutcome, _ schedule: Schedule) -> [String] {
    var remarks: [String] = []
    switch outcome.ending {
    case .finished: break
    case .timeLimit: remarks.append("The time limit left no room for \(outcome.notStarted) more blocks.")
    case .interrupted: remarks.append("Interrupted: only the blocks that were complete by then are counted.")
    case .failed(let reason): remarks.append("The run failed: \(reason)")
    }
    if outcome.notNeeded > 0 {
      remarks.append("\(outcome.notNeeded) blocks were not needed: the intervals were narrow enough without them.")
    }
    for block in outcome.givenUp {
      let load = schedule.loads[block.planned.loadIndex]
      remarks.append(
        "Without block \(block.planned.number) of \(load.experiment.name) \(load.spec.name), which was invalid "
          + "\(ExperimentRun.attempts) times; the last time, \(block.reason)")
    }
    return remarks
  }
}

extension Summary.LoadSummary {
  fileprivate init(_ planned: PlannedLoad, _ results: RunResults) {
    experiment = planned.experiment.name
    question = planned.experiment.question
    load = planned.spec.name
    isHeadline = planned.isHeadline
    units = planned.spec.units
    concurrency = planned.spec.concurrency
    offeredPerSecond = planned.spec.arrivals?.perSecond
    connections = planned.spec.connections
    serverDelaySeconds = planned.spec.pages.meanDelaySeconds
    ideal = planned.experiment.ideal
    blocks = results.values.blocks(of: planned.id).count
    leftOut = planned.leftOut
    strategies = planned.predictions.flatMap { strategy, prediction in
      [Role.reference, .candidate, .control].compactMap { role in
        Summary.StrategySummary(strategy, role, prediction, in: planned, results)
      }
    }
  }
}

extension Summary.StrategySummary {
  /// Nil if there are no trials.
  fileprivate init?(
    _ strategy: StrategyName, _ role: Role, _ prediction: Prediction, in load: PlannedLoad, _ results: RunResults
  ) {
    func values(_ quantity: Quantity) -> [Int: Double] {
      results.values[.init(load.id, strategy, role, quantity: quantity.name)]
    }
    func median(_ metric: Metric) -> Double? { Summary.Spread(values(Quantity(metric)).values)?.median }
    guard let runtime = Summary.Spread(values(Quantity(.runtime)).values) else { return nil }
    self.strategy = strategy
    self.role = role
    runtimeSeconds = runtime
    predictedSeconds = prediction.runtime
    switch load.experiment.ideal {
    case .slowest: ratio = median(.runtimePerSlowest)
    case .delay:
      let delay = load.spec.pages.meanDelaySeconds
      ratio = delay > 0 ? runtime.median / delay : nil
    }
    cpuSecondsPerUnit = median(.cpuPerUnit)
    threadsPeak = median(.threadsPeak)
    let forced = values(Quantity(.switchesInvoluntary))
    let switches = values(Quantity(.switchesVoluntary)).map { block, voluntary in voluntary + (forced[block] ?? 0) }
    switchesPerUnit =
      load.spec.units > 0 ? Summary.Spread(switches).map { $0.median / Double(load.spec.units) } : nil
    if load.spec.arrivals != nil {
      openLoop = Summary.OpenLoopSummary { quantity in Summary.Spread(values(quantity).values)?.median }
    }
    further = [:]
    for column in load.experiment.furtherColumns {
      further[column.title] = Summary.Spread(values(column.quantity).values)?.median
    }
  }
}
