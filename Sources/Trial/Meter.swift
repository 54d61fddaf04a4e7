internal import CLinux
internal import Glibc
package import HostSystem

/// Reads the clocks and the process's counters at the barrier, and again when the last unit has ended.
package struct Meter: Sendable {
  private let usage: ResourceUsage
  private let residentKiB: Int
  private let threads: Int
  private let startUnixNanoseconds: Int64
  private let startMonotonicNanoseconds: Int64

  /// Takes the first readings. The slow ones come first, so that the measured time does not include them.
  ///
  /// - Throws: `SystemError` if /proc cannot be read.
  package static func start() throws(SystemError) -> Meter {
    ProcessStatus.resetPeak()
    let status = try ProcessStatus.current()
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Meter(
      usage: .current(), residentKiB: status.residentKiB, threads: status.threads,
      startUnixNanoseconds: Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec),
      startMonotonicNanoseconds: clinux_monotonic_nanoseconds())
  }

  /// Takes the second readings, the slow ones last.
  ///
  /// - Parameter pauses: how long the trial's clock stood still, in nanoseconds.
  /// - Throws: `SystemError` if /proc cannot be read.
  package func stop(leavingOut pauses: Int64 = 0) throws(SystemError) -> Reading {
    let end = clinux_monotonic_nanoseconds()
    let used = ResourceUsage.current().since(usage)
    return Reading(
      meter: self, runtimeNanoseconds: end - startMonotonicNanoseconds - pauses, usage: used,
      peakResidentKiB: try ProcessStatus.current().peakResidentKiB)
  }

  /// The differences between both readings.
  package struct Reading: Sendable {
    fileprivate let meter: Meter
    fileprivate let runtimeNanoseconds: Int64
    fileprivate let usage: ResourceUsage
    fileprivate let peakResidentKiB: Int

    /// Combines the readings with the units' results. Call it only after the units have ended.
    package func record(of units: Range<Int>, from recorder: Recorder) -> TrialRecord {
      let rows = recorder.rows(units)
      let ended = rows.lazy.filter { $0.timesEnded > 0 }
      var faults: [String: Int] = [:]
      for row in ended where row.fault != 0 { faults[row.faultName, default: 0] += 1 }
      return TrialRecord(
        startUnixNanoseconds: meter.startUnixNanoseconds,
        startMonotonicNanoseconds: meter.startMonotonicNanoseconds,
        runtimeNanoseconds: runtimeNanoseconds, usage: usage,
        peakResidentKiB: peakResidentKiB, residentAtBarrierKiB: meter.residentKiB, threadsAtBarrier: meter.threads,
        unitsEnded: ended.count,
        unitsSucceeded: ended.count { $0.fault == 0 },
        unitsRepeated: ended.count { $0.timesEnded > 1 },
        bytesReceived: ended.reduce(0) { $0 + Int($1.bytes) },
        connectionsOpened: ended.reduce(0) { $0 + Int($1.connectionsOpened) },
        faults: faults, failures: recorder.failures(of: units))
    }
  }
}
