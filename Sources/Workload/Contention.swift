/// What workers contend for, and for how long.
package struct Contention: Sendable, Codable, Equatable {
  /// What guards the critical section; in JSON `nothing`, `atomic`, `mutex`, `nslock`, `serial-queue` or `actor`.
  package var primitive: Primitive
  /// The length of the critical section in nanoseconds, 0 to 10⁹.
  package var criticalSectionNanoseconds: Int
  /// How long they contend, in seconds from the moment when all workers are ready; above 0, at most a day.
  package var seconds: Double

  package init(_ primitive: Primitive, criticalSectionNanoseconds: Int, seconds: Double) {
    self.primitive = primitive
    self.criticalSectionNanoseconds = criticalSectionNanoseconds
    self.seconds = seconds
  }

  /// What makes the critical section exclusive.
  package enum Primitive: String, Sendable, Codable, CaseIterable {
    /// Nothing is shared: each worker has its own section. The negative control.
    case nothing
    /// Compare-and-exchange of an atomic, repeated if another worker was faster.
    case atomic
    /// `Synchronization.Mutex`.
    case mutex
    /// Foundation's `NSLock`.
    case nsLock = "nslock"
    /// A serial `DispatchQueue`, entered with `sync`.
    case serialQueue = "serial-queue"
    /// An actor. Only tasks can enter it.
    case actor
  }
}

/// What each worker achieved.
package struct ContentionRecord: Sendable, Codable, Equatable {
  /// From the moment when all workers were ready to the end of the last operation, in nanoseconds.
  package var nanoseconds: Int64
  /// Operations per worker.
  package var operations: [Int]
  /// The longest wait for the critical section per worker, in nanoseconds.
  package var longestWaitNanoseconds: [Int64]
  /// The final value of the counter in the critical section. It equals the number of operations if the section was
  /// exclusive. Nil if nothing was shared.
  package var counted: Int?

  package init(nanoseconds: Int64, operations: [Int], longestWaitNanoseconds: [Int64], counted: Int?) {
    self.counted = counted
    self.nanoseconds = nanoseconds
    self.operations = operations
    self.longestWaitNanoseconds = longestWaitNanoseconds
  }
}
