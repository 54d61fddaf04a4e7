package import Experiments
import PageProtocol
import Strategies
package import Trial
internal import Workload

/// A load and its variants: copies, which must not be found different, and planted slow-downs, which must.
package struct Subject: Sendable {
  /// Its name in files.
  package let name: String
  /// The quantity by which trials are compared.
  package let quantity: Quantity
  /// The copies, and the slow-downs.
  package let variants: [Variant]

  /// One kind of trial.
  package struct Variant: Sendable {
    /// Its name in files, unique in its subject.
    package let label: String
    /// The planted slow-down as a share: 0.1 for 10 % more of the metric; 0 for a copy.
    package let planted: Double
    /// What the runner is asked for.
    package let request: TrialRequest
  }

  /// The labels of the copies, at least two.
  package var copies: [String] { variants.filter { $0.planted == 0 }.map(\.label) }

  /// Whether the trials of a block take turns.
  package var takesTurns: Bool { variants.contains { $0.request.plan.turns != nil } }

  /// The planted differences, as shares.
  private static let plants = [0.02, 0.05, 0.1]
  private static let copyCount = 6

  /// Pages without delay on a pool of threads in turns, compared by CPU time per page. The slow-downs compute after
  /// each page.
  ///
  /// - Parameters:
  ///   - secondsPerPage: CPU time per page of a copy, at least 0.
  ///   - secondsPerByte: the result of `Computation.secondsPerByte(pageBytes:)` for ``busyPageBytes``.
  ///   - machine: the machine that runs the trials.
  package static func busy(secondsPerPage: Double, secondsPerByte: Double, on machine: Machine) -> Subject {
    Subject("busy", Quantity(.cpuPerUnit), plant: "work", machine) { share in
      busyLoad(extraSeconds: share * secondsPerPage, secondsPerByte)
    }
  }

  /// Pages with a delay of 20 ms on a pool of threads, compared by runtime. The slow-downs have a longer delay.
  ///
  /// - Parameter machine: the machine that runs the trials.
  package static func waiting(on machine: Machine) -> Subject {
    Subject("waiting", Quantity(.runtime), plant: "delay", machine) { share in
      let page = ServedPage(name: "page", request: PageRequest(delay: delay(milliseconds: 20 * (1 + share))))
      return LoadSpec(name: "waiting", units: 40, concurrency: 20, pages: .fixed([page]))
    }
  }

  /// One page in fifty has a delay of 40 ms, the others of 2 ms, on a pool of threads; compared by the 99th percentile
  /// of the pages' times. With the slow-downs, only the slow pages take longer.
  ///
  /// - Parameter machine: the machine that runs the trials.
  package static func tail(on machine: Machine) -> Subject {
    Subject("tail", Quantity(.latency, stat: "p99"), plant: "slow pages", machine) { share in
      let fast = ServedPage(name: "fast", request: PageRequest(delay: delay(milliseconds: 2)))
      let slow = ServedPage(name: "slow", request: PageRequest(delay: delay(milliseconds: 40 * (1 + share))))
      return LoadSpec(
        name: "tail", units: 2000, concurrency: 20,
        pages: .fixed([slow] + [ServedPage](repeating: fast, count: 49)))
    }
  }

  /// Two hundred threads that wait, each with 64 KiB of its stack used, compared by the memory that they add. The
  /// additions are whole pages of 4 KiB.
  ///
  /// - Parameters:
  ///   - bytesPerThread: memory that a thread of a copy adds.
  ///   - machine: the machine that runs the trials.
  package static func memory(bytesPerThread: Double, on machine: Machine) -> Subject {
    let page = 4096.0
    let plants = [1.0, 2].map { $0 * page / max(page, bytesPerThread) }
    return Subject("memory", Quantity(.residentAdded), plant: "stack", plants: plants, machine) { share in
      let more = Int((share * max(page, bytesPerThread) / page).rounded() * page)
      return LoadSpec(
        name: "memory", work: .hold(stackBytes: 64 << 10 + more), units: heldThreads, concurrency: heldThreads,
        pages: .none)
    }
  }

  /// The units of the subject ``memory(bytesPerThread:on:)``.
  package static let heldThreads = 200

  private init(
    _ name: String, _ quantity: Quantity, plant: String, plants: [Double] = plants, _ machine: Machine,
    load: (Double) -> LoadSpec
  ) {
    self.name = name
    self.quantity = quantity
    let copies = (1...Self.copyCount).map { Self.variant("A\($0)", 0, load(0), machine) }
    variants = copies + plants.map { Self.variant("\(plant) +\(Self.percent($0))", $0, load($0), machine) }
  }

  private static func delay(milliseconds: Double) -> LatencyProfile {
    .constant(.microseconds(Int64((milliseconds * 1000).rounded())))
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private static func variant(_ label: String, _ planted: Double, _ load: LoadSpec, _ machine: Machine) -> Variant {
    let resolved = ResolvedLoad(load, seed: 1)
    return Variant(
      label: label, planted: planted, request: resolved.request(for: .threadPool, on: machine, turns: resolved.turns))
  }

  /// The size of a page of the busy subject. Computing is whole passes over a page, so a small page makes fine steps.
  package static let busyPageBytes = 128

  /// Copies compute too, for 5 µs per page, so that variants differ only in the amount.
  private static func busyLoad(extraSeconds: Double, _ secondsPerByte: Double) -> LoadSpec {
    let page = ServedPage(name: "page", request: PageRequest(size: busyPageBytes))
    let computation = Computation(
      lasting: 5e-6 + extraSeconds, pageBytes: page.request.size, secondsPerByte: secondsPerByte)
    var load = LoadSpec(
      name: "busy", work: .fetchThenCompute(computation), units: 6400, concurrency: 8, pages: .fixed([page]))
    load.mostTurns = 16
    return load
  }
}
