package import Experiments
package import Foundation
import HostSystem
package import MachineWatch
package import Runs
package import Strategies
import Synchronization
package import Trial
import Workload

/// Returns results without running trials.
package final class FakeRunner: TrialRunning {
  /// Makes the result of a request, which may be an error.
  package typealias Answer = @Sendable (TrialRequest, Int) async throws -> TrialResult

  private let answer: Answer
  private let seen = Mutex<[TrialRequest]>([])

  /// - Parameter answer: makes the result, from the request and the number of requests before it.
  package init(_ answer: @escaping Answer = { request, _ in .fake(request) }) { self.answer = answer }

  /// All requests so far, in their order.
  package var requests: [TrialRequest] { seen.withLock { $0 } }

  /// Returns the answer at once; reports no units.
  package func run(_ request: TrialRequest, onUnit: @Sendable (UnitReport) -> Void) async throws -> TrialResult {
    let number = seen.withLock { seen in
      seen.append(request)
      return seen.count - 1
    }
    return try await answer(request, number)
  }
}

/// Finds a machine with two cores as busy as it is told.
package final class FakeGate: MachineGate {
  private let others: @Sendable (Int) -> Double
  private let bytesPerSecond: Double
  private let blocks = Mutex(0)

  /// - Parameters:
  ///   - bytesPerSecond: the speed of each core, alone or not.
  ///   - others: how many cores other programs use during a block, counted from 0.
  package init(bytesPerSecond: Double = 1e9, others: @escaping @Sendable (Int) -> Double = { _ in 0 }) {
    self.bytesPerSecond = bytesPerSecond
    self.others = others
  }

  /// A quiet machine: whatever happens, happens during the block.
  package func open() async -> MachineState? { state(others: 0) }

  /// A machine as busy as during the block.
  package func close() async -> MachineState? {
    state(
      others: others(
        blocks.withLock { blocks in
          blocks += 1
          return blocks - 1
        }))
  }

  private func state(others: Double) -> MachineState {
    MachineState(
      others: others,
      speeds: CoreSpeeds(
        cores: (0..<2).map { .init(number: $0, alone: bytesPerSecond, together: bytesPerSecond, obtained: 1) }))
  }
}

/// An error with a text.
package struct Mishap: Error, CustomStringConvertible {
  /// The text.
  package var description: String

  package init(description: String) { self.description = description }
}

extension TrialResult {
  /// A trial whose units all start at the barrier; unit i takes `milliseconds[i % count]`.
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

/// A machine with two cores and many files, whatever the tests run on.
package let twoCores = Machine(cores: 2, poolWidth: 2, openFiles: 20_000)

extension Schedule {
  /// The schedule of experiments, by default with the quick profile on two cores.
  package static func of(
    _ experiments: Experiment..., profile: Profile = .quick, strategies: [StrategyName] = [], blocks: Int? = nil,
    seed: UInt64 = 1, on machine: Machine = twoCores
  ) throws -> Schedule {
    try Schedule(
      RunChoices(experiments: experiments, profile: profile, strategies: strategies, blocks: blocks, seed: seed),
      machine: machine)
  }

  /// A load by its name; nil if there is none.
  package func load(_ name: String) -> PlannedLoad? { loads.first { $0.spec.name == name } }
}

/// A new path in the system's folder for temporary files. A file or folder there is removed with the value.
package final class ScratchPath {
  /// Absolute; nothing exists there at first.
  package let path: String

  /// - Parameter inMemory: in /dev/shm if there is one (shm_overview(7)), for tests that write thousands of files.
  package init(inMemory: Bool = false) {
    let folder =
      inMemory && FileManager.default.isWritableFile(atPath: "/dev/shm")
      ? "/dev/shm" : FileManager.default.temporaryDirectory.path
    path = folder + "/experiments-tests-" + UUID().uuidString
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Makes the folder of a run at the path.
  ///
  /// - Parameter schedule: the schedule in the run's plan; nil for an empty plan.
  package func makeFolder(for schedule: Schedule? = nil) throws -> RunFolder {
    try RunFolder.create(
      at: path, runID: "run-1",
      plan: try schedule.map { try RunPlan($0, runID: "run-1", arguments: []).json() } ?? "{}\n",
      environment: [Fact("platform", "Debian, \"the\" system"), Fact("none", "")])
  }
}

/// The contents of all files in a folder, by their names, to see whether anything was changed.
package struct RunBytes: Equatable {
  private var contents: [String: Data]

  /// The files of a folder.
  package init(_ path: String) throws {
    contents = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: path) {
      contents[name] = try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
    }
  }

  /// The same with other contents of one file.
  package func replacing(_ name: String, with data: Data) -> RunBytes {
    var copy = self
    copy.contents[name] = data
    return copy
  }

  /// Writes them back, and removes all other files.
  package func restore(to path: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: path) where contents[name] == nil {
      try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }
    for (name, data) in contents { try data.write(to: URL(filePath: "\(path)/\(name)")) }
  }
}

extension Double {
  /// Whether the two are the same except for rounding.
  package func isApproximately(_ other: Double) -> Bool { abs(self - other) <= 1e-9 * Swift.max(1, abs(other)) }
}
