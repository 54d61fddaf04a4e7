import Curl
import EventLoop
import Performers
import Primitives
import Trial
import Workload

/// A strategy with its performers, ready to run one load after another: the warm-up's, then the measured one.
protocol TrialBody: Sendable {
  /// Runs a load to its end, on the calling thread and whichever the strategy adds.
  func run(_ load: Load) throws
  /// Ends what is in flight. Callable from any thread; the load's stop flag is raised already.
  func cancel()
  /// Has something tiny run where the units run, soon. Callable from any thread.
  func submit(_ beat: @escaping @Sendable () -> Void)
  /// Stays as it is, between loads, until a moment of CLOCK_MONOTONIC: a loop goes on turning. On the thread of ``run(_:)``.
  func idle(until nanoseconds: Int64)
}

/// Brings a plan's strategy together with performers for the plan's work.
struct TrialBodyMaker {
  let plan: TrialPlan
  let recorder: Recorder
  let stop: StopFlag
  /// Where units that are held, or contend, wait for each other.
  let gate: Gate
  let tally: ContentionTally

  func make() throws -> any TrialBody {
    switch plan.strategy.waiting {
    case .blockedThread: return try blocking()
    case .eventLoop:
      let loop = try EventLoop()
      let clock = LoopClock(on: loop)
      return plan.strategy == .callbacks ? try callbacks(on: loop, clock) : try tasks(on: loop, clock)
    }
  }

  private func contending(_ contention: Contention) -> Contending {
    Contending(contention, gate: gate, tally: tally, stop: stop)
  }

  private func blocking() throws -> any TrialBody {
    func body<Performer: BlockingPerformer & ~Copyable>(
      _ make: @escaping @Sendable () throws -> Performer
    ) -> any TrialBody {
      guard failsFast else {
        return BlockingTrial(
          plan.strategy, PerformerPool { [recorder] in MeasuredBlocking(try make(), recorder: recorder) })
      }
      return BlockingTrial(
        plan.strategy,
        PerformerPool { [recorder, stop] in MeasuredBlocking(FailFast(try make(), stop: stop), recorder: recorder) })
    }
    switch plan.work {
    case .fetch:
      let fetchPlan = fetchPlan
      return body { try BlockingFetch(fetchPlan) }
    case .nothing: return body { Nothing() }
    case .wait(let seconds): return body { [stop] in BlockingWait(seconds: seconds, stop: stop) }
    case .compute(let computation):
      let computing = Computing(computation, stop: stop)
      return body { computing }
    case .fetchThenCompute(let computation):
      let fetchPlan = fetchPlan
      let computing = Computing(computation, stop: stop)
      return body { FetchThenCompute(try BlockingFetch(fetchPlan), computing) }
    case .handOff(let watchdog):
      let handOff = HandOff(units: plan.units, watchdogSeconds: watchdog)
      return body { BlockingHandOff(handOff) }
    case .hold(let stackBytes):
      return body { [gate] in Holding(at: gate, stackBytes: stackBytes) }
    case .contend(let contention):
      guard contention.primitive != .actor else { throw StrategyError("only tasks can enter an actor") }
      let contending = contending(contention)
      return body { contending }
    }
  }

  /// Whether a unit that fails takes all others with it.
  private var failsFast: Bool { plan.cancellation?.trigger == .fault }

  private var blocksItsLoop: TrialError {
    TrialError("\(plan.strategy.rawValue) cannot hand off: whoever waits would block the only thread")
  }

  private func callbacks(on loop: EventLoop, _ clock: LoopClock) throws -> any TrialBody {
    func body(_ performer: some CallbackPerformer, cancel: @escaping () -> Void = {}) -> any TrialBody {
      guard failsFast else {
        return CallbackTrial(MeasuredCallback(performer, recorder: recorder), on: loop, clock: clock, cancel: cancel)
      }
      let failFast = FailFastOnLoop(performer, on: loop, stop: stop, cancelAll: cancel)
      return CallbackTrial(MeasuredCallback(failFast, recorder: recorder), on: loop, clock: clock, cancel: cancel)
    }
    switch plan.work {
    case .fetch:
      let fetch = MultiplexedFetch(fetchPlan, on: loop)
      return body(fetch, cancel: fetch.cancelAll)
    case .nothing: return body(NothingOnLoop(on: loop))
    case .wait(let seconds): return body(LoopWait(seconds: seconds, by: clock))
    case .compute(let computation): return body(ComputingOnLoop(Computing(computation, stop: stop), on: loop))
    case .fetchThenCompute(let computation):
      let fetch = MultiplexedFetch(fetchPlan, on: loop)
      return body(FetchThenCompute(fetch, Computing(computation, stop: stop)), cancel: fetch.cancelAll)
    case .handOff: throw blocksItsLoop
    case .hold(let stackBytes): return body(HoldingOnLoop(at: gate, stackBytes: stackBytes, on: loop))
    case .contend: throw StrategyError("callbacks have one thread, and nobody to contend with")
    }
  }

  private func tasks(on loop: EventLoop, _ clock: LoopClock) throws -> any TrialBody {
    func body(_ performer: some AsyncPerformer) -> any TrialBody {
      AsyncTrial(
        plan.strategy, MeasuredAsync(performer, recorder: recorder), on: loop, clock: clock, failsFast: failsFast)
    }
    func computing(_ computation: Computation) -> Computing {
      let isSentAway = plan.strategy == .eventLoopOffloading
      return Computing(computation, stop: stop, on: isSentAway ? globalConcurrentExecutor : nil)
    }
    switch plan.work {
    case .fetch: return body(MultiplexedFetch(fetchPlan, on: loop))
    case .nothing: return body(Nothing())
    case .wait(let seconds): return body(LoopWait(seconds: seconds, by: clock))
    case .compute(let computation): return body(computing(computation))
    case .fetchThenCompute(let computation):
      return body(FetchThenCompute(MultiplexedFetch(fetchPlan, on: loop), computing(computation)))
    case .handOff: throw blocksItsLoop
    case .hold(let stackBytes): return body(Holding(at: gate, stackBytes: stackBytes))
    case .contend(let contention):
      guard contention.primitive == .actor || contention.primitive == .nothing else {
        throw StrategyError(
          "tasks contend for an actor, not for \(contention.primitive.rawValue), which blocks their thread")
      }
      return body(contending(contention))
    }
  }

  /// Only where something is fetched: other work needs no page.
  private var fetchPlan: FetchPlan {
    FetchPlan(
      pages: plan.pages, measuredUnits: plan.units, warmUpPage: plan.warmUp?.page,
      options: TransferOptions(
        timeout: .seconds(plan.timeoutSeconds), freshConnections: plan.connections == .fresh,
        connectTo: plan.connectTo, caFile: plan.caFile, visitsOthers: plan.visitsOthers),
      stop: stop)
  }
}
