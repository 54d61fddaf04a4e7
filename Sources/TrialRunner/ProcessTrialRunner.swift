import Foundation
package import HostSystem
import PageProtocol
import Synchronization
package import Trial
import Workload

/// Runs each trial in a new worker process and, if it needs one, with a new page server process.
///
/// New processes, because peak resident memory, thread pools and malloc arenas never shrink; separate ones, so that the
/// server's threads and CPU time are not counted as the client's. All processes have ended when a trial returns or
/// throws, also when its task is cancelled.
package struct ProcessTrialRunner: TrialRunning {
  private let programs: TrialPrograms
  private let timeouts: Timeouts
  private let pinning: CoreSplit?

  /// A runner that starts the given programs.
  ///
  /// - Parameters:
  ///   - programs: worker and page server.
  ///   - timeouts: how long the harness waits for them.
  ///   - pinning: the cores of worker and server; nil: all for both.
  package init(
    programs: TrialPrograms = TrialPrograms(), timeouts: Timeouts = Timeouts(), pinning: CoreSplit? = nil
  ) {
    self.programs = programs
    self.timeouts = timeouts
    self.pinning = pinning
  }

  /// Runs one trial.
  ///
  /// - Throws: ``TrialRunError``; `cancelled` if the task is cancelled.
  package func run(_ request: TrialRequest, onUnit: @Sendable (UnitReport) -> Void) async throws -> TrialResult {
    try await run(request, place: nil, onUnit: onUnit)
  }

  /// Runs trials in turns. They are prepared one after another too, so that none warms up beside another.
  package func run(inTurns requests: [TrialRequest]) async -> [Result<TrialResult, any Error>] {
    let order = TurnOrder(trials: requests.count, turns: requests.first?.plan.turns?.count ?? 1)
    return await withTaskGroup(of: (Int, Result<TrialResult, any Error>).self) { group in
      for (number, request) in requests.enumerated() {
        group.addTask {
          do {
            let place = order.place(of: number)
            try await place.wait()
            return (number, .success(try await run(request, place: place) { _ in }))
          } catch let error as TrialRunError where error.code == .abandoned {
            return (number, .failure(GivenUpTrial()))
          } catch {
            order.abandon()
            return (number, .failure(error))
          }
        }
      }
      return await withTaskCancellationHandler {
        await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
      } onCancel: {
        order.abandon()
      }
    }
  }

  private func run(
    _ request: TrialRequest, place: TurnOrder.Place?, onUnit: @Sendable (UnitReport) -> Void
  ) async throws -> TrialResult {
    var (result, rows) = try await observe(request, place: place, onUnit: onUnit) { Array($0) }
    if result.wasCancelled { throw TrialRunError(.cancelled, "the trial", result.invalidReason ?? "was cancelled") }
    result.rows = rows
    return result
  }

  /// ``run(_:onUnit:)`` for loads of a million units, and for callers that need the complete units of a cancelled
  /// trial.
  ///
  /// - Parameters:
  ///   - onUnit: called for each unit that ended, if the plan reports units.
  ///   - read: gets the units' rows in place, without a copy; the returned result has none.
  package func observe<Reading: Sendable>(
    _ request: TrialRequest, onUnit: @Sendable (UnitReport) -> Void,
    read: @escaping @Sendable (UnsafeBufferPointer<UnitRow>) -> Reading
  ) async throws(TrialRunError) -> (TrialResult, Reading) {
    try await observe(request, place: nil, onUnit: onUnit, read: read)
  }

  /// - Parameter place: the trial's place among those that take turns, with the step of its preparation begun; nil if
  ///   it runs alone.
  private func observe<Reading: Sendable>(
    _ request: TrialRequest, place: TurnOrder.Place?, onUnit: @Sendable (UnitReport) -> Void,
    read: @escaping @Sendable (UnsafeBufferPointer<UnitRow>) -> Reading
  ) async throws(TrialRunError) -> (TrialResult, Reading) {
    let cancellation = CancellationRequest()
    let queue = UnitQueue()
    // Not in this task: after its cancellation it could not wait for anything, not even for the child processes to end.
    let task = Task { () async -> Result<(TrialResult, Reading), TrialRunError> in
      defer { queue.finish() }
      do throws(TrialRunError) {
        return .success(try await Attempt(programs, timeouts, pinning, cancellation, queue, place).run(request, read))
      } catch { return .failure(error) }
    }
    let result = await withTaskCancellationHandler {
      while case let reports = await queue.next(), !reports.isEmpty {
        for report in reports { onUnit(report) }
      }
      return await task.value
    } onCancel: {
      cancellation.make()
    }
    return try result.get()
  }
}

/// One trial in progress.
private struct Attempt: Sendable {
  let programs: TrialPrograms
  let timeouts: Timeouts
  let pinning: CoreSplit?
  let cancellation: CancellationRequest
  let queue: UnitQueue
  let place: TurnOrder.Place?

  init(
    _ programs: TrialPrograms, _ timeouts: Timeouts, _ pinning: CoreSplit?, _ cancellation: CancellationRequest,
    _ queue: UnitQueue, _ place: TurnOrder.Place?
  ) {
    self.place = place
    self.programs = programs
    self.timeouts = timeouts
    self.pinning = pinning
    self.cancellation = cancellation
    self.queue = queue
  }

