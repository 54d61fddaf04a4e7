internal import TextFormats
internal import Workload

/// The ranges of what a worker says. Sums over all units and differences stay far below the limits of `Int`.
enum Border {
  /// 2⁶⁰ ns are 36 years.
  static let mostNanoseconds: Int64 = 1 << 60
  static let mostSeconds = 1e9
  /// What a double can hold exactly.
  static let mostBytes = 1 << 53
  static let mostCount = 1 << 53
  /// The kernel's limit of process identifiers (PID_MAX_LIMIT).
  static let mostThreads = 1 << 22
  static let highestStatus = 999

  static func check<Value: Comparable>(
    _ value: Value, _ name: String, _ range: @autoclosure () -> ClosedRange<Value>
  ) throws(TrialError) {
    let range = range()
    guard range.contains(value) else {
      throw TrialError("\(name) \(value), not \(range.lowerBound) to \(range.upperBound)")
    }
  }

  static func check(unit: Int, of plan: TrialPlan) throws(TrialError) {
    guard unit >= 0 && unit < plan.units else { throw TrialError("unit \(unit) of \(plan.units)") }
  }

  static func check(fault name: String) throws(TrialError) {
    guard Fault.allCases.contains(where: { $0.name == name }) else {
      throw TrialError("a fault that does not exist: \"\(name.printable(limit: 100))\"")
    }
  }
}
