import CLinux
import Trial

/// The turns of a trial: what is measured of each, and the pauses between them. Without turns, a single one that is not
/// measured by itself.
struct Turns {
  /// The units of each turn.
  let units: [Range<Int>]
  private let lead: Int?
  private let recorder: Recorder
  private var measured: [TurnWindow] = []
  /// For each turn so far, the pauses before it together, in nanoseconds.
  private var pausesBefore: [Int64] = [0]

  init(of plan: TrialPlan, _ recorder: Recorder) {
    units = plan.unitsOfTurns
    lead = plan.turns?.lead
    self.recorder = recorder
  }

  /// The windows of the turns that have ended; nil without turns.
  var windows: [TurnWindow]? { lead == nil ? nil : measured }

  /// All pauses together, in nanoseconds.
  var pauses: Int64 { pausesBefore.last ?? 0 }

  /// The turn after the pauses so far begins.
  func begin() {
    if let lead { recorder.openWindow(of: units[pausesBefore.count - 1], lead: lead) }
  }

  /// The present turn has ended.
  mutating func end() {
    guard lead != nil, let window = recorder.closeWindow(of: units[pausesBefore.count - 1]) else { return }
    measured.append(window)
  }

  /// Ends a turn, waits for the next one and begins it. The clock stands still from the one to the other.
  mutating func pause(_ wait: () throws -> Void) rethrows {
    let start = clinux_monotonic_nanoseconds()
    end()
    try wait()
    pausesBefore.append(pauses + clinux_monotonic_nanoseconds() - start)
    begin()
  }

  /// Makes the units' times those of a clock that stood still in the pauses.
  func leaveOutPauses() {
    for (units, pause) in zip(units, pausesBefore) { recorder.shift(units, earlierBy: pause) }
  }
}