  func run<Reading>(
    _ request: TrialRequest, _ read: (UnsafeBufferPointer<UnitRow>) -> Reading
  ) async throws(TrialRunError) -> (TrialResult, Reading) {
    let file: NamelessFile
    var plan = request.plan
    do {
      try plan.validate()
      file = try NamelessFile("units")
    } catch { throw TrialRunError(.notStarted, "the trial", "cannot be set up: \(error)") }
    plan.unitsFile = file.path
    let standstill = Standstill()
    let observed: Observations
    do throws(TrialRunError) {
      observed = try await observe(plan, request, standstill)
    } catch {
      guard let reason = standstill.reason else { throw error }
      var error = error
      error.detail += "; \(reason)"
      throw error
    }
    let record = observed.worker.record
    let start = record.startMonotonicNanoseconds
    do {
      return try UnitFile.read(file, units: plan.units, trial: start...start + record.runtimeNanoseconds) {
        (judge(observed, request.checks, $0, standstill.reason), read($0))
      }
    } catch {
      throw TrialRunError(.unreadableUnits, programs.worker.name, "left no readable rows: \(error)")
    }
  }

  /// What was observed of a trial.
  private struct Observations: Sendable {
    var plan: TrialPlan
    var paddingBytes: Int
    var worker: WorkerConversation.Outcome
    var serverBefore: ServerStatistics?
    var serverLeftovers: ServerStatistics?
    var serverAfter: ServerStatistics?
  }

  private func observe(
    _ plan: TrialPlan, _ request: TrialRequest, _ standstill: Standstill
  ) async throws(TrialRunError) -> Observations {
    let environment = request.environment
    guard let server = request.server else { return try await work(plan, environment, nil, standstill) }
    // Before the server starts, which may take the time to make a certificate.
    try programs.worker.check()
    return try await PageServerProcess.with(
      server, programs.server, on: pinning?.server ?? [], timeouts, cancellation, standstill
    ) {
      (server) async throws(TrialRunError) in try await work(server.complete(plan), environment, server, standstill)
    }
  }

  private func work(
    _ plan: TrialPlan, _ further: [String: String], _ server: PageServerProcess?, _ standstill: Standstill
  ) async throws(TrialRunError) -> Observations {
    var environment = further
    let padding = EnvironmentPadding.text()
    environment["THREADS_VERSUS_ASYNC_PADDING"] = padding
    // The user's proxy must not handle requests to a server on this machine.
    if server != nil { environment["no_proxy"] = "*" }
    let (observed, ending) = try await Child.run(
      programs.worker, cores: pinning?.worker ?? [], environment: environment, cancellation: cancellation,
      standstill: standstill, leave: timeouts.leave
    ) { (child) async throws(TrialRunError) in
      var before: ServerStatistics?
      let leftovers = LeftoversAtServer()
      let outcome = try await WorkerConversation(plan: plan, timeouts: timeouts, place: place).hold(with: &child) {
        () async throws(TrialRunError) in
        before = try await server?.control.reset()
      } countLeft: {
        leftovers.store(try? await server?.control.statistics())
      } onUnit: {
        queue.append($0)
      }
      let after = try await server?.control.statistics()
      // The worker exits by itself. Returning earlier would close its standard input, which tells it to exit.
      try await child.end(within: timeouts.leave)
      return Observations(
        plan: plan, paddingBytes: padding.utf8.count, worker: outcome, serverBefore: before,
        serverLeftovers: leftovers.statistics, serverAfter: after)
    }
    guard ending == .exited(0) else {
      throw TrialRunError(.died, programs.worker.name, "\(ending) after it had sent its record")
    }
    return observed
  }

  private func judge(
    _ observed: Observations, _ checks: TrialChecks, _ rows: UnsafeBufferPointer<UnitRow>, _ standstill: String?
  ) -> TrialResult {
    let record = observed.worker.record
    let evidence = TrialEvidence(
      plan: observed.plan, checks: checks, record: record, rows: rows,
      warmUp: observed.worker.ready, wasCutShort: observed.worker.wasCutShort, serverBefore: observed.serverBefore,
      serverAfter: observed.serverAfter)
    let wasCancelled = cancellation.isMade
    var result = TrialResult(
      record: record, rows: [],
      threadsPeak: observed.worker.threadSamples.map(\.threads).reduce(record.threadsAtBarrier, max),
      heldMemory: observed.worker.heldMemory, server: observed.serverAfter,
      serverLeftovers: observed.serverLeftovers,
      invalidReason: wasCancelled
        ? "was cancelled; \(record.unitsEnded) of \(observed.plan.units) units had ended" : standstill ?? evidence.flaw,
      workerClient: observed.worker.client)
    result.threadSamples = observed.worker.threadSamples
    result.idle = observed.worker.idle
    result.roundSecondsPerUnit = observed.worker.ready.roundSecondsPerUnit
    result.paddingBytes = observed.paddingBytes
    result.wasCancelled = wasCancelled
    return result
  }
}

/// The server's statistics a while after a cancellation; nil if there were none.
private final class LeftoversAtServer: Sendable {
  private let count = Mutex<ServerStatistics?>(nil)

  var statistics: ServerStatistics? { count.withLock { $0 } }

  func store(_ statistics: ServerStatistics?) { count.withLock { $0 = statistics } }
}

/// Shifts a worker's stack by a random number of bytes: the stack begins where the environment ends, and memory layout
/// alone can make a program faster or slower (Mytkowicz et al., "Producing wrong data without doing anything obviously
/// wrong!", ASPLOS 2009).
private enum EnvironmentPadding {
  /// 0 to 4,095 bytes.
  static func text() -> String { String(repeating: "x", count: Int.random(in: 0..<4096)) }
}
