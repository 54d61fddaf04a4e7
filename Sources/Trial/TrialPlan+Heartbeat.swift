extension TrialPlan {
  /// Something tiny that wants to run every few milliseconds beside the load: how late it is tells who waits for whom.
  package struct Heartbeat: Sendable, Codable, Equatable {
    /// Where a beat runs.
    package enum Place: String, Sendable, Codable, CaseIterable {
      /// Where the strategy runs its units: on its loop, in a task of the default pool, on Dispatch's global queue, or on a
      /// thread of its own.
      case home
      /// On a thread of its own, which does nothing else.
      case thread
      /// As a block on Dispatch's global queue.
      case dispatch
      /// As a task on the default pool.
      case task
    }

    /// What a beat waits for before it is sent.
    package enum Pacing: String, Sendable, Codable {
      /// Its time, whatever became of those before it: an open loop.
      case schedule
      /// The one before it, and then the interval: a closed loop, which sends little while much is late.
      case reply
    }

    package var place: Place
    package var pacing: Pacing
    package var intervalSeconds: Double
    /// How much longer than the load it goes on, as a share of the load's runtime.
    package var tail: Double

    package init(_ place: Place, _ pacing: Pacing = .schedule, intervalSeconds: Double = 0.005, tail: Double = 0) {
      self.place = place
      self.pacing = pacing
      self.intervalSeconds = intervalSeconds
      self.tail = tail
    }
  }
}

/// How late the beats of one heartbeat were.
package struct HeartbeatRecord: Sendable, Codable, Equatable {
  package var heartbeat: TrialPlan.Heartbeat
  /// When each was due, in nanoseconds from the barrier; one that waits for a reply is due an interval after that.
  package var dueNanoseconds: [Int64]
  /// From then until it ran; -1 where it never did.
  package var lateNanoseconds: [Int64]
  /// When nobody waited for them any more, in nanoseconds from the barrier.
  package var endNanoseconds: Int64

  package init(
    heartbeat: TrialPlan.Heartbeat, dueNanoseconds: [Int64], lateNanoseconds: [Int64], endNanoseconds: Int64
  ) {
    self.endNanoseconds = endNanoseconds
    self.heartbeat = heartbeat
    self.dueNanoseconds = dueNanoseconds
    self.lateNanoseconds = lateNanoseconds
  }
}
