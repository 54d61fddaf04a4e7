internal import CLinux
package import HostSystem
internal import Synchronization
internal import Workload

/// What was measured of one turn (``TrialPlan/Turns``): while `units` units began, one after another.
package struct TurnWindow: Sendable, Codable, Equatable {
  /// The number of units that began in the window, at least 1.
  package var units: Int
  /// How long that took, in nanoseconds.
  package var nanoseconds: Int64
  /// What the process used in this time (getrusage(2)).
  package var usage: ResourceUsage

  package init(units: Int, nanoseconds: Int64, usage: ResourceUsage) {
    self.units = units
    self.nanoseconds = nanoseconds
    self.usage = usage
  }

  /// CPU time per unit, in seconds.
  package var cpuSecondsPerUnit: Double { Double(usage.cpuNanoseconds) / 1e9 / Double(units) }

  /// Time per unit, in nanoseconds.
  package var nanosecondsPerUnit: Double { Double(nanoseconds) / Double(units) }

  /// All windows together; nil if there are none.
  package static func sum(_ windows: some Collection<TurnWindow>) -> TurnWindow? {
    guard let first = windows.first else { return nil }
    return windows.dropFirst().reduce(first) {
      TurnWindow(units: $0.units + $1.units, nanoseconds: $0.nanoseconds + $1.nanoseconds, usage: $0.usage + $1.usage)
    }
  }
}

extension TrialRecord {
  /// What was measured: the windows of its turns together, or without turns the whole trial, whose units may be 0.
  package var measured: TurnWindow {
    TurnWindow.sum(turns ?? []) ?? TurnWindow(units: unitsEnded, nanoseconds: runtimeNanoseconds, usage: usage)
  }
}

/// Reads the clock and the process's counters when the first and the last unit of a window begin.
///
/// Units are handed out in their order, so while n of them begin, about n end, and the same number is in flight at both
/// ends of the window.
final class WindowMeter: Sendable {
  private struct Reading {
    var nanoseconds: Int64
    var usage: ResourceUsage
  }

  // Written between turns, when no unit is performed.
  private nonisolated(unsafe) var ends: (first: Int, last: Int) = (.max, .max)
  private let readings = Mutex<(first: Reading?, last: Reading?)>((nil, nil))

  /// Sets the units whose beginnings are the ends of the next window. Call it while no unit is performed.
  func open(from first: Int, to last: Int) {
    ends = (first, last)
    readings.withLock { $0 = (nil, nil) }
  }

  /// Has to be called as each unit begins.
  func begins(_ unit: Unit) {
    guard unit.index == ends.first || unit.index == ends.last else { return }
    let reading = Reading(nanoseconds: clinux_monotonic_nanoseconds(), usage: .current())
    readings.withLock { if unit.index == ends.first { $0.first = reading } else { $0.last = reading } }
  }

  /// What has passed between the ends; nil if one of them has not, or not in this order. Call it while no unit is
  /// performed.
  ///
  /// - Parameter rows: of the turn's units. Counts those that began in the window: some strategies hand out chunks.
  func close(_ rows: UnsafeBufferPointer<UnitRow>) -> TurnWindow? {
    ends = (.max, .max)
    guard case (let start?, let end?) = readings.withLock({ $0 }), end.nanoseconds > start.nanoseconds else {
      return nil
    }
    let times = start.nanoseconds..<end.nanoseconds
    let count = rows.count { $0.timesEnded > 0 && times.contains($0.startNanoseconds) }
    guard count > 0 else { return nil }
    return TurnWindow(
      units: count, nanoseconds: end.nanoseconds - start.nanoseconds, usage: end.usage.since(start.usage))
  }
}
