import Foundation
import HostSystem
import Trial
import Workload

/// The harness's side of the worker protocol (``WorkerMessage``), from `hello` to `record`.
struct WorkerConversation {
  var plan: TrialPlan
  var timeouts: Timeouts
  /// The trial's place among those that take turns; nil if it runs alone.
  var place: TurnOrder.Place?

  struct Outcome: Sendable {
    var client: String
    var ready: WorkerMessage.Ready
    var record: TrialRecord
    var threadSamples: [ThreadSample]
    /// The worker's memory and threads before it got its plan; nil if they could not be read.
    var idle: ProcessStatus?
    var heldMemory: HeldMemory?
    /// Whether an open loop's time was over before all its units had ended, and the worker was told to cancel the rest.
    var wasCutShort: Bool
  }

  /// Runs the whole conversation.
  ///
  /// - Parameters:
  ///   - atBarrier: called between `ready` and `go`.
  ///   - countLeft: called a while after the plan's cancellation, if it has one.
  ///   - onUnit: called for each `unit` line.
  func hold(
    with child: inout Child, atBarrier: () async throws(TrialRunError) -> Void,
    countLeft: @escaping @Sendable () async -> Void, onUnit: (UnitReport) -> Void
  ) async throws(TrialRunError) -> Outcome {
    var dialogue = WorkerDialogue(plan: plan)
    let hello = try await expect("before it said hello", within: timeouts.start, from: &child, &dialogue) { message in
      if case .hello(let hello) = message { hello } else { nil }
    }
    guard hello.version == WorkerMessage.Hello.currentVersion else {
      throw TrialRunError(
        .wrongVersion, child.program.name,
        "speaks version \(hello.version) of the worker protocol; this harness speaks "
          + "\(WorkerMessage.Hello.currentVersion)")
    }
    let idle = try? ProcessStatus.of(child.processIdentifier)
    FileSizeLimit.set(max(Self.leastFileBytes, plan.units * UnitRow.byteCount), of: child.processIdentifier)
    child.say(try Self.line(.plan(plan)))
    let ready = try await expect("before it was ready", within: timeouts.warmUp(plan), from: &child, &dialogue) {
      message in
      if case .ready(let ready) = message { ready } else { nil }
    }
    try await atBarrier()
    let before = plan.work.holds ? try memory(of: child) : nil
    place?.leave()
    let measured = try await measured(&child, &dialogue, countLeft, onUnit)
    guard let record = measured.record else {
      throw TrialRunError(.outOfTurn, child.program.name, "sent no record")
    }
    let heldMemory = before.flatMap { before in
      measured.held.map { HeldMemory(unitsWaiting: $0.units, before: before, during: $0.memory) }
    }
    return Outcome(
      client: hello.client, ready: ready, record: record, threadSamples: measured.threadSamples,
      idle: idle, heldMemory: heldMemory, wasCutShort: measured.wasCutShort)
  }

  /// A worker may write files of its own, such as caches, but not fill the memory with the units file.
  private static let leastFileBytes = 64 << 20

  /// What the worker sent, and the harness observed, between `go` and the record.
  private struct Measured: Sendable {
    /// Nil after a turn that is not the last.
    var record: TrialRecord?
    var threadSamples: [ThreadSample] = []
    var wasCutShort = false
    /// How many units were held, and the process's memory meanwhile; nil if none were.
    var held: (units: Int, memory: MemoryReading)?
  }

  /// Turn after turn, or all at once.
  private func measured(
    _ child: inout Child, _ dialogue: inout WorkerDialogue, _ countLeft: @escaping @Sendable () async -> Void,
    _ onUnit: (UnitReport) -> Void
  ) async throws(TrialRunError) -> Measured {
    let turns = plan.turns?.count ?? 1
    var samples: [ThreadSample] = []
    for turn in 1...turns {
      try await place?.wait()
      var measured = try await measure(&child, &dialogue, isLast: turn == turns, countLeft, onUnit)
      samples += measured.threadSamples
      measured.threadSamples = samples
      place?.leave()
      if measured.record != nil {
        // What happens next takes CPU time, which the others' last turns would feel.
        try await place?.wait()
        place?.leave()
        return measured
      }
    }
    return Measured(record: nil, threadSamples: samples)
  }

