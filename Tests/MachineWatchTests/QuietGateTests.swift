import MachineWatch
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1)))
struct QuietGateTests {
  /// Looks that find a machine busy or quiet, as scripted; the last one repeats.
  private final class Script: Sendable {
    private let rest: Mutex<[Bool]>
    let looks = Mutex(0)
    let notes = Mutex<[String]>([])

    init(busy: [Bool]) { rest = Mutex(busy) }

    func look() -> MachineState {
      looks.withLock { $0 += 1 }
      let busy = rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
      return MachineState(others: busy ? 2 : 0, speeds: speeds())
    }

    func gate(patience: Duration) -> QuietGate {
      QuietGate(patience: patience, between: .zero) { [self] in
        look()
      } onWait: { [self] note in
        notes.withLock { $0.append(note) }
      }
    }
  }

  @Test func aQuietMachineIsNotWaitedFor() async {
    let script = Script(busy: [false])
    let gate = script.gate(patience: .seconds(60))
    #expect(await gate.open()?.obstacle == nil)
    #expect(script.looks.withLock { $0 } == 1 && script.notes.withLock { $0 }.isEmpty)
  }

  @Test("It waits until several looks in a row are quiet, and says why.")
  func waits() async {
    let script = Script(busy: [true, true, false, true, false, false, false])
    let gate = script.gate(patience: .seconds(60))
    #expect(await gate.open()?.obstacle == nil)
    #expect(script.looks.withLock { $0 } == 7)
    #expect(script.notes.withLock { $0 } == ["Waiting for a quiet machine: other programs use 2.00 of 2 cores."])
  }

  @Test("When its patience is over it goes on, says so once, and tells that the machine is busy.")
  func impatient() async {
    let script = Script(busy: [true])
    let gate = script.gate(patience: .milliseconds(20))
    for _ in 1...3 { #expect(await gate.open()?.obstacle != nil) }
    let notes = script.notes.withLock { $0 }
    #expect(notes.count == 2 && notes[1].hasPrefix("Going on, although other programs use 2.00 of 2 cores"))
  }

  @Test("What is found after a measurement counts for the next one as well.")
  func afterwards() async {
    let script = Script(busy: [false, true, false])
    let gate = script.gate(patience: .seconds(60))
    _ = await gate.open()
    #expect(await gate.close()?.obstacle != nil)
    #expect(await gate.open()?.obstacle == nil)
    #expect(script.looks.withLock { $0 } == 5 && script.notes.withLock { $0.count } == 1)
  }

  @Test func aCancelledTaskDoesNotWait() async {
    let script = Script(busy: [true])
    let gate = script.gate(patience: .seconds(3600))
    let task = Task { await gate.open() }
    task.cancel()
    #expect(await task.value?.obstacle != nil)
  }
}
