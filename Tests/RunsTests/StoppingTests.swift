import Catalogue
import Experiments
import FakeRuns
import HostSystem
import PageProtocol
import Runs
import Strategies
import Testing
import TextFormats
import Trial

@Suite(.timeLimit(.minutes(1)))
struct StoppingTests {
  /// Runs two strategies under the full profile; one takes up to `factor` times as long in some blocks.
  private func blocks(factor: Double) async throws -> (run: Int, notNeeded: Int, folder: RunFolder, ScratchPath) {
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.fivePages, profile: .full, strategies: [.sequential, .taskGroup])
    let folder = try scratch.makeFolder(for: schedule)
    let runner = FakeRunner { request, number in
      var result = TrialResult.fake(request)
      let share = Double(number / 3 % 7) / 6
      let time = request.plan.strategy == .taskGroup ? 1 + (factor - 1) * share : 1
      result.record.runtimeNanoseconds = Int64(1e8 * time)
      return result
    }
    let outcome = await ExperimentRun(schedule, into: folder, with: runner).run()
    #expect(outcome.isSuccess)
    return (outcome.blocks.count, outcome.notNeeded, folder, scratch)
  }

  @Test("With narrow intervals, a run stops after the first check.")
  func narrow() async throws {
    let found = try await blocks(factor: 1.01)
    #expect(found.run == 20 && found.notNeeded == 40)
  }

  @Test("With wide intervals, a run makes all its blocks, however clear the difference is.")
  func wide() async throws {
    let found = try await blocks(factor: 3)
    #expect(found.run == 60 && found.notNeeded == 0)
  }

  @Test("A resumed run stops where it would have stopped without the interruption.")
  func resumed() async throws {
    let found = try await blocks(factor: 1.01)
    let run = try PreparedRun.resume(at: found.folder.path, facts: [])
    let runner = FakeRunner()
    let outcome = await ExperimentRun(run.schedule, into: run.folder, with: runner, earlier: run.earlier).run()
    #expect(runner.requests.isEmpty && outcome.isSuccess && outcome.notNeeded == 40)
  }

  @Test("The dry run of a full run names the least and the most blocks and seconds.")
  func dryRun() throws {
    let dryRun = DryRun(try .of(.fivePages, profile: .full))
    #expect(dryRun.loads[0].leastBlocks == 20 && dryRun.loads[0].blocks == 60)
    let (least, most) = (dryRun.leastEstimatedSeconds, dryRun.estimatedSeconds)
    #expect((3 * (least - dryRun.calibrationSeconds)).isApproximately(most - dryRun.calibrationSeconds))
    #expect(try dryRun.formatted(.text).contains("five-pages c5, 20 to 60 blocks, about "))
  }

  @Test("A control run has the references only, and enough blocks to decide.")
  func control() throws {
    let choices = RunChoices(experiments: [.fivePages, .fanOut], profile: .quick, controlOnly: true)
    let schedule = try Schedule(choices, machine: twoCores)
    #expect(schedule.loads.map(\.spec.name) == ["c5", "n1000-d100ms"] && schedule.blocks.count == 24)
    #expect(schedule.blocks.allSatisfy { Set($0.trials.map(\.role)) == [.reference, .control] })
  }
}

@Suite(.timeLimit(.minutes(1)))
struct CalibrationTests {
  @Test("A calibrated load gets the units that take its reference about half a second; others stay unchanged.")
  func units() async throws {
    var experiment = Experiment.fanOut
    experiment.loads = { _, _ in
      ["counted", "fixed"].map { name in
        var load = Experiment.fivePages.loads(.quick, twoCores)[0]
        load.name = name
        load.units = 100
        load.pages = .fixed([ServedPage(name: "page", request: PageRequest(delay: .constant(.zero)))])
        load.unitsAreCalibrated = name == "counted"
        return load
      }
    }
    // 20 µs per unit: 25,000 take half a second, and 20,000 is the nearest round number.
    let runner = FakeRunner { request, _ in
      var result = TrialResult.fake(request)
      result.record.runtimeNanoseconds = Int64(request.plan.units * 20_000)
      return result
    }
    let choices = RunChoices(experiments: [experiment], profile: .standard)
    let (calibrated, machine) = try await Calibration(with: runner).calibrated(choices, twoCores)
    let schedule = try Schedule(calibrated, machine: machine)
    #expect(schedule.load("counted")?.spec.units == 20_000 && schedule.load("fixed")?.spec.units == 100)
    #expect(runner.requests.contains { $0.plan.units > 20_000 && $0.plan.strategy == .threadPool })
    let work = try #require(machine.workPerPage)
    #expect(work.blockedThread.isApproximately(20e-6) && work.eventLoop.isApproximately(20e-6))
    let plan = RunPlan(schedule, runID: "run-1", arguments: [])
    #expect(plan.experiments[0].loads.map(\.units) == [20_000, 100] && plan.machine == machine)
  }

