import CLinux
import Trial

/// The turns of a trial: what is measured of each, and the pauses between them. Without turns, a single one that is not
/// measured by itself.
struct Turns {
  private let units: [Range<Int>]
  private let lead: Int?
  private let recorder: Recorder
  private var measured: [TurnWindow] = []
  private var present = 0
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

  /// A turn begins, counted from 0.
  mutating func begin(_ turn: Int) {
    present = turn
    if let lead { recorder.openWindow(of: units[turn], lead: lead) }
  }

  /// The turn that began last has ended.
  mutating func end() {
    if lead != nil, let window = recorder.closeWindow(of: units[present]) { measured.append(window) }
  }

  /// Measures a pause.
  mutating func pause(_ wait: () throws -> Void) rethrows {
    let start = clinux_monotonic_nanoseconds()
    try wait()
    pausesBefore.append(pauses + clinux_monotonic_nanoseconds() - start)
  }

  /// Makes the units' times those of a clock that stood still in the pauses.
  func leaveOutPauses() {
    for (units, pause) in zip(units, pausesBefore) { recorder.shift(units, earlierBy: pause) }
  }
}
