/// Jobs in the order in which they came. A ring that grows and never shrinks: nothing is allocated once it is large enough.
struct JobQueue {
  private var ring: [UnownedJob?] = Array(repeating: nil, count: 64)
  private var head = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func append(_ job: UnownedJob) {
    if count == ring.count { grow() }
    // The capacity is a power of two.
    ring[(head + count) & (ring.count - 1)] = job
    count += 1
  }

  mutating func popFirst() -> UnownedJob? {
    guard count > 0 else { return nil }
    defer {
      head = (head + 1) & (ring.count - 1)
      count -= 1
    }
    return ring[head]
  }

  private mutating func grow() {
    let inOrder = Array(ring[head...]) + ring[..<head]
    ring = inOrder + Array(repeating: nil, count: inOrder.count)
    head = 0
  }
}
