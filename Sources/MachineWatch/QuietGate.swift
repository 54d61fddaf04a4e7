/// What a measurement has to pass when it begins and when it ends.
package protocol MachineGate: Sendable {
  /// Before a measurement.
  ///
  /// - Returns: the machine's state just before it; nil if it is unknown.
  func open() async -> MachineState?
  /// After the measurement.
  ///
  /// - Returns: the machine's state just after it, with ``MachineState/others`` since ``open()``; nil if it is unknown.
  func close() async -> MachineState?
}

/// Lets a measurement begin when the machine is quiet, or when its patience is over; and says afterwards how busy the
/// machine was with other things meanwhile.
package actor QuietGate: MachineGate {
  private let look: @Sendable () async -> MachineState?
  private let onWait: @Sendable (String) -> Void
  private let between: Duration
  private var patience: Duration
  private var latest: MachineState?
  private var hasGivenUp = false

  /// How long all waiting of a run may take together.
  package static let usualPatience = Duration.seconds(60)
  /// A program that comes and goes must not be taken for one that has ended.
  private static let quietLooks = 3

  /// - Parameters:
  ///   - patience: how long all waiting may take together.
  ///   - between: the time between two looks while it waits.
  ///   - look: looks at the machine; nil if that is impossible.
  ///   - onWait: called with a sentence when waiting begins, and when it is in vain for the first time.
  package init(
    patience: Duration = usualPatience, between: Duration = .milliseconds(500),
    look: @escaping @Sendable () async -> MachineState?, onWait: @escaping @Sendable (String) -> Void
  ) {
    self.patience = patience
    self.between = between
    self.look = look
    self.onWait = onWait
  }

  /// Waits until the machine is quiet. Returns early when the task is cancelled.
  package func open() async -> MachineState? {
    if latest == nil { latest = await look() }
    guard let obstacle = latest?.obstacle else { return latest }
    if patience > .zero {
      onWait("Waiting for a quiet machine: \(obstacle).")
      await wait()
    }
    if let obstacle = latest?.obstacle, !Task.isCancelled, !hasGivenUp {
      hasGivenUp = true
      onWait("Going on, although \(obstacle). What is measured on a busy machine gets no verdict.")
    }
    return latest
  }

  package func close() async -> MachineState? {
    latest = await look()
    return latest
  }

  private func wait() async {
    let start = ContinuousClock.now
    var quiet = 0
    while quiet < Self.quietLooks, ContinuousClock.now - start < patience, !Task.isCancelled {
      try? await Task.sleep(for: between)
      latest = await look()
      guard let latest else { break }
      quiet = latest.obstacle == nil ? quiet + 1 : 0
    }
    patience -= ContinuousClock.now - start
  }
}

extension QuietGate {
  /// A gate that looks at this machine.
  ///
  /// - Parameters:
  ///   - pageBytes: as for ``CoreProbe``.
  ///   - patience, onWait: as for the other initialiser.
  package init(pageBytes: Int, patience: Duration, onWait: @escaping @Sendable (String) -> Void) {
    let watcher = MachineWatcher(CoreProbe(pageBytes: pageBytes))
    self.init(patience: patience, look: { try? await watcher.look() }, onWait: onWait)
  }
}
