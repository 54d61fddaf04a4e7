internal import CLinux
package import Workload

/// Each unit is a worker: it waits until all workers are there, then enters the critical section repeatedly until time
/// is up.
package struct Contending: Sendable {
  private let contention: Contention
  private let gate: Gate
  private let recorder: ContentionRecorder
  private let stop: StopFlag
  private let shared: (any SharedCounter)?
  private let actor = ActorCounter()

  /// - Parameters:
  ///   - contention: what they contend for, and for how long.
  ///   - gate: opens when all workers have arrived.
  ///   - recorder: has a slot for each worker.
  ///   - stop: ends the work early when it is raised.
  package init(_ contention: Contention, gate: Gate, recorder: ContentionRecorder, stop: StopFlag) {
    self.contention = contention
    self.gate = gate
    self.recorder = recorder
    self.stop = stop
    shared =
      switch contention.primitive {
      case .nothing, .actor: nil
      case .atomic: AtomicCounter()
      case .mutex: MutexCounter()
      case .nsLock: NSLockCounter()
      case .serialQueue: QueueCounter()
      }
    recorder.setShared(contention.primitive == .actor ? actor : shared)
  }

  private var section: CriticalSection {
    CriticalSection(nanoseconds: Int64(contention.criticalSectionNanoseconds))
  }

  /// What one worker has done so far.
  private struct Progress {
    let deadline: Int64
    var last: Int64
    var slot = ContentionRecorder.Slot()

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

  private func beginWork() -> Progress { Progress(since: gate.openedNanoseconds, seconds: contention.seconds) }

  /// Repeats the section without sharing anything.
  private func workAlone(at section: CriticalSection, _ progress: inout Progress) {
    var own = 0
    repeat {
      var entered: Int64 = 0
      section.run(&own, &entered)
      progress.note(entered: entered)
    } while !progress.isOver && !stop.isRaised
  }

  private func end(_ unit: Unit, _ progress: Progress) -> Outcome {
    recorder.set(unit.index, progress.slot, ended: progress.last)
    return Outcome(thread: clinux_thread_id())
  }
}

extension Contending: BlockingPerformer {
  package func perform(_ unit: Unit) -> Outcome {
    gate.blockUntilOpen()
    let section = section
    var progress = beginWork()
    if let shared {
      repeat { progress.note(entered: shared.enter(section)) } while !progress.isOver && !stop.isRaised
    } else {
      workAlone(at: section, &progress)
    }
    return end(unit, progress)
  }
}

extension Contending: AsyncPerformer {
  /// Enters the actor; with nothing shared the task never suspends, and occupies its thread until time is up.
  package func perform(_ unit: Unit) async -> Outcome {
    await gate.suspendUntilOpen()
    let section = section
    var progress = beginWork()
    if contention.primitive == .actor {
      repeat { progress.note(entered: await actor.enter(section)) } while !progress.isOver && !stop.isRaised
    } else {
      workAlone(at: section, &progress)
    }
    return end(unit, progress)
  }
}
