/// Does one unit at a time, on the calling thread, which waits meanwhile.
package protocol BlockingPerformer: ~Copyable, Sendable {
  mutating func perform(_ unit: Unit) -> Outcome
}

/// Starts units that end in a callback. Call it on its event loop's thread only; it calls back there, never from within `start`.
package protocol CallbackPerformer {
  func start(_ unit: Unit, then finish: @escaping (Outcome) -> Void)
}

/// Does units for tasks, which suspend meanwhile. Any number at once, from any thread.
package protocol AsyncPerformer: Sendable {
  func perform(_ unit: Unit) async -> Outcome
}
