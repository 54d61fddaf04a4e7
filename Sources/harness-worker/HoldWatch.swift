import Foundation
import Workload

/// Tells when all units of a load wait at a gate, or when no more of them come: threads that the system refuses never do.
enum HoldWatch {
  /// How often it looks, and how long nothing may come, in microseconds.
  private static let interval: UInt32 = 5_000
  private static let patience: UInt32 = 2_000_000

  /// - Parameter report: called once, on a thread of the watch's own, with the number of units that wait.
  static func start(_ gate: Gate, units: Int, report: @escaping @Sendable (Int) -> Void) {
    let thread = Thread {
      var before = 0
      var stillFor: UInt32 = 0
      while !gate.isOpen {
        let arrived = gate.arrived
        stillFor = arrived == before ? stillFor + interval : 0
        before = arrived
        if arrived >= units || (arrived > 0 && stillFor >= patience) { return report(arrived) }
        usleep(interval)
      }
    }
    thread.stackSize = 512 << 10
    thread.start()
  }
}
