import Catalogue
import Experiments
import PageProtocol
package import System
import Trial
import Workload

extension Calibration {
  /// As many at once as keep both sides busy.
  static let handshakeLoad = LoadSpec(
    name: "handshakes", units: 128, concurrency: 8,
    pages: .fixed([
      ServedPage(name: "page", host: "site.example", request: PageRequest(delay: .constant(.zero)))
    ]),
    connections: .fresh, tls: true)

  /// CPU time of both sides for each fresh TLS connection, the medians over some trials; nil if none counts.
  func handshakeCost(on machine: Machine) async throws -> HandshakeCost? {
    let request = TrialRequest(ResolvedLoad(Self.handshakeLoad, seed: 1), .threadPool, on: machine)
    var client: [Double] = []
    var server: [Double] = []
    for _ in 1...Self.repetitions {
      let result = try await runner.run(request) { _ in }
      guard result.invalidReason == nil, let statistics = result.server, result.record.unitsEnded > 0 else { continue }
      let usage = result.record.usage
      let units = Double(result.record.unitsEnded)
      client.append(Double(usage.userNanoseconds + usage.systemNanoseconds) / 1e9 / units)
      server.append((statistics.cpuUserSeconds + statistics.cpuSystemSeconds) / units)
    }
    guard let client = Summary.Spread(client)?.median, let server = Summary.Spread(server)?.median else { return nil }
    return HandshakeCost(client: client, server: server)
  }
}

extension Machine {
  /// What was found out before the first block, in seconds.
  package var calibrationFacts: [Fact] {
    let work = workPerPage.map {
      [Fact("work_per_page_thread_s", "\($0.blockedThread)"), Fact("work_per_page_loop_s", "\($0.eventLoop)")]
    }
    let handshake = handshakeCost.map {
      [Fact("handshake_client_s", "\($0.client)"), Fact("handshake_server_s", "\($0.server)")]
    }
    return (work ?? []) + (handshake ?? [])
  }
}
