/// The workers, threads or places in an event loop, that a strategy has for a load; some may come later.
package struct WorkerPool: Sendable, Equatable {
  /// Workers from the start, at least 1.
  package let initial: Int
  /// The most there can be; one comes each second until then.
  package let most: Int

  /// A pool that stays as it is.
  package init(fixed count: Int) { self.init(initial: count, growingTo: count) }

  /// A pool that gains a worker each second.
  package init(initial: Int, growingTo most: Int) {
    self.initial = max(1, initial)
    self.most = max(1, initial, most)
  }

  /// When each unit ends, in seconds from the start, if the units are taken in order by whichever worker is free first:
  /// list scheduling (Graham, "Bounds on multiprocessing timing anomalies", SIAM J. Appl. Math. 1969).
  ///
  /// - Parameter durations: what each unit takes, in seconds.
  package func completions(of durations: [Double]) -> [Double] {
    if durations.count <= initial { return durations }
    var freeAt = [Double](repeating: 0, count: initial)
    return durations.map { duration in
      // There is at least one worker, so the default is never taken.
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
