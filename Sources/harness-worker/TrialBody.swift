import Curl
import EventLoop
import Performers
import Primitives
import Strategies
import Trial
import Workload

/// A strategy with its performers, ready to run several loads: the warm-up's, then the measured one.
protocol TrialBody: Sendable {
  /// Runs a load to its end, on the calling thread and those that the strategy adds.
  func run(_ load: Load) throws
  /// Runs a load in parts.
  ///
  /// - Parameters:
  ///   - turns: the units of each part.
  ///   - pause: called after each part but the last, with its number from 1.
  func run(_ load: Load, inTurns turns: [Range<Int>], pause: (Int) throws -> Void) throws
  /// Ends what is in flight. Callable from any thread; the load's stop flag is raised already.
  func cancel()
  /// Runs a heartbeat's beat where the units run. Callable from any thread.
  func submit(_ beat: @escaping @Sendable () -> Void)
  /// Waits until a moment of CLOCK_MONOTONIC, between loads; an event loop keeps running meanwhile. Called on the
  /// thread of ``run(_:)``.
  func idle(until nanoseconds: Int64)
}

extension TrialBody {
  func run(_ load: Load, inTurns turns: [Range<Int>], pause: (Int) throws -> Void) throws {
    try runEach(turns, of: load, pause: pause)
  }

  /// Runs each part as a load of its own.
  func runEach(_ turns: [Range<Int>], of load: Load, pause: (Int) throws -> Void) throws {
    for (place, units) in turns.enumerated() {
      if place > 0 { try pause(place) }
      try run(Load(units: units, limit: load.limit, schedule: load.schedule, stop: load.stop))
    }
  }
}

/// Combines a plan's strategy with performers for the plan's work.
struct TrialBodyMaker {
  let plan: TrialPlan
  let recorder: Recorder
  let stop: StopFlag
  /// Where held units wait for the harness, and contending ones for each other.
  let gate: Gate
  let contention: ContentionRecorder

  func make() throws -> any TrialBody {
    switch plan.strategy.traits.style {
    case .blockingCalls: return try blocking()
    case .callbacks:
      let loop = try EventLoop()
      return try callbacks(on: loop, LoopClock(on: loop))
    case .tasks:
      let loop = try EventLoop()
      return try tasks(on: loop, LoopClock(on: loop))
    }
  }

  private func contending(_ contention: Contention) -> Contending {
    Contending(contention, gate: gate, recorder: self.contention, stop: stop)
  }

  private func blocking() throws -> any TrialBody {
    let sockets = plan.cancellation?.shutsSocketsDown == true ? OpenSockets() : nil
    func body<Performer: BlockingPerformer & ~Copyable>(
      _ make: @escaping @Sendable () throws -> Performer
    ) -> any TrialBody {
      if failsFast {
        let pool = PerformerPool { [recorder, stop] in
          Measured(
            FailFast(try make()) {
              stop.raise()
              sockets?.shutDown()
            }, recorder: recorder)
        }
        return BlockingTrial(plan.strategy, pool, sockets: sockets, gate: nil)
      }
      // Threads that would have to be started again for each turn.
      if plan.turns != nil, plan.strategy.traits.home == .threads, plan.strategy.width == .limit {
        let gate = TurnGate()
        let pool = PerformerPool { [recorder] in Gated(Measured(try make(), recorder: recorder), at: gate) }
        return BlockingTrial(plan.strategy, pool, sockets: sockets, gate: gate)
      }
      let pool = PerformerPool { [recorder] in Measured(try make(), recorder: recorder) }
      return BlockingTrial(plan.strategy, pool, sockets: sockets, gate: nil)
    }
    switch plan.work {
    case .fetch:
      let fetchPlan = fetchPlan(sockets)
      return body { try BlockingFetch(fetchPlan) }
    case .nothing: return body { Nothing() }
    case .wait(let seconds): return body { [stop] in BlockingWait(seconds: seconds, stop: stop) }
    case .compute(let computation):
      let computing = Computing(computation, stop: stop)
      return body { computing }
    case .fetchThenCompute(let computation):
      let fetchPlan = fetchPlan(sockets)
      let computing = Computing(computation, stop: stop)
      return body { FetchThenCompute(try BlockingFetch(fetchPlan), computing) }
    case .handOff(let watchdog):
      let handOff = HandOff(units: plan.units, watchdogSeconds: watchdog)
      return body { handOff }
    case .hold(let stackBytes):
      return body { [gate] in Holding(at: gate, stackBytes: stackBytes) }
    case .contend(let contention):
      guard contention.primitive != .actor else { throw StrategyError("only tasks can enter an actor") }
      let contending = contending(contention)
      return body { contending }
    }
  }