  /// - Parameter isLast: whether the turn ends with the record.
  private func measure(
    _ child: inout Child, _ dialogue: inout WorkerDialogue, isLast: Bool,
    _ countLeft: @escaping @Sendable () async -> Void, _ onUnit: (UnitReport) -> Void
  ) async throws(TrialRunError) -> Measured {
    let sampler = ThreadSampler(processIdentifier: child.processIdentifier)
    let moment = "before it sent its record"
    let say = child.say
    let openLoop = timeouts.openLoop(plan)
    let overtime = StopFlag()
    let cancel = try Self.line(.cancel)
    let release = try Self.line(.release)
    say(try Self.line(.go))
    return try await child.watchdog.during(
      timeouts.silence(plan), whole: timeouts.whole(plan), moment, grace: timeouts.stop, stop: { say(cancel) }
    ) { (deadline) async throws(TrialRunError) in
      let result = await withTaskGroup(of: Void.self, returning: Result<Measured, TrialRunError>.self) { group in
        group.addTask { await sampler.run() }
        if let cancellation = plan.cancellation {
          group.addTask {
            let go = ContinuousClock.now
            if cancellation.trigger == .order {
              guard (try? await Task.sleep(until: go + .seconds(cancellation.afterSeconds))) != nil else { return }
              say(cancel)
            }
            guard (try? await Task.sleep(until: go + .seconds(cancellation.leftoverCheckAt))) != nil else { return }
            await countLeft()
          }
        }
        if let openLoop {
          group.addTask {
            guard (try? await Task.sleep(for: openLoop)) != nil else { return }
            overtime.raise()
            say(cancel)
          }
        }
        defer { group.cancelAll() }
        var held: (Int, MemoryReading)?
        do throws(TrialRunError) {
          while true {
            switch try await message(moment, from: &child, &dialogue) {
            case .unit(let report):
              deadline.restart()
              onUnit(report)
            case .held(let message):
              deadline.restart()
              held = (message.units, try memory(of: child))
              say(release)
            case .turn where !isLast: return .success(Measured(record: nil))
            case .record(let record) where isLast || child.watchdog.cancellation.isMade:
              return .success(Measured(record: record, held: held))
            case let other: throw TrialRunError(.outOfTurn, child.program.name, "sent \(other.name) \(moment)")
            }
          }
        } catch { return .failure(error) }
      }
      var measured = try result.get()
      measured.threadSamples = sampler.samples
      measured.wasCutShort = overtime.isRaised
      return measured
    }
  }

  private func expect<Value: Sendable>(
    _ moment: String, within limit: Duration, from child: inout Child, _ dialogue: inout WorkerDialogue,
    _ pick: (WorkerMessage) -> Value?
  ) async throws(TrialRunError) -> Value {
    try await child.watchdog.during(limit, moment) { (_) async throws(TrialRunError) in
      let message = try await message(moment, from: &child, &dialogue)
      guard let value = pick(message) else {
        throw TrialRunError(.outOfTurn, child.program.name, "sent \(message.name) \(moment)")
      }
      return value
    }
  }

  private func message(
    _ moment: String, from child: inout Child, _ dialogue: inout WorkerDialogue
  ) async throws(TrialRunError) -> WorkerMessage {
    let line = try await child.line(moment)
    let message: WorkerMessage
    do {
      message = try dialogue.accept(Data(line.utf8))
    } catch {
      throw TrialRunError(error.code, child.program.name, "\(error.detail) \(moment)")
    }
    if case .failure(let failure) = message {
      throw TrialRunError(.gaveUp, child.program.name, "gave up \(moment): \(failure.message)")
    }
    return message
  }

  private func memory(of child: Child) throws(TrialRunError) -> MemoryReading {
    do throws(SystemError) { return try MemoryReading.of(child.processIdentifier) } catch {
      throw TrialRunError(.died, child.program.name, "while its memory was read: \(error)")
    }
  }

  private static func line(_ message: HarnessMessage) throws(TrialRunError) -> Data {
    do {
      return try LineChannel.line(message)
    } catch {
      throw TrialRunError(.unparseable, "harness", "cannot encode its message as JSON: \(error)")
    }
  }
}

extension WorkerDialogue.Violation {
  fileprivate var code: TrialRunError.Code {
    switch kind {
    case .noMessage: .unparseable
    case .outOfTurn: .outOfTurn
    case .outOfRange: .outOfRange
    }
  }
}
