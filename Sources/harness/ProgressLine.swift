import Analysis
import Experiments
import Foundation
import HostSystem
import Runs
import Strategies
import Synchronization
import TextFormats

/// Shows the progress of a run on standard error: on a terminal a bar with the time left, else a line per block.
final class ProgressLine: RunObserver {
  private let isTerminal: Bool
  private let usesColour: Bool
  private let columns: @Sendable () -> Int
  private let write: @Sendable (String) -> Void
  private let elapsed: @Sendable () -> Duration
  private let state = Mutex(State())

  private struct State {
    var schedule: Schedule?
    /// The estimate for all trials that have ended.
    var expectedSeconds = 0.0
    var completeBlocks = 0
    /// The estimate for the blocks of the schedule that will not run.
    var notNeededSeconds = 0.0
    var notNeededBlocks = 0
  }

  /// - Parameters:
  ///   - isTerminal: whether a line can be overwritten.
  ///   - usesColour: whether the bar may have a colour.
  ///   - elapsed: the time since the start of the run.
  ///   - columns: the terminal's width, asked for each bar, so that bars follow its resizing.
  ///   - write: called with text that may hold control characters; standard error by default.
  init(
    isTerminal: Bool, usesColour: Bool,
    elapsed: @escaping @Sendable () -> Duration = ExperimentRun.stopwatch(),
    columns: @escaping @Sendable () -> Int = { StandardError.columns },
    write: @escaping @Sendable (String) -> Void = { StandardError.writeProgress($0) }
  ) {
    self.isTerminal = isTerminal
    self.usesColour = usesColour
    self.elapsed = elapsed
    self.columns = columns
    self.write = write
  }

  /// For the standard error of this process, with a colour unless `NO_COLOR` (https://no-color.org) is set.
  static func forStandardError() -> ProgressLine {
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    return ProgressLine(isTerminal: isTerminal, usesColour: (environment["NO_COLOR"] ?? "").isEmpty)
  }

  func runStarts(_ schedule: Schedule) {
    state.withLock { $0.schedule = schedule }
    let trials = schedule.blocks.reduce(0) { $0 + $1.trials.count }
    let blocks = NumberText.count(schedule.blocks.count, "block")
    write("\(trials) trials in \(blocks), \(TimeEstimate.text(schedule.leastSeconds, schedule.seconds))\n")
  }

  func note(_ reason: String) { write(clear + reason + "\n") }

  func trialStarts(_ trial: PlannedTrial, in load: PlannedLoad) {
    guard isTerminal else { return }
    write(bar("\(load.experiment.name) \(load.spec.name) \(trial.strategy.rawValue)"))
  }

  func trialEnded(_ trial: PlannedTrial, in load: PlannedLoad) {
    state.withLock { state in
      guard let schedule = state.schedule else { return }
      state.expectedSeconds += TimeEstimate.seconds(of: trial, in: load, on: schedule.machine)
    }
  }

  func blockEnded(_ block: FinishedBlock, in load: PlannedLoad) {
    let invalid = block.firstInvalid
    let (complete, all) = state.withLock { state in
      if invalid == nil {
        state.completeBlocks += 1
      } else if let schedule = state.schedule {
        // The block runs again, so the time of its trials is still to come.
        let again = block.trials.reduce(0) {
          $0 + TimeEstimate.seconds(of: $1.planned, in: load, on: schedule.machine)
        }
        state.expectedSeconds -= again
      }
      return (state.completeBlocks, (state.schedule?.blocks.count ?? 0) - state.notNeededBlocks)
    }
    let name = "\(load.experiment.name) \(load.spec.name) block \(block.planned.number)"
    if let invalid {
      let reason = "\(invalid.planned.strategy.rawValue): \(invalid.invalidReason ?? "")"
      write(clear + "\(name), attempt \(block.attempt) of \(ExperimentRun.attempts), is invalid: \(reason)\n")
    } else if !isTerminal {
      write("\(complete)/\(all) \(name)\n")
    }
  }

  func blockIsNotNeeded(_ block: PlannedBlock, in load: PlannedLoad) {
    state.withLock { state in
      state.notNeededSeconds += state.schedule?.seconds(of: block) ?? 0
      state.notNeededBlocks += 1
    }
  }

  func runEnded() { write(clear) }

  private var clear: String { isTerminal ? "\r\u{1B}[2K" : "" }

  private func bar(_ label: String) -> String {
    let (expected, total) = state.withLock {
      ($0.expectedSeconds, ($0.schedule?.seconds ?? 0) - $0.notNeededSeconds)
    }
    let share = total > 0 ? min(1, max(0, expected / total)) : 0
    // After 2 s, the pace of the trials so far corrects the estimate of the rest.
    let pace = expected > 2 ? elapsed().seconds / expected : 1
    // A line that wraps could not be overwritten, and some terminals wrap at the last column.
    let room = max(0, columns() - 1)
    let width = min(24, room / 3)
    let full = Int(share * Double(width))
    let done = String(repeating: "━", count: full)
    let rest = String(repeating: "─", count: width - full)
    let coloured = usesColour ? "\u{1B}[36m\(done)\u{1B}[2m\(rest)\u{1B}[0m" : done + rest
    let left = NumberText.wholeSeconds(max(0, (total - expected) * pace))
    return clear + coloured + " \(Int(share * 100)) %, \(left) left  \(label)".fitted(toColumns: room - width)
  }
}
