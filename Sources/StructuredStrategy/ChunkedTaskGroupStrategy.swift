package import Workload

/// A child task for each chunk of consecutive units, at most c alive: for units that are too small to be tasks.
package struct ChunkedTaskGroupStrategy<Clock: AsyncClock>: AsyncStrategy {
  private let clock: Clock

  /// Chunks for each of the c tasks that are alive at once: more chunks balance the work better, fewer cost less.
  private static var chunksPerTask: Int { 8 }

  /// - Parameter clock: waits for arrivals.
  package init(clock: Clock) { self.clock = clock }

  package func run(_ load: Load, on performer: some AsyncPerformer) async {
    let size = max(1, load.units.count / (max(1, load.width) * Self.chunksPerTask))
    await withTaskGroup(of: Void.self) { group in
      var alive = 0
      for start in stride(from: load.units.lowerBound, to: load.units.upperBound, by: size) {
        if alive < load.limit { alive += 1 } else { await group.next() }
        group.addTask { await run(start..<min(start + size, load.units.upperBound), of: load, on: performer) }
      }
    }
  }

  private func run(_ chunk: Range<Int>, of load: Load, on performer: some AsyncPerformer) async {
    for index in chunk {
      let unit = Unit(index: index)
      if let due = load.wait(for: unit) { await clock.wait(until: due) }
      guard !load.stop.isRaised, !Task.isCancelled else { return }
      _ = await performer.perform(unit)
    }
  }
}
