internal import TextFormats
internal import Workload

extension TrialRecord {
  /// The record, with its texts made printable.
  ///
  /// - Throws: `TrialError` that names the first value that cannot be.
  func checked(for plan: TrialPlan) throws(TrialError) -> TrialRecord {
    let nanoseconds = 0...Border.mostNanoseconds
    try Border.check(startUnixNanoseconds, "startUnixNanoseconds", 0...(.max / 2))
    try Border.check(startMonotonicNanoseconds, "startMonotonicNanoseconds", nanoseconds)
    try Border.check(runtimeNanoseconds, "runtimeNanoseconds", nanoseconds)
    try usage.check()
    try Border.check(peakResidentKiB, "peakResidentKiB", 0...(Border.mostBytes / 1024))
    try Border.check(residentAtBarrierKiB, "residentAtBarrierKiB", 0...(Border.mostBytes / 1024))
    try Border.check(threadsAtBarrier, "threadsAtBarrier", 0...Border.mostThreads)
    for (name, count) in [
      ("unitsEnded", unitsEnded), ("unitsSucceeded", unitsSucceeded), ("unitsRepeated", unitsRepeated),
    ] {
      try Border.check(count, name, 0...plan.units)
    }
    try Border.check(unitsSucceeded, "unitsSucceeded", 0...unitsEnded)
    try Border.check(bytesReceived, "bytesReceived", 0...Border.mostBytes)
    try Border.check(connectionsOpened, "connectionsOpened", 0...Border.mostCount)
    for (name, count) in faults {
      try Border.check(fault: name)
      try Border.check(count, "faults.\(name)", 0...plan.units)
    }
    try Border.check(failures.count, "a number of failures of", 0...Self.mostFailures)
    for failure in failures {
      try Border.check(unit: failure.unit, of: plan)
      try Border.check(fault: failure.fault)
    }
    try leftovers?.check()
    try checkTurns(plan)
    try checkHeartbeats(plan)
    try checkContention(plan)
    var record = self
    record.failures = failures.map { .init(unit: $0.unit, fault: $0.fault, detail: $0.detail.printable()) }
    return record
  }

  /// The number of failures whose details are kept.
  package static let mostFailures = 100

  private func checkTurns(_ plan: TrialPlan) throws(TrialError) {
    guard let turns else { return }
    try Border.check(turns.count, "a number of turns of", 0...(plan.turns?.count ?? 0))
    var nanoseconds: Int64 = 0
    for turn in turns {
      try Border.check(turn.units, "turns.units", 1...max(1, plan.units))
      try Border.check(turn.nanoseconds, "turns.nanoseconds", 1...max(1, runtimeNanoseconds))
      try turn.usage.check()
      nanoseconds += turn.nanoseconds
    }
    try Border.check(nanoseconds, "a sum of turns.nanoseconds of", 0...runtimeNanoseconds)
  }

  private func checkHeartbeats(_ plan: TrialPlan) throws(TrialError) {
    guard let heartbeats else { return }
    guard heartbeats.map(\.heartbeat) == plan.heartbeats ?? [] else {
      throw TrialError("heartbeats that the plan does not have")
    }
    for record in heartbeats {
      guard record.dueNanoseconds.count == record.lateNanoseconds.count else {
        throw TrialError("\(record.dueNanoseconds.count) beats due and \(record.lateNanoseconds.count) late")
      }
      try Border.check(record.endNanoseconds, "heartbeats.endNanoseconds", 0...Border.mostNanoseconds)
      for due in record.dueNanoseconds {
        try Border.check(due, "heartbeats.dueNanoseconds", 0...Border.mostNanoseconds)
      }
      for late in record.lateNanoseconds {
        try Border.check(late, "heartbeats.lateNanoseconds", -1...Border.mostNanoseconds)
      }
    }
  }

  private func checkContention(_ plan: TrialPlan) throws(TrialError) {
    guard let contention else { return }
    guard plan.work.contention != nil else { throw TrialError("a contention that the plan does not have") }
    try Border.check(contention.nanoseconds, "contention.nanoseconds", 0...Border.mostNanoseconds)
    for (name, count) in [
      ("operations", contention.operations.count), ("longestWaitNanoseconds", contention.longestWaitNanoseconds.count),
    ] {
      try Border.check(count, "a number of contention.\(name) of", plan.units...plan.units)
    }
    // The sum over all workers must not overflow.
    for operations in contention.operations {
      try Border.check(operations, "contention.operations", 0...(Border.mostCount / max(1, plan.units)))
    }
    for wait in contention.longestWaitNanoseconds {
      try Border.check(wait, "contention.longestWaitNanoseconds", 0...Border.mostNanoseconds)
    }
    if let counted = contention.counted { try Border.check(counted, "contention.counted", 0...Border.mostCount) }
  }
}

extension LeftoverResources {
  fileprivate func check() throws(TrialError) {
    try Border.check(countedNanoseconds, "leftovers.countedNanoseconds", 0...Border.mostNanoseconds)
    if let orderedNanoseconds {
      try Border.check(orderedNanoseconds, "leftovers.orderedNanoseconds", 0...Border.mostNanoseconds)
    }
    try Border.check(threads, "leftovers.threads", 0...Border.mostThreads)
    try Border.check(connections, "leftovers.connections", 0...Border.mostCount)
  }
}
