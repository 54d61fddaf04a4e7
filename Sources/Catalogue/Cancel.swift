package import Experiments
import PageProtocol
import Strategies
import Trial
import Workload

extension Experiment {
  /// How long cancelling takes, and what is left afterwards.
  package static let cancel = Experiment(
    name: "cancel",
    section: .threads,
    question: "How long does it take to cancel 1,000 pages in flight?",
    strategies: [.threadPool, .callbacks, .taskGroup, .eventLoop],
    doesNotApply: [
      .dispatch: "its pool has one thread per core, so only as many pages would be in flight instead of 1,000"
    ],
    reference: .threadPool,
    headline: Headline(load: "order-n1000", quantities: [Quantity(.timeToStop, stat: "p100")]),
    primaryContrasts: [
      Contrast(.taskGroup, over: .threadPool),
      Contrast(Contrast.Side(.threadPool, in: shutdownName), over: Contrast.Side(.threadPool)),
      Contrast(Contrast.Side(.taskGroup), over: Contrast.Side(.threadPool, in: shutdownName)),
      Contrast(.eventLoop, over: .callbacks),
    ],
    loads: { profile, _ in
      // Every trial takes more than a second, because what is left is counted a second after the cancellation.
      let blocks = profile == .quick ? 1 : profile == .standard ? 7 : Int.max
      let counts = profile == .full ? [10, 100, 1000] : [1000]
      let orders = counts.map { cancelLoad(.order, pages: $0, blocks: blocks) } + [shutdownLoad(blocks: blocks)]
      return profile == .quick
        ? orders : orders + [cancelLoad(.fault, pages: 1000, blocks: profile == .standard ? 2 : .max)]
    },
    predict: { situation in
      let after = situation.load.spec.cancellation?.afterSeconds ?? 0
      let stop = situation.secondsToStop
      return Prediction(runtime: after + stop, further: [Measurement(Metric.timeToStop.predicted, "p100", stop)])
    },
    furtherMetrics: { result, _ in CancelledTrial(result)?.measurements ?? [] },
    ideal: .slowest,
    furtherColumns: [
      SummaryColumn("half stopped (s)", .timeToStop, stat: "p50"),
      SummaryColumn("all stopped (s)", .timeToStop, stat: "p100"),
      SummaryColumn("threads left", .threadsLeft),
      SummaryColumn("connections left", .connectionsLeft),
      SummaryColumn("requests left", .requestsLeft),
    ],
    shows: [
      ShownNumber(.timeToStop, stats: Deciles.stats),
      ShownNumber(.inFlightPeak), ShownNumber(.unitsLeft), ShownNumber(.requestsLeft), ShownNumber(.connectionsLeft),
      ShownNumber(.threadsLeft), ShownNumber(.bytesAfterCancel),
    ],
    explanation: """
      A thread that sleeps in poll(2) does not see a flag that is raised: libcurl calls back when it wakes, at least \
      once per second, so that the flag can be read. All threads fell asleep at about the same time, so all of them \
      stop one second after they began, whenever in that second the cancellation came. That second is libcurl's \
      habit, not the threads': who keeps a list of the open sockets can shut them down from another thread \
      (shutdown(2)), and every poll(2) returns at once. The program has to keep that list, and to make sure that no \
      number in it belongs to a socket that was closed meanwhile. A suspended fetch has \
      no thread: cancelling the group runs the cancellation handler of each child, one eventfd wakes the loop from \
      epoll, and the loop removes the transfers from libcurl, which closes their connections. That costs microseconds \
      per page. If one child fails, a throwing group does the same automatically, and does not return before the last \
      child has ended. Callbacks are as fast, but the program itself has to keep track of what is in flight.
      """)

  private static func cancelLoad(_ trigger: TrialPlan.Cancellation.Trigger, pages count: Int, blocks: Int) -> LoadSpec {
    let slow = ServedPage(name: "page", request: PageRequest(delay: .constant(.seconds(5))))
    let failing = ServedPage(
      name: "failing", request: PageRequest(delay: .constant(.milliseconds(100)), status: 500))
    let rest = [ServedPage](repeating: slow, count: count - 1)
    var load = LoadSpec(
      name: "\(trigger.rawValue)-n\(count)", units: count, concurrency: count,
      pages: .fixed(trigger == .fault ? [failing] + rest : [slow]), sweeps: [SweepPoint(trigger.rawValue, x: count)])
    load.cancellation = TrialPlan.Cancellation(trigger, afterSeconds: 0.1)
    load.mostBlocks = blocks
    return load
  }

