import Experiments
import HostSystem
import PageProtocol
import Statistics
package import Strategies
import Trial
import Workload

extension Calibration {
  /// Pages without delay, 64 in flight: the time per page that remains is the work for it.
  static let workLoad = LoadSpec(
    name: "work", units: 2000, concurrency: 64,
    pages: .fixed([ServedPage(name: "page", request: PageRequest(delay: .constant(.zero)))]))

  /// The time that one page without delay takes, for blocked threads and for an event loop.
  ///
  /// - Parameter repetitions: how many trials each is the median of, at least 1.
  /// - Throws: ``InvalidTrials``, or the runner's error.
  func workPerPage(on machine: Machine, repetitions: Int = repetitions) async throws -> WorkPerPage? {
    let load = ResolvedLoad(Self.workLoad, seed: 1)
    func seconds(_ strategy: StrategyName) async throws -> Double? {
      var found: [Double] = []
      for _ in 1...repetitions {
        let request = load.request(for: strategy, on: machine)
        found.append(try await runtime(of: request) / Double(load.spec.units))
      }
      return median(of: found)
    }
    guard let blocked = try await seconds(.threadPool), let loop = try await seconds(.eventLoop) else { return nil }
    return WorkPerPage(blockedThread: blocked, eventLoop: loop)
  }

  /// Enough concurrent handshakes to keep client and server busy.
  static let handshakeLoad = LoadSpec(
    name: "handshakes", units: 128, concurrency: 8,
    pages: .fixed([
      ServedPage(name: "page", host: "site.example", request: PageRequest(delay: .constant(.zero)))
    ]),
    connections: .fresh, tls: true)

  /// The CPU time of client and server per fresh TLS connection; nil if no trial is valid.
  ///
  /// - Parameter repetitions: how many trials it is the median of, at least 1.
  func handshakeCost(on machine: Machine, repetitions: Int = repetitions) async throws -> HandshakeCost? {
    let request = ResolvedLoad(Self.handshakeLoad, seed: 1).request(for: .threadPool, on: machine)
    var client: [Double] = []
    var server: [Double] = []
    for _ in 1...repetitions {
      let result = try await runner.run(request) { _ in }
      guard result.invalidReason == nil, let statistics = result.server, result.record.unitsEnded > 0 else { continue }
      let units = Double(result.record.unitsEnded)
      client.append(Double(result.record.usage.cpuNanoseconds) / 1e9 / units)
      server.append((statistics.cpuUserSeconds + statistics.cpuSystemSeconds) / units)
    }
    guard let client = median(of: client), let server = median(of: server) else { return nil }
    return HandshakeCost(client: client, server: server)
  }

  /// The units per second of an experiment's strategies in the probe's closed loop: medians of interleaved trials.
  ///
  /// - Throws: ``CapacityError`` if a strategy's trials are invalid, or the runner's error.
  func capacity(
    of experiment: Experiment, by probe: CapacityProbe, _ choices: RunChoices, _ machine: Machine
  ) async throws -> Capacity {
    let seed = DerivedSeed.seed(choices.seed, experiment.name, "capacity")
    let load = ResolvedLoad(probe.load, seed: seed)
    let strategies = choices.strategies(of: experiment)
    var order = SeededGenerator(seed: seed)
    var seconds: [StrategyName: [Double]] = [:]
    for _ in 0..<choices.profile.capacityTrials {
      for strategy in order.permutation(of: strategies) {
        do {
          let found = try await runtime(of: load.request(for: strategy, on: machine))
          seconds[strategy, default: []].append(found)
        } catch let invalid as InvalidTrials {
          throw CapacityError(experiment: experiment.name, strategy: strategy, reason: invalid.reason)
        }
      }
    }
    return Capacity(
      strategies.compactMap { strategy in
        median(of: seconds[strategy] ?? []).map {
          .init(
            strategy: strategy,
            unitsPerSecond: min(
              max(Double(probe.load.units) / $0, RunLimits.rates.lowerBound), RunLimits.rates.upperBound))
        }
      })
  }
}

/// A strategy's capacity could not be measured, so the loads that are a share of it cannot be planned.
package struct CapacityError: Error, CustomStringConvertible {
  /// The experiment's name.
  package var experiment: String
  /// The strategy whose trials are invalid.
  package var strategy: StrategyName
  /// Why, to follow a comma.
  package var reason: String

  package var description: String {
    "\(experiment): cannot measure what \(strategy.rawValue) can do, \(reason)"
  }
}
