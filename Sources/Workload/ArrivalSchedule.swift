/// When each unit of a load is due.
package struct ArrivalSchedule: Sendable {
  private let start: Int64
  private let times: [Int64]
  private let firstUnit: Int

  /// From the barrier to the start of an open loop, in nanoseconds: time for a strategy to get its threads up before the
  /// first unit arrives.
  package static let headStart: Int64 = 10_000_000

  /// - Parameters:
  ///   - times: nanoseconds from the start, one for each unit (``Arrivals/times(count:)``).
  ///   - firstUnit: whose time the first is.
  ///   - start: on ``MonotonicTime``'s clock.
  package init(_ times: [Int64], firstUnit: Int = 0, start: Int64) {
    self.times = times
    self.firstUnit = firstUnit
    self.start = start
  }

  /// The intended time of a unit, in nanoseconds on ``MonotonicTime``'s clock.
  package func due(_ unit: Unit) -> Int64 { start + times[unit.index - firstUnit] }
}