  /// Whether a unit that fails cancels all others.
  private var failsFast: Bool { plan.cancellation?.trigger == .fault }

  private var blocksItsLoop: TrialError {
    TrialError("\(plan.strategy.rawValue) cannot hand off: a unit that waits would block the only thread")
  }

  private func callbacks(on loop: EventLoop, _ clock: LoopClock) throws -> any TrialBody {
    func body(_ performer: some CallbackPerformer, cancel: @escaping @Sendable () -> Void = {}) -> any TrialBody {
      let cancelSignal = loop.signal {
        clock.endAll()
        cancel()
      }
      guard failsFast else {
        return CallbackTrial(
          plan.strategy, Measured(performer, recorder: recorder), on: loop, clock: clock, cancelSignal: cancelSignal)
      }
      let ending = TurnEnd {
        clock.endAll()
        cancel()
      }
      let failFast = FailFast(performer) { [stop] in
        guard !stop.isRaised else { return }
        stop.raise()
        // At the end of the loop's turn: the performer may be in the middle of ending other units.
        loop.atTurnEnd(ending)
      }
      return CallbackTrial(
        plan.strategy, Measured(failFast, recorder: recorder), on: loop, clock: clock, cancelSignal: cancelSignal)
    }
    switch plan.work {
    case .fetch:
      let fetch = MultiplexedFetch(fetchPlan(), on: loop)
      return body(fetch) { fetch.cancelAll() }
    case .nothing: return body(OnLoop(Nothing(), on: loop))
    case .wait(let seconds): return body(LoopWait(seconds: seconds, by: clock))
    case .compute(let computation): return body(OnLoop(Computing(computation, stop: stop), on: loop))
    case .fetchThenCompute(let computation):
      let fetch = MultiplexedFetch(fetchPlan(), on: loop)
      return body(FetchThenCompute(fetch, Computing(computation, stop: stop))) { fetch.cancelAll() }
    case .handOff: throw blocksItsLoop
    case .hold(let stackBytes): return body(HoldingOnLoop(at: gate, stackBytes: stackBytes, on: loop))
    case .contend: throw StrategyError("\(plan.strategy.rawValue) runs on one thread and cannot contend")
    }
  }

  private func tasks(on loop: EventLoop, _ clock: LoopClock) throws -> any TrialBody {
    func body(_ performer: some AsyncPerformer) -> any TrialBody {
      AsyncTrial(
        plan.strategy, Measured(performer, recorder: recorder), on: loop, clock: clock, failsFast: failsFast)
    }
    func computing(_ computation: Computation) -> Computing {
      Computing(computation, stop: stop, on: plan.strategy.traits.offloadsComputing ? globalConcurrentExecutor : nil)
    }
    switch plan.work {
    case .fetch: return body(MultiplexedFetch(fetchPlan(), on: loop))
    case .nothing: return body(Nothing())
    case .wait(let seconds): return body(LoopWait(seconds: seconds, by: clock))
    case .compute(let computation): return body(computing(computation))
    case .fetchThenCompute(let computation):
      return body(FetchThenCompute(MultiplexedFetch(fetchPlan(), on: loop), computing(computation)))
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

  /// Only for work that fetches: other work needs no page.
  private func fetchPlan(_ sockets: OpenSockets? = nil) -> FetchPlan {
    FetchPlan(
      pages: plan.pages, measuredUnits: plan.units, warmUpPage: plan.warmUp?.page,
      firstOfRounds: plan.units + (plan.warmUp?.units ?? 0), roundsPage: plan.warmUpRounds?.page,
      options: TransferOptions(
        timeout: .seconds(plan.timeoutSeconds), freshConnections: plan.connections == .fresh,
        connectTo: plan.connectTo, caFile: plan.caFile, visitsOthers: plan.visitsOthers),
      stop: stop, sockets: sockets)
  }
}

/// Runs a closure at the end of an event loop's turn.
private final class TurnEnd: TurnEndHandler, Sendable {
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  func turnEnds() { body() }
}
