import Workload

extension Summary {
  /// - Parameters:
  ///   - outcome: what is complete, of `schedule`.
  ///   - folder: where its files are.
  package init(_ outcome: RunOutcome, of schedule: Schedule, in folder: RunFolder) {
    runID = folder.runID
    self.folder = folder.path
    profile = schedule.choices.profile
    blocksComplete = outcome.blocks.count
    blocksPlanned = schedule.blocks.count
    remarks = Self.remarks(outcome, schedule)
    loads = schedule.cells.enumerated().map { index, cell in
      LoadSummary(cell, blocks: outcome.blocks.filter { $0.planned.cell == index })
    }
  }

  private static func remarks(_ outcome: RunOutcome, _ schedule: Schedule) -> [String] {
    var remarks: [String] = []
    switch outcome.ending {
    case .finished: break
    case .timeLimit: remarks.append("The time limit left no room for \(outcome.notStarted) more blocks.")
    case .interrupted: remarks.append("Interrupted: only the blocks that were complete by then are counted.")
    case .failed(let reason): remarks.append("The run failed: \(reason)")
    }
    for block in outcome.givenUp {
      let cell = schedule.cells[block.planned.cell]
      remarks.append(
        "Without block \(block.planned.number) of \(cell.experiment.name) \(cell.cell.name), which was void "
          + "\(ExperimentRun.attempts) times; the last time, \(block.reason)")
    }
    let most = schedule.cells.indices.map { index in outcome.blocks.count { $0.planned.cell == index } }.max() ?? 0
    if most > 0 {
      remarks.append(
        "An illustration: \(most) block\(most == 1 ? "" : "s") a load at most, and no statistics, so no verdict which is faster."
      )
    }
    return remarks
  }
}

extension Summary.LoadSummary {
  fileprivate init(_ cell: PlannedCell, blocks: [FinishedBlock]) {
    experiment = cell.experiment.name
    question = cell.experiment.question
    load = cell.cell.name
    isHeadline = cell.isHeadline
    units = cell.cell.units
    concurrency = cell.cell.concurrency
    connections = cell.cell.connections
    serverDelaySeconds = cell.cell.pages.meanDelaySeconds
    ideal = cell.experiment.ideal
    self.blocks = blocks.count
    leftOut = cell.leftOut
    let trials = blocks.flatMap(\.trials)
    strategies = cell.predictions.flatMap { strategy, prediction in
      [Role.reference, .candidate, .control].compactMap { role in
        let own = trials.filter { $0.planned.strategy == strategy && $0.planned.role == role }
        return Summary.StrategySummary(strategy, role, prediction, own, in: cell)
      }
    }
  }
}

extension Summary.StrategySummary {
  /// Nil if there are no trials.
  fileprivate init?(
    _ strategy: StrategyName, _ role: Role, _ prediction: Prediction, _ trials: [FinishedTrial], in cell: PlannedCell
  ) {
    func median(_ value: (FinishedTrial) -> Double?) -> Double? { Summary.Spread(trials.compactMap(value))?.median }
    guard let runtime = Summary.Spread(trials.compactMap { $0.value(.runtime) }) else { return nil }
    self.strategy = strategy
    self.role = role
    runtimeSeconds = runtime
    predictedSeconds = prediction.runtime
    switch cell.experiment.ideal {
    case .slowest: ratio = median { $0.value(.runtimePerSlowest) }
    case .delay:
      let delay = cell.cell.pages.meanDelaySeconds
      ratio = delay > 0 ? runtime.median / delay : nil
    }
    cpuSecondsPerUnit = median { $0.value(.cpuPerUnit) }
    threadsPeak = median { $0.value(.threadsPeak) }
    switchesPerUnit = median { trial in
      guard let voluntary = trial.value(.switchesVoluntary), let forced = trial.value(.switchesInvoluntary),
        cell.cell.units > 0
      else { return nil }
      return (voluntary + forced) / Double(cell.cell.units)
    }
    further = [:]
    for column in cell.experiment.furtherColumns {
      further[column.title] = median { $0.value(column.metric, column.stat) }
    }
  }
}

extension FinishedTrial {
  /// One of the numbers that it was measured by, if it has it.
  fileprivate func value(_ metric: Metric, _ stat: String = "value") -> Double? {
    measurements.first { $0.metric == metric && $0.stat == stat }?.value
  }
}
