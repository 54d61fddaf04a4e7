internal import CLinux
internal import Glibc
package import HostSystem
internal import PageProtocol
internal import Synchronization
internal import Workload

/// Measures ``CoreSpeeds``: a thread pinned to each core computes at the same time as the others, then alone.
///
/// The threads go by the clock, because a signal would need a thread that is awake to send it.
package struct CoreProbe: Sendable {
  /// The cores that this process may use, as taskset(1) numbers them.
  private let cores: [Int]
  private let computation: Computation
  private let text: [UInt8]

  /// A core takes a while to wake up and to load the code.
  private static let headStart: Int64 = 1_000_000
  private static let together: Int64 = 8_000_000
  private static let alone: Int64 = 4_000_000
  /// More cores are not measured alone, so that a probe takes 30 ms at most.
  private static let mostAlone = 4

  /// A probe of the cores that this process may use.
  ///
  /// - Parameter pageBytes: the length of the text that one pass reads, in bytes (``Workload/Computation/pageBytes``).
  package init(pageBytes: Int) {
    let allowed = CoreSplit.cores(inList: KernelFiles().value(of: "Cpus_allowed_list", in: "/proc/self/status"))
    cores = allowed.isEmpty ? [0] : allowed
    // About 20 µs between two looks at the clock.
    computation = Computation(pageBytes: pageBytes, passes: max(1, 20_000 / pageBytes))
    text = PageText.bytes(pageBytes)
  }

  /// Measures, which takes about 10 ms and 5 ms more for each of up to four cores.
  ///
  /// - Throws: `SystemError` if the system refuses a thread.
  package func measure() async throws(SystemError) -> CoreSpeeds {
    let found = Findings()
    let start = clinux_monotonic_nanoseconds() + 2 * Self.headStart
    let stride = max(1, cores.count / Self.mostAlone)
    var refusal: SystemError?
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      found.expect(cores.count) { continuation.resume() }
      for place in cores.indices {
        let turn = place.isMultiple(of: stride) && place / stride < Self.mostAlone ? place / stride : nil
        do throws(SystemError) {
          try SystemThread.start(stackBytes: 256 << 10) { found.add(sample(place, from: start, aloneAt: turn)) }
        } catch {
          refusal = error
          found.add(nil)
        }
      }
    }
    if let refusal { throw refusal }
    return CoreSpeeds(cores: found.cores.sorted { $0.number < $1.number })
  }

  /// Runs on the thread of one core.
  ///
  /// - Parameter turn: in which place of those that compute alone; nil: not at all.
  private func sample(_ place: Int, from start: Int64, aloneAt turn: Int?) -> CoreSpeeds.Core {
    clinux_pin_thread(Int32(place))
    let together = speed(from: start, for: Self.together)
    let alone = turn.map { turn in
      let begin = start + Self.together + Int64(turn) * (Self.alone + Self.headStart) + Self.headStart
      return speed(from: begin, for: Self.alone).bytesPerSecond
    }
    return CoreSpeeds.Core(
      number: cores[place], alone: alone, together: together.bytesPerSecond, obtained: together.obtained)
  }

  private func speed(from begin: Int64, for duration: Int64) -> (bytesPerSecond: Double, obtained: Double) {
    while clinux_monotonic_nanoseconds() < begin - Self.headStart { usleep(100) }
    // Awake and warm at the beginning.
    while clinux_monotonic_nanoseconds() < begin { _ = computation.answer(from: text) }
    let (start, used) = (clinux_monotonic_nanoseconds(), clinux_thread_nanoseconds())
    var passes = 0
    while clinux_monotonic_nanoseconds() < begin + duration {
      _ = computation.answer(from: text)
      passes += computation.passes
    }
    let wall = max(1, Double(clinux_monotonic_nanoseconds() - start))
    let obtained = Double(clinux_thread_nanoseconds() - used) / wall
    return (Double(passes * computation.pageBytes) / wall * 1e9, min(1, max(0, obtained)))
  }
}

/// Collects the samples of the cores.
private final class Findings: Sendable {
  private struct State {
    var missing = 0
    var cores: [CoreSpeeds.Core] = []
    var whenComplete: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  var cores: [CoreSpeeds.Core] { state.withLock { $0.cores } }

  func expect(_ count: Int, _ whenComplete: @escaping @Sendable () -> Void) {
    state.withLock {
      $0.missing = count
      $0.whenComplete = whenComplete
    }
  }

  /// - Parameter core: nil if there will be no sample of one of the cores.
  func add(_ core: CoreSpeeds.Core?) {
    let complete = state.withLock { state -> (@Sendable () -> Void)? in
      state.missing -= 1
      if let core { state.cores.append(core) }
      return state.missing == 0 ? state.whenComplete : nil
    }
    complete?()
  }
}
