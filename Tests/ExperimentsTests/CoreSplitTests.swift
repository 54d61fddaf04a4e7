import Experiments
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CoreSplitTests {
  @Test("Fewer than four cores are shared; of more the server has half, and four at most.")
  func rule() {
    #expect(CoreSplit(allowed: [0, 1, 2]) == nil)
    #expect(CoreSplit(allowed: [0, 1, 2, 3]) == CoreSplit(server: [2, 3], worker: [0, 1]))
    #expect(CoreSplit(allowed: [4, 6, 8, 10, 12]) == CoreSplit(server: [10, 12], worker: [4, 6, 8]))
    #expect(CoreSplit(allowed: Array(0..<32))?.server == [28, 29, 30, 31])
  }

  @Test("Predictions go by the cores that the client has, and the server gets a thread for each of its own.")
  func machine() {
    var machine = Machine(cores: 12, poolWidth: 12, openFiles: 1024)
    machine.pinning = CoreSplit(server: [12, 13, 14, 15], worker: Array(0..<12))
    #expect(machine.serverThreads == 4)
    let here = Machine.current()
    #expect(here.pinning == nil || here.cores == here.pinning?.worker.count)
    #expect(HostFacts.facts().first { $0.key == "pinning" }?.value.isEmpty == false)
  }
}
