import Foundation
import HostSystem
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CoreSplitTests {
  @Test("Fewer than four cores are shared; of more, the server gets half, at most four.")
  func rule() {
    #expect(CoreSplit(allowed: [0, 1, 2]) == nil)
    #expect(CoreSplit(allowed: [0, 1, 2, 3]) == CoreSplit(server: [2, 3], worker: [0, 1]))
    #expect(CoreSplit(allowed: [4, 6, 8, 10, 12]) == CoreSplit(server: [10, 12], worker: [4, 6, 8]))
    #expect(CoreSplit(allowed: Array(0..<32))?.server == [28, 29, 30, 31])
  }
}
