import Curl
import EventLoop
import Performers
import Trial
import Workload

/// A strategy with its performers, ready to run one load after another: the warm-up's, then the measured one.
protocol TrialBody: Sendable {
  /// Runs a load to its end, on the calling thread and whichever the strategy adds.
  func run(_ load: Load) throws
  /// Ends what is in flight. Callable from any thread; the load's stop flag is raised already.
  func cancel()
}

/// Brings the plan's strategy together with performers for the plan's work.
func makeTrialBody(_ plan: TrialPlan, recorder: Recorder, stop: StopFlag) throws -> any TrialBody {
  // Made only where something is fetched: other work needs no page.
  func fetchPlan() -> FetchPlan {
    FetchPlan(
      pages: plan.pages, measuredUnits: plan.units, warmUpPage: plan.warmUp?.page,
      options: TransferOptions(
        timeout: .seconds(plan.timeoutSeconds), freshConnections: plan.connections == .fresh,
        connectTo: plan.connectTo, caFile: plan.caFile, visitsOthers: plan.visitsOthers),
      stop: stop)
  }
  switch (plan.strategy.waiting, plan.work) {
  case (.blockedThread, .fetch):
    let fetchPlan = fetchPlan()
    return BlockingTrial(
      plan.strategy, PerformerPool { MeasuredBlocking(try BlockingFetch(fetchPlan), recorder: recorder) })
  case (.blockedThread, .nothing):
    return BlockingTrial(plan.strategy, PerformerPool { MeasuredBlocking(Nothing(), recorder: recorder) })
  case (.eventLoop, let work):
    let loop = try EventLoop()
    let clock = LoopClock(on: loop)
    switch (plan.strategy, work) {
    case (.callbacks, .fetch):
      let fetch = MultiplexedFetch(fetchPlan(), on: loop)
      return CallbackTrial(
        MeasuredCallback(fetch, recorder: recorder), on: loop, clock: clock, cancel: fetch.cancelAll)
    case (.callbacks, .nothing):
      return CallbackTrial(
        MeasuredCallback(NothingOnLoop(on: loop), recorder: recorder), on: loop, clock: clock, cancel: {})
    case (_, .fetch):
      let fetch = MultiplexedFetch(fetchPlan(), on: loop)
      return AsyncTrial(plan.strategy, MeasuredAsync(fetch, recorder: recorder), on: loop, clock: clock)
    case (_, .nothing):
      return AsyncTrial(plan.strategy, MeasuredAsync(Nothing(), recorder: recorder), on: loop, clock: clock)
    }
  }
}
