package import HostSystem
package import Workload

/// What a worker measured between the barrier and the last unit. Counters are differences over that span.
package struct TrialRecord: Sendable, Codable, Equatable {
  /// When the barrier opened, in nanoseconds of the Unix epoch.
  package var startUnixNanoseconds: Int64
  /// The same moment on CLOCK_MONOTONIC, to which the rows of ``UnitRow`` refer.
  package var startMonotonicNanoseconds: Int64
  package var runtimeNanoseconds: Int64
  package var usage: ResourceUsage
  /// Peak resident set since the barrier (VmHWM after clear_refs) and what it was at the barrier, in KiB.
  package var peakResidentKiB: Int
  package var residentAtBarrierKiB: Int
  /// Threads of the process at the barrier.
  package var threadsAtBarrier: Int
  /// Units that ended, and of them those without fault.
  package var unitsEnded: Int
  package var unitsSucceeded: Int
  /// Units that ended more than once, which no strategy may do.
  package var unitsRepeated: Int
  package var bytesReceived: Int
  package var connectionsOpened: Int
  /// How many units failed for each ``Fault/name``.
  package var faults: [String: Int]
  /// The first failures, at most 100.
  package var failures: [UnitFailure]
  /// What was left a while after a cancellation; nil where nothing was cancelled.
  package var leftovers: LeftoverResources?
  /// How late heartbeats were; nil where there were none.
  package var heartbeats: [HeartbeatRecord]?
  /// What each worker got, where units are workers that contend for something.
  package var contention: ContentionRecord?

  package init(
    startUnixNanoseconds: Int64, startMonotonicNanoseconds: Int64, runtimeNanoseconds: Int64, usage: ResourceUsage,
    peakResidentKiB: Int, residentAtBarrierKiB: Int, threadsAtBarrier: Int, unitsEnded: Int, unitsSucceeded: Int,
    unitsRepeated: Int, bytesReceived: Int, connectionsOpened: Int, faults: [String: Int], failures: [UnitFailure],
    leftovers: LeftoverResources? = nil, heartbeats: [HeartbeatRecord]? = nil,
    contention: ContentionRecord? = nil
  ) {
    self.startUnixNanoseconds = startUnixNanoseconds
    self.startMonotonicNanoseconds = startMonotonicNanoseconds
    self.runtimeNanoseconds = runtimeNanoseconds
    self.usage = usage
    self.peakResidentKiB = peakResidentKiB
    self.residentAtBarrierKiB = residentAtBarrierKiB
    self.threadsAtBarrier = threadsAtBarrier
    self.unitsEnded = unitsEnded
    self.unitsSucceeded = unitsSucceeded
    self.unitsRepeated = unitsRepeated
    self.bytesReceived = bytesReceived
    self.connectionsOpened = connectionsOpened
    self.faults = faults
    self.failures = failures
    self.leftovers = leftovers
    self.heartbeats = heartbeats
    self.contention = contention
  }

  package struct UnitFailure: Sendable, Codable, Equatable {
    package var unit: Int
    package var fault: String
    package var detail: String

    package init(unit: Int, fault: String, detail: String) {
      self.unit = unit
      self.fault = fault
      self.detail = detail
    }
  }
}
