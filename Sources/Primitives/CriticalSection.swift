internal import CLinux

/// What a worker does while it has what all want: a number to count up, and time to spend.
struct CriticalSection {
  let nanoseconds: Int64

  /// - Parameters:
  ///   - count: what is shared; one more afterwards. Read at the beginning and written at the end, so that whoever is let in
  ///     meanwhile is not counted.
  ///   - entered: becomes the moment at which the section began.
  func run(_ count: inout Int, _ entered: inout Int64) {
    entered = clinux_monotonic_nanoseconds()
    let before = count
    spend(since: entered)
    count = before &+ 1
  }

  /// Keeps the processor busy. By the clock, so that the section is as long wherever and however often it is interrupted.
  func spend(since start: Int64) {
    guard nanoseconds > 0 else { return }
    while clinux_monotonic_nanoseconds() - start < nanoseconds {}
  }
}
