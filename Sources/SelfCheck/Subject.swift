package import Experiments
import PageProtocol
import Strategies
package import Trial
internal import Workload

/// A load and its variants: copies, which must not be found different, and planted slow-downs, which must.
package struct Subject: Sendable {
  /// Its name in files.
  package let name: String
  /// The metric by which trials are compared.
  package let metric: Metric
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

  /// The planted slow-downs, as shares.
  private static let plants = [0.02, 0.05, 0.1, 0.2]

  /// Pages without delay on a pool of threads, compared by CPU time per page. The slow-downs compute after each page.
  ///
  /// - Parameters:
  ///   - secondsPerPage: CPU time per page of a copy, at least 0.
  ///   - secondsPerByte: the result of `Computation.secondsPerByte(pageBytes:)` for ``busyPageBytes``.
  ///   - machine: the machine that runs the trials.
  package static func busy(secondsPerPage: Double, secondsPerByte: Double, on machine: Machine) -> Subject {
    let copies = (1...6).map { variant("A\($0)", 0, busyLoad(extraSeconds: 0, secondsPerByte), machine) }
    let slower = plants.map { share in
      variant(
        "work +\(percent(share))", share, busyLoad(extraSeconds: share * secondsPerPage, secondsPerByte), machine)
    }
    return Subject(name: "busy", metric: .cpuPerUnit, variants: copies + slower)
  }

  /// Pages with a delay of 20 ms on a pool of threads, compared by runtime. The slow-downs have a longer delay.
  ///
  /// - Parameter machine: the machine that runs the trials.
  package static func waiting(on machine: Machine) -> Subject {
    let copies = (1...2).map { variant("A\($0)", 0, waitingLoad(share: 0), machine) }
    let slower = plants.map { variant("delay +\(percent($0))", $0, waitingLoad(share: $0), machine) }
    return Subject(name: "waiting", metric: .runtime, variants: copies + slower)
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private static func variant(_ label: String, _ planted: Double, _ load: LoadSpec, _ machine: Machine) -> Variant {
    let resolved = ResolvedLoad(load, seed: 1)
    let plan = TrialPlan(
      strategy: .threadPool, work: load.work, pages: resolved.pages, units: load.units,
      concurrency: load.concurrency, warmUp: resolved.warmUp(inFlight: load.concurrency),
      warmUpRounds: resolved.warmUpRounds(on: machine))
    return Variant(
      label: label, planted: planted,
      request: TrialRequest(
        plan: plan, server: resolved.server(threads: machine.serverThreads),
        checks: TrialChecks(answer: resolved.answer)))
  }

  /// The size of a page of the busy subject. Computing is whole passes over a page, so a small page makes fine steps.
  package static let busyPageBytes = 128

  /// Copies compute too, for 5 µs per page, so that variants differ only in the amount.
  private static func busyLoad(extraSeconds: Double, _ secondsPerByte: Double) -> LoadSpec {
    let page = ServedPage(name: "page", request: PageRequest(size: busyPageBytes))
    let computation = Computation(
      lasting: 5e-6 + extraSeconds, pageBytes: page.request.size, secondsPerByte: secondsPerByte)
    return LoadSpec(
      name: "busy", work: .fetchThenCompute(computation), units: 1500, concurrency: 8, pages: .fixed([page]))
  }

  private static func waitingLoad(share: Double) -> LoadSpec {
    let delay = Duration.microseconds(Int64((20_000 * (1 + share)).rounded()))
    let page = ServedPage(name: "page", request: PageRequest(delay: .constant(delay)))
    return LoadSpec(name: "waiting", units: 40, concurrency: 20, pages: .fixed([page]))
  }
}
