package import Experiments
import Foundation
package import Runs
package import Strategies
import Synchronization
import HostSystem
package import Trial
import Workload

/// Answers for trials without running any.
package final class FakeRunner: TrialRunning {
  package typealias Answer = @Sendable (TrialRequest, Int) async throws -> TrialResult

  private let answer: Answer
  private let seen = Mutex<[TrialRequest]>([])

  /// - Parameter answer: what comes back, from the request and the number of requests before it.
  package init(_ answer: @escaping Answer = { request, _ in .fake(request) }) { self.answer = answer }

  package var requests: [TrialRequest] { seen.withLock { $0 } }

  package func run(_ request: TrialRequest, onUnit: @Sendable (UnitReport) -> Void) async throws -> TrialResult {
    let number = seen.withLock { seen in
      seen.append(request)
      return seen.count - 1
    }
    return try await answer(request, number)
  }
}

/// Something that went wrong, with its text.
package struct Mishap: Error, CustomStringConvertible {
  package var description: String

  package init(description: String) { self.description = description }
}

extension TrialResult {
  /// A trial whose units all started at the barrier; unit i took `milliseconds[i % count]`.
  package static func fake(
    _ request: TrialRequest, milliseconds: [Int] = [100], invalidReason: String? = nil
  ) -> TrialResult {
    let start: Int64 = 5_000_000_000
    let rows = (0..<request.plan.units).map { unit in
      var row = UnitRow()
      row.startNanoseconds = start
      row.doneNanoseconds = start + Int64(milliseconds[unit % milliseconds.count]) * 1_000_000
      row.firstByteNanoseconds = row.doneNanoseconds - 1000
      row.bytes = 1024
      row.thread = 4711
      row.httpStatus = 200
      row.timesEnded = 1
      return row
    }
    let runtime = rows.map(\.durationNanoseconds).max() ?? 0
    let record = TrialRecord(
      startUnixNanoseconds: 1_795_367_126_000_000_000, startMonotonicNanoseconds: start, runtimeNanoseconds: runtime,
      usage: ResourceUsage(
        userNanoseconds: 3_000_000, systemNanoseconds: 2_000_000, voluntarySwitches: 30, involuntarySwitches: 10,
        minorFaults: 7, majorFaults: 0),
      peakResidentKiB: 2048, residentAtBarrierKiB: 1024, threadsAtBarrier: 2, unitsEnded: rows.count,
      unitsSucceeded: rows.count, unitsRepeated: 0, bytesReceived: 1024 * rows.count, connectionsOpened: 0, faults: [:],
      failures: [])
    return TrialResult(
      record: record, rows: rows, threadsPeak: 4, invalidReason: invalidReason, workerClient: "fake/1.0")
  }
}

/// Two cores and many files, whatever the tests run on.
package let twoCores = Machine(cores: 2, poolWidth: 2, openFiles: 20_000)

extension Schedule {
  package static func of(
    _ experiments: Experiment..., profile: Profile = .quick, strategies: [StrategyName] = [], blocks: Int? = nil,
    seed: UInt64 = 1, on machine: Machine = twoCores
  ) throws -> Schedule {
    try Schedule(
      RunChoices(experiments: experiments, profile: profile, strategies: strategies, blocks: blocks, seed: seed),
      machine: machine)
  }

  package func load(_ name: String) -> PlannedLoad? { loads.first { $0.spec.name == name } }
}

/// A path below the system's folder for temporary files that nothing is at; what is made there goes with this.
package final class ScratchPath {
  package let path = FileManager.default.temporaryDirectory.path + "/experiments-tests-" + UUID().uuidString

  package init() {}

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// - Parameter schedule: what its plan tells of; nil for an empty plan.
  package func makeFolder(for schedule: Schedule? = nil) throws -> RunFolder {
    try RunFolder.create(
      at: path, runID: "run-1",
      plan: try schedule.map { try RunPlan($0, runID: "run-1", arguments: []).json() } ?? "{}\n",
      environment: [Fact("platform", "Debian, \"the\" system"), Fact("none", "")])
  }
}

extension Double {
  /// Whether it is the same but for rounding.
  package func isApproximately(_ other: Double) -> Bool { abs(self - other) <= 1e-9 * Swift.max(1, abs(other)) }
}
