internal import CLinux
import Experiments
import Foundation
import PageProtocol
import Synchronization
import TextFormats
import Workload

/// How many cores' work the machine does when all its cores compute at once: P if each core is independent, about half
/// of P if pairs of cores are hardware threads of one physical core, and less if other programs use them.
final class DeliveredCores: Sendable {
  private let computation: Computation
  private let text: [UInt8]
  private let rates = Mutex<[Double]>([])
  private let ready = DispatchSemaphore(value: 0)
  private let go = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)

  private static let secondsOfSample = 0.02
  private static let rounds = 3

  /// The rate of threads pinned to each core that compute at once, in multiples of the rate of one alone. The best of
  /// three rounds, because disturbances only lower it. Takes about a seventh of a second.
  static func measured(on machine: Machine) -> Double {
    let computation = machine.computation(lasting: secondsOfSample)
    return (0..<rounds).map { _ in
      let alone = DeliveredCores(computation).rate(cores: 1)
      return DeliveredCores(computation).rate(cores: machine.cores) / alone
    }.max() ?? 0
  }

  private init(_ computation: Computation) {
    self.computation = computation
    text = PageText.bytes(computation.pageBytes)
  }

  /// Samples per second, of all threads together.
  private func rate(cores: Int) -> Double {
    for core in 0..<cores { Thread { self.sample(core) }.start() }
    for _ in 0..<cores { ready.wait() }
    for _ in 0..<cores { go.signal() }
    for _ in 0..<cores { done.wait() }
    return rates.withLock { $0.reduce(0, +) }
  }

  private func sample(_ core: Int) {
    clinux_pin_thread(Int32(core))
    ready.signal()
    go.wait()
    let time = ContinuousClock().measure { _ = computation.answer(from: text) }
    rates.withLock { $0.append(1 / time.seconds) }
    done.signal()
  }
}
