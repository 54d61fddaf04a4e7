import Catalogue
import Experiments
import HostSystem
import PageProtocol
import Statistics
import Strategies
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
    let request = ResolvedLoad(Self.handshakeLoad, seed: 1).request(for: .threadPool, on: machine)
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
    guard let client = median(of: client), let server = median(of: server) else { return nil }
    return HandshakeCost(client: client, server: server)
  }
}
