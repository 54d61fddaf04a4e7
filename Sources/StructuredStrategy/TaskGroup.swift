package import Workload

/// A child task for each unit, at most c alive, on whatever executor the caller prefers; by default the cooperative pool.
package struct TaskGroup: AsyncStrategy {
  package init() {}

  package func run(_ load: Load, on performer: some AsyncPerformer) async {
    let units = UnitCounter(load)
    await withTaskGroup { group in
      for _ in 0..<load.width {
        guard let unit = units.take() else { return }
        group.addTask { _ = await performer.perform(unit) }
      }
      while await group.next() != nil {
        guard !Task.isCancelled, let unit = units.take() else { continue }
        group.addTask { _ = await performer.perform(unit) }
      }
    }
  }
}
