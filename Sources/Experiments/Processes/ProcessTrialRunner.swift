package import Trial
package import Workload

/// Runs each trial in a fresh worker process, against its own fresh page server where it needs one.
///
/// Fresh, because peak resident memory, thread pools and malloc arenas never shrink back; apart, because the server's
/// threads and CPU time must never be counted as the client's. All processes have ended when a trial returns or throws,
/// also when its task is cancelled.
package struct ProcessTrialRunner: TrialRunning {
  private let programs: TrialPrograms
  private let patience: Patience

  package init(programs: TrialPrograms = TrialPrograms(), patience: Patience = Patience()) {
    self.programs = programs
    self.patience = patience
  }

  /// - Throws: `TrialError`.
  package func run(_ request: TrialRequest, onUnit: @Sendable (UnitReport) -> Void) async throws -> TrialResult {
    let trial = try await runMapped(request, onUnit: onUnit)
    if trial.wasCancelled { throw TrialError(.cancelled, "the trial", trial.voidReason ?? "was cancelled") }
    return TrialResult(
      record: trial.record, rows: Array(trial.rows), threadsPeak: trial.threadsPeak, server: trial.server,
      voidReason: trial.voidReason, workerClient: trial.workerClient)
  }

  /// A ``TrialResult`` whose rows stay where the worker wrote them.
  package struct MappedResult: Sendable {
    package var record: TrialRecord
    package var rows: UnitRows
    package var threadsPeak: Int
    package var server: ServerStatistics?
    package var voidReason: String?
    package var workerClient: String
    /// Whether it was asked to stop, and the record tells only of what had ended by then.
    package var wasCancelled: Bool
  }

  /// ``run(_:onUnit:)`` for loads of a million units, and for whoever wants to see what was complete when it was cancelled.
  package func runMapped(
    _ request: TrialRequest, onUnit: @Sendable (UnitReport) -> Void
  ) async throws(TrialError) -> MappedResult {
    let cancellation = CancellationRequest()
    let queue = UnitQueue()
    // Not in this task: once cancelled, it could wait for nothing any more, not even for its children to end.
    let task = Task { () async -> Result<MappedResult, TrialError> in
      defer { queue.finish() }
      do throws(TrialError) {
        return .success(try await Attempt(programs, patience, cancellation, queue).run(request))
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

/// One trial on its way.
private struct Attempt: Sendable {
  let programs: TrialPrograms
  let patience: Patience
  let cancellation: CancellationRequest
  let queue: UnitQueue

  init(_ programs: TrialPrograms, _ patience: Patience, _ cancellation: CancellationRequest, _ queue: UnitQueue) {
    self.programs = programs
    self.patience = patience
    self.cancellation = cancellation
    self.queue = queue
  }

  func run(_ request: TrialRequest) async throws(TrialError) -> ProcessTrialRunner.MappedResult {
    let file = try TemporaryFile(purpose: "units")
    var plan = request.plan
    plan.unitsFile = plan.unitsFile ?? file.path
    let witnessed: Witnessed
    if let server = request.server {
      // Before the server starts, so that a missing worker does not cost the time to make its certificate.
      try programs.worker.check()
      witnessed = try await PageServerProcess.with(server, programs.server, patience, cancellation) {
        (server) async throws(TrialError) in try await work(server.complete(plan), server)
      }
    } else {
      witnessed = try await work(plan, nil)
    }
    return try judge(witnessed, request)
  }

  /// What was seen of a trial.
  private struct Witnessed: Sendable {
    var plan: TrialPlan
    var worker: WorkerConversation.Outcome
    var serverBefore: ServerStatistics?
    var serverAfter: ServerStatistics?
  }

  private func work(_ plan: TrialPlan, _ server: PageServerProcess?) async throws(TrialError) -> Witnessed {
    var environment = ["THREADS_VERSUS_ASYNC_PADDING": EnvironmentPadding.text(for: plan)]
    // A proxy of the user's would get between the worker and a server on this very machine.
    if server != nil { environment["no_proxy"] = "*" }
    let (witnessed, ending) = try await Child.run(
      programs.worker, environment: environment, cancellation: cancellation, leave: patience.leave
    ) { (child) async throws(TrialError) in
      var before: ServerStatistics?
      let outcome = try await WorkerConversation(plan: plan, patience: patience).hold(with: &child) {
        () async throws(TrialError) in
        try await server?.control.reset()
        before = try await server?.control.statistics()
      } onUnit: {
        queue.append($0)
      }
      return Witnessed(
        plan: plan, worker: outcome, serverBefore: before, serverAfter: try await server?.control.statistics())
    }
    guard ending == .exited(0) else {
      throw TrialError(.died, programs.worker.name, "\(ending) after it sent its record")
    }
    return witnessed
  }

  private func judge(
    _ witnessed: Witnessed, _ request: TrialRequest
  ) throws(TrialError) -> ProcessTrialRunner.MappedResult {
    let record = witnessed.worker.record
    let rows = try witnessed.plan.unitsFile.map { (path) throws(TrialError) in
      try UnitRows(path: path, count: witnessed.plan.units)
    }
    let evidence = TrialEvidence(
      plan: witnessed.plan, checks: request.checks, record: record, totals: UnitTotals(rows ?? UnitRows()),
      warmUp: witnessed.worker.ready, serverBefore: witnessed.serverBefore, serverAfter: witnessed.serverAfter)
    let wasCancelled = cancellation.isMade
    return ProcessTrialRunner.MappedResult(
      record: record, rows: rows ?? UnitRows(),
      threadsPeak: max(witnessed.worker.threadsPeak, record.threadsAtBarrier), server: witnessed.serverAfter,
      voidReason: wasCancelled
        ? "was cancelled when \(record.unitsEnded) of \(witnessed.plan.units) units had ended" : evidence.flaw,
      workerClient: witnessed.worker.client, wasCancelled: wasCancelled)
  }
}
