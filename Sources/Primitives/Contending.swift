internal import CLinux
package import Workload

/// A unit is a worker: it waits until all are there, and then enters the critical section again and again until time is up.
package struct Contending: Sendable {
  private let contention: Contention
  private let gate: Gate
  private let tally: ContentionTally
  private let stop: StopFlag
  private let shared: (any SharedCount)?
  private let actor = ActorCount()

  /// - Parameters:
  ///   - gate: opens when all workers have come.
  ///   - tally: gets what each worker got.
  ///   - stop: ends the work early when it is raised.
  package init(_ contention: Contention, gate: Gate, tally: ContentionTally, stop: StopFlag) {
    self.contention = contention
    self.gate = gate
    self.tally = tally
    self.stop = stop
    shared =
      switch contention.primitive {
      case .nothing, .actor: nil
      case .atomic: AtomicCount()
      case .mutex: MutexCount()
      case .nsLock: LockCount()
      case .serialQueue: QueueCount()
      }
    tally.shares(contention.primitive == .actor ? actor : shared)
  }

  private var section: CriticalSection {
    CriticalSection(nanoseconds: Int64(contention.criticalSectionNanoseconds))
  }

  /// One worker's time at the section.
  private struct Shift {
    let deadline: Int64
    var last: Int64
    var slot = ContentionTally.Slot()

    init(since start: Int64, seconds: Double) {
      deadline = start + Int64(seconds * 1e9)
      last = start
    }

    var isOver: Bool { last >= deadline }

    /// Notes an operation that began at `entered` and has just ended.
    mutating func note(entered: Int64) {
      slot.operations += 1
      slot.longestWaitNanoseconds = max(slot.longestWaitNanoseconds, entered - last)
      last = clinux_monotonic_nanoseconds()
    }
  }

  private func shift() -> Shift { Shift(since: gate.openedNanoseconds, seconds: contention.seconds) }

  /// Where nothing is shared there is nobody to wait for.
  private func workAlone(at section: CriticalSection, _ shift: inout Shift) {
    var own = 0
    repeat {
      var entered: Int64 = 0
      section.run(&own, &entered)
      shift.note(entered: entered)
    } while !shift.isOver && !stop.isRaised
  }

  private func end(_ unit: Unit, _ shift: Shift) -> Outcome {
    tally.set(unit.index, shift.slot, ended: shift.last)
    return Outcome(thread: clinux_thread_id())
  }
}

extension Contending: BlockingPerformer {
  package func perform(_ unit: Unit) -> Outcome {
    gate.blockUntilOpen()
    let section = section
    var shift = shift()
    if let shared {
      repeat { shift.note(entered: shared.enter(section)) } while !shift.isOver && !stop.isRaised
    } else {
      workAlone(at: section, &shift)
    }
    return end(unit, shift)
  }
}

extension Contending: AsyncPerformer {
  /// Enters the actor; with nothing shared the task never suspends, and keeps its thread until time is up.
  package func perform(_ unit: Unit) async -> Outcome {
    await gate.suspendUntilOpen()
    let section = section
    var shift = shift()
    if contention.primitive == .actor {
      repeat { shift.note(entered: await actor.enter(section)) } while !shift.isOver && !stop.isRaised
    } else {
      workAlone(at: section, &shift)
    }
    return end(unit, shift)
  }
}