  /// The same cancellation with the cure for blocked threads: their sockets are shut down.
  private static func shutdownLoad(blocks: Int) -> LoadSpec {
    var load = cancelLoad(.order, pages: 1000, blocks: blocks)
    load.name = shutdownName
    load.title = "1,000 pages whose sockets are shut down"
    load.participants = .only([.threadPool], because: "it has no blocked thread to wake")
    load.cancellation?.shutsSocketsDown = true
    load.sweeps = [SweepPoint("shutdown", x: 1000)]
    return load
  }

  private static let shutdownName = "order-n1000-shutdown"
}

extension Metric {
  /// From the cancellation until a share of the units in flight had stopped, in seconds: deciles, `p10` to `p100`.
  package static let timeToStop = Metric(
    "time_to_stop", unit: "s", circumstances: ["p100": "time until the last page had stopped"])
  /// Bytes of body that the server sent after the cancellation.
  package static let bytesAfterCancel = Metric("bytes_after_cancel", unit: "B")
  /// Units that had begun but not stopped when what was left was counted, a second after the cancellation.
  package static let unitsLeft = Metric("units_left", unit: "1")
  /// Threads of the worker a second after the cancellation minus those at the barrier; at least 0.
  package static let threadsLeft = Metric("threads_left", unit: "1")
  /// Internet sockets of the worker that were open a second after the cancellation.
  package static let connectionsLeft = Metric("connections_left", unit: "1")
  /// Requests that the server had in flight a second after the cancellation.
  package static let requestsLeft = Metric("requests_left", unit: "1")
}

extension Experiment.Situation {
  /// From the cancellation until the last unit stops.
  ///
  /// A blocked thread: curl_easy_perform(3) sleeps for at most 1,000 ms before it calls back, and fell asleep when it
  /// had sent the request; or it is woken. An event loop: removes one transfer after another.
  fileprivate var secondsToStop: Double {
    let inFlight = machine.unitsInFlight(strategy, units: load.spec.units, limit: load.spec.concurrency)
    switch strategy.waiting {
    case .blockedThread where load.spec.cancellation?.shutsSocketsDown != true:
      let slept = load.spec.cancellation?.afterSeconds ?? 0
      return 1 - slept.truncatingRemainder(dividingBy: 1) + Double(inFlight) * secondsOfWorkPerPage
    case .blockedThread, .eventLoop: return Double(inFlight) * Self.secondsToRemove
    }
  }

  /// Removing a transfer and closing its connection, at both ends; seen on two cores.
  private static let secondsToRemove = 30e-6
}

/// A trial that was cancelled.
private struct CancelledTrial {
  private let result: TrialResult
  private let leftovers: LeftoverResources
  /// When the order was given or the fault happened, on CLOCK_MONOTONIC.
  private let momentNanoseconds: Int64

  /// Nil if it was not cancelled.
  init?(_ result: TrialResult) {
    guard let leftovers = result.record.leftovers else { return nil }
    let faults = result.rows.filter { $0.fault != 0 && $0.faultName != Fault.cancelled.name }
    guard let moment = leftovers.orderedNanoseconds ?? faults.map(\.doneNanoseconds).min() else { return nil }
    self.result = result
    self.leftovers = leftovers
    momentNanoseconds = moment
  }

  var measurements: [Measurement] {
    let began = result.rows.filter { $0.timesEnded > 0 }
    let stops = began.map { Double($0.doneNanoseconds - momentNanoseconds) / 1e9 }.filter { $0 > 0 }.sorted()
    let left = began.count {
      $0.startNanoseconds <= leftovers.countedNanoseconds && $0.doneNanoseconds > leftovers.countedNanoseconds
    }
    var all = [
      Measurement(.unitsLeft, Double(left)),
      Measurement(.threadsLeft, Double(max(0, leftovers.threads - result.record.threadsAtBarrier))),
      Measurement(.connectionsLeft, Double(leftovers.connections)),
    ]
    all += Deciles.measurements(.timeToStop, ofSorted: stops)
    if let server = result.serverLeftovers {
      let before = began.filter { $0.doneNanoseconds <= momentNanoseconds }.reduce(0) { $0 + Int($1.bytes) }
      all.append(Measurement(.requestsLeft, Double(server.inFlight)))
      all.append(Measurement(.bytesAfterCancel, Double(max(0, server.bodyBytes - before))))
    }
    return all
  }
}
