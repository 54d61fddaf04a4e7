package import Experiments
package import MachineWatch
import Trial

/// Keeps true what predictions need to know of the machine, while a run goes on: a machine's speed changes within
/// minutes. Each block's predictions are made from it, before the block's first trial.
actor RunningCalibration {
  private let calibration: Calibration
  private var machine: Machine
  private var pagesAt: ContinuousClock.Instant?
  private var handshakesAt: ContinuousClock.Instant?

  /// Costs that trials have to measure are measured again when they are older. The trials take about 2 % of this time.
  private static let validity = Duration.seconds(20)

  /// - Parameters:
  ///   - machine: as the run was planned for it.
  ///   - runner: runs the trials.
  init(_ machine: Machine, with runner: any TrialRunning) {
    self.machine = machine
    calibration = Calibration(with: runner)
  }

  /// The machine as it is now, as far as a block of a load depends on it. What cannot be measured stays as it was.
  func machine(for load: PlannedLoad, _ state: MachineState?) async -> Machine {
    if let state { machine = machine.computing(at: state.speeds) }
    let spec = load.spec
    if spec.work.fetches, Self.isOld(pagesAt) {
      if let work = try? await calibration.workPerPage(on: machine, repetitions: 1) { machine.workPerPage = work }
      pagesAt = .now
    }
    if spec.consistsOfHandshakes, Self.isOld(handshakesAt) {
      if let cost = try? await calibration.handshakeCost(on: machine, repetitions: 1) { machine.handshakeCost = cost }
      handshakesAt = .now
    }
    return machine
  }

  private static func isOld(_ moment: ContinuousClock.Instant?) -> Bool {
    moment.map { .now - $0 > validity } ?? true
  }
}

extension Machine {
  /// The machine with its speed of computing as it was just measured.
  package func computing(at speeds: CoreSpeeds) -> Machine {
    var machine = self
    guard let delivered = speeds.delivered else { return machine }
    machine.computingSecondsPerByte = 1 / speeds.alone
    // The page server may have cores of its own.
    machine.coresDelivered = delivered * Double(cores) / Double(speeds.cores.count)
    return machine
  }
}
