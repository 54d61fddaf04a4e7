package import Experiments
import Foundation
package import HostSystem
import PageProtocol
import Statistics
import Strategies
import TextFormats
package import Trial
import Workload

/// Finds out before a run's plan is made what depends on the machine alone: how many units a computing load, or one without
/// delay, needs so that its reference takes about as long as the profile wants, what a page or a handshake costs here, and
/// what the strategies can do whose loads are a share of that. The same for every strategy and block then, and recorded in
/// the plan.
package struct Calibration: Sendable {
  let runner: any TrialRunning

  /// A trial shorter than this says too little to calculate from, in seconds.
  private static let shortest = 0.05
  static let repetitions = 3
  /// How often a trial is tried until it counts.
  private static let attempts = 3

  package init(with runner: any TrialRunning) { self.runner = runner }

  /// The choices with units counted, on the machine with its work for a page measured.
  ///
  /// - Throws: what the runner does when a trial cannot be run at all.
  package func calibrated(_ choices: RunChoices, _ machine: Machine) async throws -> (RunChoices, Machine) {
    var machine = machine
    var choices = choices
    if choices.fetch(on: machine) {
      do {
        machine.workPerPage = try await workPerPage(on: machine)
      } catch let invalid as InvalidTrials {
        choices.notCalibrated["work_per_page"] = invalid.reason
      }
    }
    if choices.shakeHands(on: machine) {
      machine.handshakeCost = try await handshakeCost(on: machine)
      if machine.handshakeCost == nil { choices.notCalibrated["handshake"] = "none of its trials counts" }
    }
    for experiment in choices.experiments {
      for load in experiment.loads(choices.profile, machine) where load.unitsAreCalibrated {
        let name = LoadID(experiment: experiment.name, load: load.name)
        do {
          choices.units[name] = try await units(of: load, in: experiment, choices, machine)
        } catch let invalid as InvalidTrials {
          choices.units[name] = load.units
          choices.notCalibrated["\(experiment.name)_\(load.name)"] = invalid.reason
        }
      }
      if let probe = experiment.capacityProbe {
        choices.capacities[experiment.name] = try await capacity(of: experiment, by: probe, choices, machine)
      }
    }
    return (choices, machine)
  }

  /// Starts from the first guess, which may be far off, and calculates once a trial is long enough.
  private func units(
    of load: LoadSpec, in experiment: Experiment, _ choices: RunChoices, _ machine: Machine
  ) async throws -> Int {
    var count = max(1, load.units)
    for _ in 1...10 {
      guard let seconds = try await seconds(of: load, units: count, in: experiment, choices, machine) else {
        return load.units
      }
      let wanted = Double(count) * choices.profile.calibratedTrialSeconds / max(seconds, 1e-6)
      if seconds >= Self.shortest { return max(Self.round(wanted), min(load.units, load.concurrency)) }
      count = Int(min(wanted, Double(count) * 20))
    }
    throw InvalidTrials(reason: "\(count) units still take less than \(NumberText.seconds(Self.shortest))")
  }

  /// What the reference takes; nil where it does not run.
  private func seconds(
    of load: LoadSpec, units: Int, in experiment: Experiment, _ choices: RunChoices, _ machine: Machine
  ) async throws -> Double? {
    let own = RunChoices(
      experiments: [experiment], profile: choices.profile, strategies: [experiment.reference], seed: choices.seed,
      units: [LoadID(experiment: experiment.name, load: load.name): units])
    guard let schedule = try? Schedule(own, machine: machine),
      let planned = schedule.loads.first(where: { $0.spec.name == load.name }),
      planned.prediction(for: experiment.reference) != nil
    else { return nil }
    return try await runtime(of: planned.request(for: experiment.reference, on: machine))
  }

  /// What a trial takes, in seconds; a invalid one is tried again.
  ///
  /// - Throws: ``InvalidTrials`` where none counts, or what the runner throws.
  func runtime(of request: TrialRequest) async throws -> Double {
    var reason = ""
    for _ in 0..<Self.attempts {
      let result = try await runner.run(request) { _ in }
      guard let flaw = result.invalidReason else { return max(1e-9, Double(result.record.runtimeNanoseconds) / 1e9) }
      reason = flaw
    }
    throw InvalidTrials(reason: "its trials are invalid: \(reason)")
  }

  /// Nothing could be measured.
  struct InvalidTrials: Error {
    var reason: String
  }

  /// To 1, 2 or 5 times a power of ten: so that another run on the same machine most often has the same load and can be
  /// compared.
  package static func round(_ units: Double) -> Int {
    let power = pow(10, log10(max(1, units)).rounded(.down))
    let digit = max(1, units) / power
    // The borders are the geometric means of the neighbours.
    let rounded = digit < 2.0.squareRoot() ? 1.0 : digit < 10.0.squareRoot() ? 2 : digit < 50.0.squareRoot() ? 5 : 10
    return Int(rounded * power)
  }

  static let workLoad = LoadSpec(
    name: "work", units: 2000, concurrency: 64,
    pages: .fixed([ServedPage(name: "page", request: PageRequest(delay: .constant(.zero)))]))

  /// Pages without delay, 64 at a time: what is left of a page is the work for it.
  private func workPerPage(on machine: Machine) async throws -> WorkPerPage? {
    let load = ResolvedLoad(Self.workLoad, seed: 1)
    func seconds(_ strategy: StrategyName) async throws -> Double? {
      var found: [Double] = []
      for _ in 1...Self.repetitions {
        let request = load.request(for: strategy, on: machine)
        found.append(try await runtime(of: request) / Double(load.spec.units))
      }
      return median(of: found)
    }
    guard let blocked = try await seconds(.threadPool), let loop = try await seconds(.eventLoop) else { return nil }
    return WorkPerPage(blockedThread: blocked, eventLoop: loop)
  }
}

extension RunChoices {
  func fetch(on machine: Machine) -> Bool {
    experiments.contains { $0.loads(profile, machine).contains { $0.work.fetches } }
  }

  /// Whether opening TLS connections is what a load is about.
  func shakeHands(on machine: Machine) -> Bool {
    experiments.contains { experiment in
      experiment.loads(profile, machine).contains {
        $0.tls && $0.connections == .fresh && $0.pages.meanDelaySeconds == 0
      }
    }
  }
}

extension RunChoices {
  /// What the calibration found out, in seconds and units per second, and what it could not.
  package func calibrationFacts(on machine: Machine) -> [Fact] {
    var facts = notCalibrated.sorted { $0.key < $1.key }.map { Fact("not_calibrated_\($0.key)", $0.value) }
    for (experiment, capacity) in capacities.sorted(by: { $0.key < $1.key }) {
      facts += capacity.strategies.map {
        Fact("capacity_\(experiment)_\($0.strategy.rawValue)", "\($0.unitsPerSecond)")
      }
    }
    if let work = machine.workPerPage {
      facts.append(Fact("work_per_page_thread_s", "\(work.blockedThread)"))
      facts.append(Fact("work_per_page_loop_s", "\(work.eventLoop)"))
    }
    if let handshake = machine.handshakeCost {
      facts.append(Fact("handshake_client_s", "\(handshake.client)"))
      facts.append(Fact("handshake_server_s", "\(handshake.server)"))
    }
    return facts
  }
}
