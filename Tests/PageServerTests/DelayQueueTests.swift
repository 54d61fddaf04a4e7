import NIOCore
import PageProtocol
import Testing

@testable import PageServer

@Suite(.timeLimit(.minutes(1))) struct DelayQueueTests {
  private func at(_ seconds: Int64) -> NIODeadline { .uptimeNanoseconds(0) + .seconds(seconds) }

  @Test func wakesInOrderAndNeverEarly() {
    var queue = DelayQueue<Int>()
    for due in [5, 3, 9, 1, 7] as [Int64] { _ = queue.add(Int(due), due: at(due)) }
    #expect(queue.firstDue == at(1))
    #expect(queue.popDue(at: at(0)) == nil)
    #expect((0..<3).map { _ in queue.popDue(at: at(5)) } == [1, 3, 5])
    #expect(queue.popDue(at: at(6)) == nil)
    #expect(queue.firstDue == at(7))
    #expect((0..<3).map { _ in queue.popDue(at: at(9)) } == [7, 9, nil])
    #expect(queue.firstDue == nil)
  }

  @Test func theCancelledAreNotWokenNorHeld() {
    final class Waiter {}
    var queue = DelayQueue<Waiter>()
    weak var gone: Waiter?
    var ticket: DelayQueue<Waiter>.Ticket
    do {
      let waiter = Waiter()
      gone = waiter
      ticket = queue.add(waiter, due: at(1000))
    }
    #expect(gone != nil)
    queue.cancel(ticket)
    #expect(gone == nil)
    let other = Waiter()
    ticket = queue.add(other, due: at(1))
    #expect(queue.popDue(at: at(2)) === other)
    #expect(queue.popDue(at: at(2000)) == nil)
  }

  /// Against a sorted list, with slots freed and used again.
  @Test func agreesWithASortedList() {
    var generator = SeededGenerator(seed: 11)
    var queue = DelayQueue<UInt64>()
    var waiting: [(due: Int64, name: UInt64, ticket: DelayQueue<UInt64>.Ticket)] = []
    var now: Int64 = 0
    for name in 0..<5000 as Range<UInt64> {
      let due = now + Int64(generator.next() % 50)
      waiting.append((due, name, queue.add(name, due: at(due))))
      if name % 3 == 0, let place = waiting.indices.randomElement(using: &generator) {
        queue.cancel(waiting.remove(at: place).ticket)
      }
      if name % 2 == 0 {
        now += 2
        var woken: Set<UInt64> = []
        while let name = queue.popDue(at: at(now)) { woken.insert(name) }
        #expect(woken == Set(waiting.filter { $0.due <= now }.map(\.name)))
        waiting.removeAll { $0.due <= now }
      }
    }
  }

  @Test func manyDelaysAreAllAnswered() throws {
    try withServer { server in
      let load = try run(
        "/usr/bin/curl",
        ["-sS", "--max-time", "20", "-o", "/dev/null", "--http1.1", "--parallel", "--parallel-immediate"]
          + ["--parallel-max", "200", "\(server.url)/page?size=1&delay=uniform:0:40ms&seed=[1-400]"])
      #expect(load.exitCode == 0)
      let statistics = try server.statistics()
      #expect(statistics.responses == ["200": 400])
      #expect(statistics.inFlight == 0)
      #expect(statistics.service.max <= 0.040 + statistics.lateness.max + 1e-6)
    }
  }
}
