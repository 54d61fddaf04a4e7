internal import CLinux
import Experiments
import Foundation
package import HostSystem
import PageProtocol
import Synchronization
import TextFormats
import Workload

/// How many cores' work the machine does when all its cores compute at once: half of P where two of the kernel's cores are two
/// halves of one, less where others use them too.
final class DeliveredCores: Sendable {
  private let computation: Computation
  private let text: [UInt8]
  private let rates = Mutex<[Double]>([])
  private let ready = DispatchSemaphore(value: 0)
  private let go = DispatchSemaphore(value: 0)
  private let done = DispatchSemaphore(value: 0)

  private static let secondsOfSample = 0.02
  private static let rounds = 3

  /// The work that threads pinned to each core do at once, in multiples of what one does alone; the best of three rounds, for
  /// what disturbs one only makes it less. Takes about a seventh of a second.
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

  /// Samples a second, of all threads together.
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

extension Machine {
  /// What is recorded about the machine beside ``HostFacts``: how client and server share it, and how many cores it delivers.
  fileprivate var facts: [Fact] {
    let delivered = DeliveredCores.measured(on: self)
    return [
      Fact("pinning", pinningText),
      Fact(
        "cores_delivered",
        delivered.formatted(.number.precision(.fractionLength(2)).locale(Locale(identifier: "en_US")))),
    ]
  }
}

/// Everything that is recorded about machine and programs before a run. Takes about a fifth of a second, most of it to measure
/// the cores.
package enum RecordedEnvironment {
  /// - Parameters:
  ///   - worker: path of the worker's binary, if there is one.
  ///   - libcurl: the version of libcurl that the programs are linked with.
  package static func facts(worker: String?, libcurl: String) async -> [Fact] {
    HostFacts.facts() + Machine.current().facts + (await BuildFacts.facts(worker: worker, libcurl: libcurl))
  }
}
