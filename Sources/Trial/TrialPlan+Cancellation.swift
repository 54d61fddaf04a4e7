extension TrialPlan {
  /// How a trial is ended before its units are, to see what that takes and what is left.
  package struct Cancellation: Sendable, Codable, Equatable {
    package enum Trigger: String, Sendable, Codable {
      /// The harness says `cancel`.
      case order
      /// A unit fails, and takes all others with it.
      case fault
    }

    package var trigger: Trigger
    /// When it comes, in seconds after `go`: by order then, by a fault about then.
    package var afterSeconds: Double

    /// How long after it worker and harness count what is left.
    package static let leftoverCheckSeconds = 1.0
    /// How long the worker stays after that, because the end of a process closes what it has left open.
    package static let graceSeconds = 0.25

    package init(_ trigger: Trigger, afterSeconds: Double) {
      self.trigger = trigger
      self.afterSeconds = afterSeconds
    }

    /// When what is left is counted, in seconds after `go`.
    package var leftoverCheckAt: Double { afterSeconds + Self.leftoverCheckSeconds }
  }
}
