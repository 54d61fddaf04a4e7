/// Workers that all want the same thing at the same time.
package struct Contention: Sendable, Codable, Equatable {
  package var primitive: Primitive
  /// How long each of them keeps it, in nanoseconds.
  package var criticalSectionNanoseconds: Int
  /// How long they go on, from the moment that all of them are there.
  package var seconds: Double

  package init(_ primitive: Primitive, criticalSectionNanoseconds: Int, seconds: Double) {
    self.primitive = primitive
    self.criticalSectionNanoseconds = criticalSectionNanoseconds
    self.seconds = seconds
  }

  /// What keeps workers from changing the same thing at once.
  package enum Primitive: String, Sendable, Codable, CaseIterable {
    /// Nothing is shared: each has its own. The negative control.
    case nothing
    /// Compare and exchange, and try again if another was faster.
    case atomic
    /// `Mutex` of the standard library.
    case mutex
    /// Foundation's `NSLock`.
    case nsLock = "nslock"
    /// A serial `DispatchQueue`, entered with `sync`.
    case serialQueue = "serial-queue"
    /// An actor, which only tasks can enter.
    case actor
  }
}

/// What each worker got.
package struct ContentionRecord: Sendable, Codable, Equatable {
  /// From the moment that all workers were there to the end of the last operation, in nanoseconds.
  package var nanoseconds: Int64
  /// Operations of each worker.
  package var operations: [Int]
  /// The longest that each waited for its turn, in nanoseconds.
  package var longestWaitNanoseconds: [Int64]
  /// What the shared count came to: as many as there were operations, if it was kept from all but one at a time. Nil where
  /// nothing was shared, which nothing can be said of.
  package var counted: Int?

  package init(nanoseconds: Int64, operations: [Int], longestWaitNanoseconds: [Int64], counted: Int?) {
    self.counted = counted
    self.nanoseconds = nanoseconds
    self.operations = operations
    self.longestWaitNanoseconds = longestWaitNanoseconds
  }
}
