/// The workers that a strategy runs the units of a load on: threads, or places in an event loop. The pool may grow.
package struct WorkerPool: Sendable, Equatable {
  /// Workers at the start, at least 1.
  package let initial: Int
  /// The maximum number of workers; one is added per second until then.
  package let most: Int

  /// A pool that does not grow.
  package init(fixed count: Int) { self.init(initial: count, growingTo: count) }

  /// A pool that grows by one worker per second, as libdispatch's does while all its threads block.
  package init(initial: Int, growingTo most: Int) {
    self.initial = max(1, initial)
    self.most = max(1, initial, most)
  }

  /// When each unit ends, in seconds from the start, if each worker takes the next unit as soon as it is free: list
  /// scheduling (Graham, "Bounds on multiprocessing timing anomalies", SIAM J. Appl. Math. 1969).
  ///
  /// - Parameter durations: of the units, in seconds.
  package func completions(of durations: [Double]) -> [Double] {
    if durations.count <= initial { return durations }
    var freeAt = [Double](repeating: 0, count: initial)
    return durations.map { duration in
      // There is at least one worker, so the default is never used.
      var next = freeAt.indices.min { freeAt[$0] < freeAt[$1] } ?? 0
      let nextToJoin = Double(freeAt.count - initial + 1)
      if freeAt.count < most && nextToJoin < freeAt[next] {
        next = freeAt.count
        freeAt.append(nextToJoin)
      }
      freeAt[next] += duration
      return freeAt[next]
    }
  }

  /// When the last of the units ends, in seconds; 0 if there are none.
  package func makespan(of durations: [Double]) -> Double {
    if let first = durations.first, initial == most, durations.allSatisfy({ $0 == first }) {
      return Double((durations.count + initial - 1) / initial) * first
    }
    return completions(of: durations).max() ?? 0
  }
}
