package import Experiments
import Foundation
package import HostSystem
import Strategies
import TextFormats
package import Trial
import Workload

/// Measures, before a run is planned, what depends on the machine alone:
/// - how many units a load needs so that its reference takes about as long as the profile says,
/// - what a page and a TLS handshake cost,
/// - how many units per second the strategies of an experiment do whose loads are a share of that.
///
/// The results hold for every strategy and block of the run, and are recorded in its plan.
package struct Calibration: Sendable {
  let runner: any TrialRunning

  /// Shorter trials are too inaccurate to calculate from, in seconds.
  private static let shortest = 0.05
  /// How many trials the cost of a page or handshake is the median of.
  static let repetitions = 3
  /// How many invalid trials in a row make a calibration fail.
  private static let attempts = 3

  /// A calibration whose trials `runner` runs.
  package init(with runner: any TrialRunning) { self.runner = runner }

  /// The choices with calibrated units and capacities, and the machine with measured costs. What could not be measured
  /// keeps its default and is listed in ``RunChoices/notCalibrated``.
  ///
  /// - Throws: ``CapacityError``, or the runner's error if a trial cannot be run at all.
  package func calibrated(_ choices: RunChoices, _ machine: Machine) async throws -> (RunChoices, Machine) {
    var machine = machine
    var choices = choices
    if choices.fetch(on: machine) {
      do {
        machine.workPerPage = try await workPerPage(on: machine)
      } catch let invalid as InvalidTrials {
        choices.notCalibrated[Self.workPart] = invalid.reason
      }
    }
    if choices.measureHandshakes(on: machine) {
      machine.handshakeCost = try await handshakeCost(on: machine)
      if machine.handshakeCost == nil { choices.notCalibrated[Self.handshakePart] = "none of its trials was valid" }
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

  /// Increases the units from the load's default, which may be far too few, until a trial is long enough to calculate
  /// from.
  private func units(
    of load: LoadSpec, in experiment: Experiment, _ choices: RunChoices, _ machine: Machine
  ) async throws -> Int {
    var count = max(1, load.units)
    for _ in 1...10 {
      guard let seconds = try await seconds(of: load, units: count, in: experiment, choices, machine) else {
        return load.units
      }
      let wanted = Double(count) * choices.profile.calibratedTrialSeconds / max(seconds, 1e-6)
      if seconds >= Self.shortest {
        return min(max(Self.round(wanted), min(load.units, load.concurrency)), RunLimits.mostUnits)
      }
      count = Int(min(wanted, Double(count) * 20))
    }
    throw InvalidTrials(reason: "\(count) units still take less than \(NumberText.seconds(Self.shortest))")
  }

  /// The reference's runtime with that many units, in seconds; nil if the reference does not run at this load.
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

  /// The runtime of a trial, in seconds; an invalid trial is repeated.
  ///
  /// - Throws: ``InvalidTrials`` if every attempt is invalid, or the runner's error.
  func runtime(of request: TrialRequest) async throws -> Double {
    var reason = ""
    for _ in 0..<Self.attempts {
      let result = try await runner.run(request) { _ in }
      guard let flaw = result.invalidReason else { return max(1e-9, Double(result.record.runtimeNanoseconds) / 1e9) }
      reason = flaw
    }
    throw InvalidTrials(reason: "its trials are invalid: \(reason)")
  }

  /// The subject of a sentence about a part that could not be calibrated.
  ///
  /// - Parameter part: a key of ``RunChoices/notCalibrated``.
  static func words(for part: String) -> String {
    switch part {
    case workPart: "The work per page"
    case handshakePart: "The cost of a TLS handshake"
    default: "The number of units of \(part.replacing("_", with: " ", maxReplacements: 1))"
    }
  }

  private static let workPart = "work_per_page"
  private static let handshakePart = "handshake"

  /// No valid trial was long enough to calculate from.
  struct InvalidTrials: Error {
    var reason: String
  }

  /// Rounds to 1, 2 or 5 times a power of ten, so that runs on the same machine usually have the same loads and can be
  /// compared.
  package static func round(_ units: Double) -> Int {
    let power = pow(10, log10(max(1, units)).rounded(.down))
    let digit = max(1, units) / power
    // The borders are the geometric means of the neighbours.
    let rounded = digit < 2.0.squareRoot() ? 1.0 : digit < 10.0.squareRoot() ? 2 : digit < 50.0.squareRoot() ? 5 : 10
    return Int(rounded * power)
  }
}

extension RunChoices {
  /// Whether any load fetches pages, so that the cost of a page matters.
  func fetch(on machine: Machine) -> Bool {
    experiments.contains { $0.loads(profile, machine).contains { $0.work.fetches } }
  }

  /// Whether any load consists mainly of TLS handshakes: fresh connections, and pages without delay.
  func measureHandshakes(on machine: Machine) -> Bool {
    experiments.contains { experiment in
      experiment.loads(profile, machine).contains(where: \.consistsOfHandshakes)
    }
  }

  /// What the calibration measured, in seconds and in units per second, and what it could not measure, with the reason.
  package func calibrationFacts(on machine: Machine) -> [Fact] {
    var facts = notCalibrated.sorted { $0.key < $1.key }.map { Fact("not_calibrated_\($0.key)", $0.value) }
    for (experiment, capacity) in capacities.sorted(by: { $0.key < $1.key }) {
      facts += capacity.strategies.map {
        Fact("capacity_\(experiment)_\($0.strategy.rawValue)", "\($0.unitsPerSecond)")
      }
    }
    return facts + machine.costs
  }
}

extension LoadSpec {
  /// Whether the load consists mainly of TLS handshakes: fresh connections, and pages without delay.
  var consistsOfHandshakes: Bool { tls && connections == .fresh && pages.meanDelaySeconds == 0 }
}

extension Machine {
  /// The costs that trials measured, in seconds.
  var costs: [Fact] {
    var facts: [Fact] = []
    if let work = workPerPage {
      facts.append(Fact("work_per_page_thread_s", "\(work.blockedThread)"))
      facts.append(Fact("work_per_page_loop_s", "\(work.eventLoop)"))
    }
    if let handshake = handshakeCost {
      facts.append(Fact("handshake_client_s", "\(handshake.client)"))
      facts.append(Fact("handshake_server_s", "\(handshake.server)"))
    }
    return facts
  }
}
