package import Experiments
import PageProtocol
import Strategies
import Workload

extension Experiment {
  /// Waiting that is really computing: a new TLS connection per page.
  package static let handshakes = Experiment(
    name: "handshakes",
    section: .parallelism,
    question: "What if the waiting is really computing, as in a TLS handshake per page?",
    strategies: [.threadPool, .dispatch, .callbacks, .taskGroup, .eventLoop],
    reference: .threadPool,
    headline: Headline(load: "c64", metrics: [.throughput, .cpuPerUnit]),
    primaryContrasts: [
      Contrast(.eventLoop, over: .threadPool),
      Contrast(.taskGroup, over: .threadPool),
      Contrast(.dispatch, over: .threadPool),
      Contrast(.eventLoop, over: .callbacks),
    ],
    loads: { profile, _ in
      let limits =
        switch profile {
        case .quick, .standard: [1, 64]
        case .full: [1, 2, 4, 8, 16, 64, 256]
        }
      return limits.map { limit in
        let page = ServedPage(name: "page", host: "site.example", request: PageRequest(delay: .constant(.zero)))
        return LoadSpec(
          name: "c\(limit)", units: profile == .quick ? 128 : 512, concurrency: limit, pages: .fixed([page]),
          connections: .fresh, tls: true, sweeps: [SweepPoint(x: limit)])
      }
    },
    predict: { situation in
      Prediction(runtime: Double(situation.load.spec.units) / situation.handshakesPerSecond)
    },
    furtherMetrics: { result, _ in coresUsed(result) },
    ideal: .slowest,
    furtherColumns: [
      SummaryColumn("handshakes/s", .throughput), SummaryColumn("CPU each (s)", .cpuPerUnit),
      SummaryColumn("cores used", .coresUsed),
    ],
    shows: [.throughput, ShownNumber(.cpuPerUnit), ShownNumber(.coresUsed)],
    explanation: """
      To open a TLS connection, the client makes a key, derives a secret and verifies the server's certificate and \
      signature. OpenSSL computes this inside what looks like waiting for a socket. An event loop does it on its one \
      thread, one handshake after another: with h of computing per page it does no more than 1 ÷ h pages per second, \
      however many are in flight. Blocked threads do their handshakes on all cores. Tasks on the default pool do not \
      help, because the loop they wait for does the handshakes. The server has to make a key and a signature per \
      connection as well; where both share the cores, they share their time. Remedies are keep-alive, session \
      resumption and more loops.
      """)
}

extension Experiment.Situation {
  /// Handshakes per second: limited by the client's cores, by the server's, and by all cores for both.
  fileprivate var handshakesPerSecond: Double {
    let cost = machine.handshakeCost ?? .elsewhere
    let clientCores =
      strategy.waiting == .eventLoop
      ? 1 : min(workers.initial, machine.cores, load.spec.concurrency)
    // In each handshake, one side waits while the other computes.
    let inTurn = Double(load.spec.concurrency) / (cost.client + cost.server)
    return min(
      inTurn, Double(clientCores) / cost.client, Double(machine.serverThreads) / cost.server,
      Double(machine.cores) / (cost.client + cost.server))
  }
}
