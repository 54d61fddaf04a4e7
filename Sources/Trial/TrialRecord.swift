internal import CLinux
internal import Glibc
package import HostSystem
package import Workload

/// The fields of `record`: what a worker measured between `go` and the end of the last unit.
package struct TrialRecord: Sendable, Codable, Equatable {
  /// When the barrier opened, in nanoseconds since 1970 (CLOCK_REALTIME).
  package var startUnixNanoseconds: Int64
  /// The same moment on CLOCK_MONOTONIC, the clock of the units' rows (``UnitRow``).
  package var startMonotonicNanoseconds: Int64
  /// From the barrier to the end of the last unit, in nanoseconds.
  package var runtimeNanoseconds: Int64
  /// What the process used in this time (getrusage(2)).
  package var usage: ResourceUsage
  /// The peak of the process's resident memory in this time, in KiB (VmHWM after clear_refs, proc_pid_clear_refs(5)).
  package var peakResidentKiB: Int
  /// The process's resident memory at the barrier, in KiB (VmRSS).
  package var residentAtBarrierKiB: Int
  /// Threads of the process at the barrier.
  package var threadsAtBarrier: Int
  /// The number of units that ended, with or without a fault.
  package var unitsEnded: Int
  /// The number of units that ended without a fault.
  package var unitsSucceeded: Int
  /// The number of units that ended more than once; a correct strategy has none.
  package var unitsRepeated: Int
  /// Bytes of body received, of all units.
  package var bytesReceived: Int
  /// Connections opened, of all units.
  package var connectionsOpened: Int
  /// The number of failed units by ``Workload/Fault/name``; names without failures are left out.
  package var faults: [String: Int]
  /// The first failures, at most 100.
  package var failures: [UnitFailure]
  /// What was measured of each turn, in their order; nil if the plan has none.
  package var turns: [TurnWindow]?
  /// What the worker still had after a cancellation; nil if the plan has none.
  package var leftovers: LeftoverResources?
  /// The lateness of the plan's heartbeats, in the plan's order; nil if it has none.
  package var heartbeats: [HeartbeatRecord]?
  /// What each worker achieved; nil unless the units contend (``TrialPlan/Work/contend(_:)``).
  package var contention: ContentionRecord?

  package init(
    startUnixNanoseconds: Int64, startMonotonicNanoseconds: Int64, runtimeNanoseconds: Int64, usage: ResourceUsage,
    peakResidentKiB: Int, residentAtBarrierKiB: Int, threadsAtBarrier: Int, unitsEnded: Int, unitsSucceeded: Int,
    unitsRepeated: Int, bytesReceived: Int, connectionsOpened: Int, faults: [String: Int], failures: [UnitFailure],
    turns: [TurnWindow]? = nil,
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
    self.turns = turns
    self.leftovers = leftovers
    self.heartbeats = heartbeats
    self.contention = contention
  }

  /// A unit that failed.
  package struct UnitFailure: Sendable, Codable, Equatable {
    /// The unit's number, from 0.
    package var unit: Int
    /// ``Workload/Fault/name``.
    package var fault: String
    /// The cause in words; the fault's name if there is none.
    package var detail: String

    package init(unit: Int, fault: String, detail: String) {
      self.unit = unit
      self.fault = fault
      self.detail = detail
    }
  }
}

/// What a worker still had some time after its trial was cancelled (``TrialPlan/Cancellation/leftoverCheckSeconds``).
package struct LeftoverResources: Sendable, Codable, Equatable {
  /// When it received `cancel`, in nanoseconds on CLOCK_MONOTONIC; nil if a unit's fault cancelled the trial.
  package var orderedNanoseconds: Int64?
  /// When it counted, on the same clock.
  package var countedNanoseconds: Int64
  /// Threads of the process.
  package var threads: Int
  /// Open internet sockets of the process (AF_INET and AF_INET6).
  package var connections: Int

  package init(orderedNanoseconds: Int64?, countedNanoseconds: Int64, threads: Int, connections: Int) {
    self.orderedNanoseconds = orderedNanoseconds
    self.countedNanoseconds = countedNanoseconds
    self.threads = threads
    self.connections = connections
  }

  /// Counts what this process has now.
  ///
  /// - Throws: `SystemError` if /proc cannot be read.
  package static func count(orderedAt ordered: Int64?) throws(SystemError) -> LeftoverResources {
    LeftoverResources(
      orderedNanoseconds: ordered, countedNanoseconds: clinux_monotonic_nanoseconds(),
      threads: try ProcessStatus.current().threads, connections: openConnections())
  }

  private static func openConnections() -> Int {
    // All descriptors are below the limit, because the kernel assigns the lowest free number. A query takes 0.1 µs.
    (0..<Int32(clamping: min(OpenFileLimit.current, 1 << 20))).count { descriptor in
      var domain: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      return getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0
        && (domain == AF_INET || domain == AF_INET6)
    }
  }
}

/// How late the beats of one heartbeat were. Both lists have one number per beat, in the order of the beats.
package struct HeartbeatRecord: Sendable, Codable, Equatable {
  /// The heartbeat, as the plan has it.
  package var heartbeat: TrialPlan.Heartbeat
  /// When each beat was due, in nanoseconds from the barrier. With pacing `reply`, a beat is due one interval after the
  /// previous one has run.
  package var dueNanoseconds: [Int64]
  /// How much later than that each beat ran, in nanoseconds; −1 if it did not run before `endNanoseconds`.
  package var lateNanoseconds: [Int64]
  /// When the worker stopped waiting for beats, in nanoseconds from the barrier.
  package var endNanoseconds: Int64

  package init(
    heartbeat: TrialPlan.Heartbeat, dueNanoseconds: [Int64], lateNanoseconds: [Int64], endNanoseconds: Int64
  ) {
    self.endNanoseconds = endNanoseconds
    self.heartbeat = heartbeat
    self.dueNanoseconds = dueNanoseconds
    self.lateNanoseconds = lateNanoseconds
  }
}
