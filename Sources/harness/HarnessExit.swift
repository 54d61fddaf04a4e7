import ArgumentParser

/// What the exit code says beyond success (0), failure (1) and arguments that make no sense (64).
enum HarnessExit {
  /// Something costs more than it did.
  static let regression = ExitCode(10)
  /// Not enough is known.
  static let inconclusive = ExitCode(11)
  /// A reference differs from itself: the machine was not still enough.
  static let controlFailed = ExitCode(12)
}
