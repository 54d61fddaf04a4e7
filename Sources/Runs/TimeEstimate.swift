package import Experiments
import TextFormats
import Trial

/// Estimates how long trials take, with starting and ending their processes. The constants are from a machine with two
/// cores.
package enum TimeEstimate {
  /// Starting and ending a worker, in seconds.
  private static let worker = 0.035
  /// Starting and ending a page server, in seconds.
  private static let server = 0.04
  /// Making a certificate, in seconds.
  private static let certificate = 0.03
  /// Rounds of the warm-up until the cost of a unit is steady, in seconds.
  private static let rounds = 0.1
  /// Waiting for the last heartbeats, in seconds.
  private static let beats = 0.02
  /// Opening and closing a connection, in client and server, in seconds.
  private static let connection = 200e-6
  /// Allocating, writing and reading a unit's row, in seconds.
  private static let row = 0.35e-6

  /// A range of seconds in words.
  package static func text(_ least: Double, _ most: Double) -> String {
    least == most
      ? "about \(NumberText.wholeSeconds(most))"
      : "\(NumberText.wholeSeconds(least)) to \(NumberText.wholeSeconds(most)), as fast as intervals narrow"
  }

  /// Seconds from the start of one trial to the start of the next one.
  package static func seconds(of trial: PlannedTrial, in load: PlannedLoad, on machine: Machine) -> Double {
    let prediction = load.prediction(for: trial.strategy)
    let inFlight = machine.unitsInFlight(trial.strategy, units: load.spec.units, limit: load.spec.concurrency)
    let warmUp = load.resolved.warmUpRounds(on: machine) == nil ? 0 : rounds
    return warmUp + seconds(of: load.spec, running: prediction?.seen ?? prediction?.runtime ?? 0, inFlight: inFlight)
  }

  /// Seconds of a trial.
  ///
  /// - Parameters:
  ///   - runtime: what its units take, in seconds.
  ///   - inFlight: the highest number of units in flight.
  static func seconds(of load: LoadSpec, running runtime: Double, inFlight: Int) -> Double {
    // Leftovers of a cancelled trial are counted a while later.
    let counting = load.cancellation.map { $0.leftoverCheckAt + TrialPlan.Cancellation.graceSeconds } ?? 0
    let tail = (load.heartbeats ?? []).map(\.tail).max().map { $0 * runtime + beats } ?? 0
    let serving = load.work.fetches ? server + (load.tls ? certificate : 0) + Double(inFlight) * connection : 0
    return max(runtime, counting) + tail + worker + serving + Double(load.units) * row
  }
}

extension Schedule {
  /// Seconds of a block.
  package func seconds(of block: PlannedBlock) -> Double {
    block.trials.reduce(0) { $0 + TimeEstimate.seconds(of: $1, in: loads[block.loadIndex], on: machine) }
  }

  /// Seconds of the blocks that run in any case.
  package var leastSeconds: Double {
    blocks.reduce(0) { $0 + ($1.number <= loads[$1.loadIndex].blocks ? seconds(of: $1) : 0) }
  }

  /// Seconds of all blocks, including those that run only if intervals stay wide.
  package var seconds: Double { blocks.reduce(0) { $0 + seconds(of: $1) } }

  /// The bytes that the blocks that run in any case add to the files, at least: some kilobytes per trial, and a row per
  /// page where pages are listed.
  var leastBytes: Int {
    blocks.reduce(0) { sum, block in
      let load = loads[block.loadIndex]
      guard block.number <= load.blocks else { return sum }
      return sum + block.trials.count * (8_000 + (BlockTexts.listUnits(of: load.spec) ? 80 * load.spec.units : 0))
    }
  }

  /// Seconds of the ``Calibration`` before the first block; 0 if nothing has to be calibrated.
  package var calibrationSeconds: Double {
    func seconds(_ load: LoadSpec, running runtime: Double) -> Double {
      TimeEstimate.seconds(of: load, running: runtime, inFlight: min(load.units, load.concurrency))
    }
    var total = 0.0
    if choices.fetch(on: machine) {
      let work = machine.workPerPage ?? .elsewhere
      let runtimes = [work.blockedThread, work.eventLoop].map { $0 * Double(Calibration.workLoad.units) }
      total += runtimes.reduce(0) { $0 + seconds(Calibration.workLoad, running: $1) } * Double(Calibration.repetitions)
    }
    if choices.measureHandshakes(on: machine) {
      let cost = machine.handshakeCost ?? .elsewhere
      let load = Calibration.handshakeLoad
      let runtime = Double(load.units) * (cost.client + cost.server) / Double(machine.cores)
      total += seconds(load, running: runtime) * Double(Calibration.repetitions)
    }
    for load in loads where load.spec.unitsAreCalibrated {
      guard let prediction = load.prediction(for: load.experiment.reference) else { continue }
      // Assumes that the first trial is long enough to calculate the units from.
      total += seconds(load.spec, running: prediction.seen ?? prediction.runtime)
    }
    for experiment in choices.experiments {
      guard let probe = experiment.capacityProbe else { continue }
      let each = choices.strategies(of: experiment).map {
        seconds(probe.load, running: Double(probe.load.units) / probe.expected($0))
      }
      total += each.reduce(0, +) * Double(choices.profile.capacityTrials)
    }
    return total
  }
}