  @Test(arguments: [(1.0, 1), (1.3, 1), (1.5, 2), (3.1, 2), (3.3, 5), (7.2, 10), (25_000, 20_000), (0.2, 1)])
  func roundNumbers(units: Double, rounded: Int) { #expect(Calibration.round(units) == rounded) }

  /// One load whose units are calibrated; the default is 100.
  private static func counted() -> RunChoices {
    var experiment = Experiment.fivePages
    experiment.reference = .threadPool
    experiment.headline = .init(load: "counted", metrics: [.runtime])
    experiment.primaryContrasts = []
    experiment.predict = { _ in Prediction(runtime: 1) }
    experiment.loads = { profile, _ in
      var load = Experiment.fivePages.loads(profile, twoCores)[0]
      (load.name, load.units, load.unitsAreCalibrated) = ("counted", 100, true)
      return [load]
    }
    return RunChoices(experiments: [experiment], profile: .standard)
  }

  @Test("An invalid calibration trial is repeated.")
  func invalidOnce() async throws {
    let runner = FakeRunner { request, number in
      var result = TrialResult.fake(request, invalidReason: number % 3 == 2 ? nil : "a wrong byte")
      result.record.runtimeNanoseconds = Int64(request.plan.units * 20_000)
      return result
    }
    let (calibrated, machine) = try await Calibration(with: runner).calibrated(Self.counted(), twoCores)
    #expect(calibrated.units.values.first == 20_000 && machine.workPerPage != nil)
    #expect(calibrated.notCalibrated.isEmpty)
  }

  @Test("If all calibration trials are invalid, the default is kept and the reason recorded.")
  func invalidAlways() async throws {
    let invalid = FakeRunner { request, _ in .fake(request, invalidReason: "a wrong byte") }
    let (guessed, machine) = try await Calibration(with: invalid).calibrated(Self.counted(), twoCores)
    #expect(guessed.units.values.first == 100)
    #expect(
      guessed.calibrationFacts(on: machine) == [
        Fact("not_calibrated_five-pages_counted", "its trials are invalid: a wrong byte"),
        Fact("not_calibrated_work_per_page", "its trials are invalid: a wrong byte"),
      ])
  }

  @Test("For a load of handshakes, the CPU time of client and server per handshake is measured and recorded.")
  func handshakes() async throws {
    let runner = FakeRunner { request, _ in
      // The worker used 5 ms, and the server 2.
      var result = TrialResult.fake(request)
      result.server = ServerStatistics(
        elapsedSeconds: 0, requests: 0, responses: [:], inFlight: 0, peakInFlight: 0, inFlightSeconds: 0,
        connectionsOpened: 0, connectionsOpen: 0, tlsHandshakes: 0, bodyBytes: 0, service: .init(), lateness: .init(),
        cpuUserSeconds: 0.0015, cpuSystemSeconds: 0.0005, listenOverflows: 0)
      return result
    }
    let choices = RunChoices(experiments: [.handshakes], profile: .quick)
    let (calibrated, machine) = try await Calibration(with: runner).calibrated(choices, twoCores)
    let cost = try #require(machine.handshakeCost)
    #expect(cost.client.isApproximately(0.005 / 128) && cost.server.isApproximately(0.002 / 128))
    let facts = calibrated.calibrationFacts(on: machine).map(\.key)
    #expect(facts.suffix(2) == ["handshake_client_s", "handshake_server_s"])
  }

  @Test("Invalid trials leave the machine's costs unknown.")
  func invalidTrials() async throws {
    let runner = FakeRunner { request, _ in .fake(request, invalidReason: "a wrong byte") }
    let choices = RunChoices(experiments: [.fivePages], profile: .quick)
    let (calibrated, machine) = try await Calibration(with: runner).calibrated(choices, twoCores)
    #expect(calibrated.units.isEmpty && machine == twoCores)
  }
}
