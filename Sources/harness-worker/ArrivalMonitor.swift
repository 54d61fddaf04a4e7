import Glibc
import HostSystem
import Workload

/// Reports when all units of a load wait at a gate, or when no more of them arrive: those whose threads the system
/// refuses never do.
enum ArrivalMonitor {
  /// Between two looks, in microseconds.
  private static let interval: UInt32 = 5_000
  /// Without a new arrival for this long, in microseconds, no more are expected.
  private static let timeout: UInt32 = 2_000_000

  /// - Parameter report: called once, on the monitor's own thread, with the number of units that wait.
  /// - Throws: `SystemError` if the system refuses the thread.
  static func start(_ gate: Gate, units: Int, report: @escaping @Sendable (Int) -> Void) throws(SystemError) {
    try SystemThread.start(stackBytes: 512 << 10) {
      var before = 0
      var quietFor: UInt32 = 0
      while !gate.isOpen {
        let arrived = gate.arrived
        quietFor = arrived == before ? quietFor + interval : 0
        before = arrived
        if arrived >= units { return report(arrived) }
        if arrived > 0 && quietFor >= timeout {
          report(arrived)
          // If the system refuses threads, the harness may lack one to answer with; so the gate opens anyway.
          usleep(timeout)
          return gate.open()
        }
        usleep(interval)
      }
    }
  }
}
