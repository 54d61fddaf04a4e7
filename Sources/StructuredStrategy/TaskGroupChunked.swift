package import Workload

/// A child task for each chunk of units, at most c alive: what one writes when a unit is too small to be a task.
package struct TaskGroupChunked<Clock: AsyncClock>: AsyncStrategy {
  private let clock: Clock

  /// Chunks for each of the c places: more of them share the work out more evenly, fewer cost less.
  package static var chunksPerPlace: Int { 8 }

  package init(clock: Clock) { self.clock = clock }

  package func run(_ load: Load, on performer: some AsyncPerformer) async {
    let size = max(1, load.units.count / (max(1, load.width) * Self.chunksPerPlace))
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
