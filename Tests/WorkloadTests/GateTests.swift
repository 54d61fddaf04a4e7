import Foundation
import Synchronization
import Testing
import Workload

@Suite(.timeLimit(.minutes(1)))
struct GateTests {
  @Test("Threads, tasks and listeners wait until the gate is opened.")
  func opening() async {
    let gate = Gate()
    let passed = Atomic(0)
    let all = DispatchSemaphore(value: 0)
    @Sendable func pass() {
      passed.wrappingAdd(1, ordering: .relaxed)
      all.signal()
    }
    gate.whenOpen { pass() }
    Thread {
      gate.blockUntilOpen()
      pass()
    }.start()
    let task = Task.detached {
      await gate.suspendUntilOpen()
      pass()
    }
    while gate.arrived < 2 { await Task.yield() }
    #expect(passed.load(ordering: .relaxed) == 0 && !gate.isOpen && gate.openedNanoseconds == 0)
    gate.open()
    gate.open()
    await task.value
    await withCheckedContinuation { continuation in
      Thread {
        for _ in 0..<3 { all.wait() }
        continuation.resume()
      }.start()
    }
    #expect(passed.load(ordering: .relaxed) == 3 && gate.isOpen && gate.openedNanoseconds > 0)
  }

  @Test("Once the gate is open, calls return at once.")
  func open() async {
    let gate = Gate()
    gate.open()
    gate.blockUntilOpen()
    await gate.suspendUntilOpen()
    var told = false
    withUnsafeMutablePointer(to: &told) { told in
      nonisolated(unsafe) let told = told
      gate.whenOpen { told.pointee = true }
    }
    #expect(told && gate.arrived == 2)
  }

  @Test("A gate with a width opens at the last of these arrivals.")
  func width() {
    let gate = Gate(openingFor: 2)
    gate.arrive()
    #expect(!gate.isOpen)
    gate.arrive()
    #expect(gate.isOpen)
  }
}
