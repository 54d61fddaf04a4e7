import Foundation
import Primitives
import Testing
import Workload

@Suite(.timeLimit(.minutes(1)))
struct ContendingTests {
  private static let workers = 4

  /// Runs workers, started by `run`, and returns their record.
  private func record(
    _ contention: Contention, _ run: (Contending, Gate, DispatchGroup) -> Void
  ) -> (ContentionRecord, outcomes: Int) {
    let gate = Gate(openingFor: Self.workers)
    let recorder = ContentionRecorder(workers: Self.workers)
    let done = DispatchGroup()
    run(Contending(contention, gate: gate, recorder: recorder, stop: StopFlag()), gate, done)
    done.wait()
    return (recorder.record(since: gate.openedNanoseconds), gate.arrived)
  }

  @Test(
    "Every worker gets at least one turn, and none starts before all have arrived.",
    arguments: Contention.Primitive.allCases.filter { $0 != .actor })
  func threads(primitive: Contention.Primitive) {
    let (record, arrived) = record(Contention(primitive, criticalSectionNanoseconds: 1000, seconds: 0.02)) {
      contending, _, done in
      for worker in 0..<Self.workers {
        done.enter()
        Thread {
          _ = contending.perform(Unit(index: worker))
          done.leave()
        }.start()
      }
    }
    #expect(arrived == Self.workers && record.operations.count == Self.workers)
    #expect(record.operations.allSatisfy { $0 >= 1 })
    #expect(record.nanoseconds >= 20_000_000)
    #expect(record.counted == (primitive == .nothing ? nil : record.operations.reduce(0, +)))
  }

  @Test(
    "Mutual exclusion: the run takes at least as long as all sections together.",
    arguments: [Contention.Primitive.mutex, .nsLock, .serialQueue])
  func exclusion(primitive: Contention.Primitive) {
    let (record, _) = record(Contention(primitive, criticalSectionNanoseconds: 10_000, seconds: 0.02)) {
      contending, _, done in
      for worker in 0..<Self.workers {
        done.enter()
        Thread {
          _ = contending.perform(Unit(index: worker))
          done.leave()
        }.start()
      }
    }
    #expect(record.nanoseconds >= Int64(record.operations.reduce(0, +)) * 10_000)
  }

  @Test("Tasks enter an actor one at a time.")
  func tasks() {
    let (record, _) = record(Contention(.actor, criticalSectionNanoseconds: 10_000, seconds: 0.02)) {
      contending, _, done in
      for worker in 0..<Self.workers {
        done.enter()
        Task.detached {
          _ = await contending.perform(Unit(index: worker))
          done.leave()
        }
      }
    }
    #expect(record.operations.allSatisfy { $0 >= 1 } && record.counted == record.operations.reduce(0, +))
    #expect(record.nanoseconds >= Int64(record.operations.reduce(0, +)) * 10_000)
  }
}
