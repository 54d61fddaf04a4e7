package import Experiments
import PageProtocol
import Strategies
package import Trial
internal import Workload

/// A load and its variants: copies of itself, which must not come out different, and slow-downs that were planted on purpose,
/// which must.
package struct Subject: Sendable {
  package let name: String
  /// What of a trial is compared.
  package let metric: Metric
  package let variants: [Variant]

  /// One kind of trial.
  package struct Variant: Sendable {
    package let label: String
    /// By how much its metric is to differ from a copy's: 0.1 for 10 % more; 0 for a copy.
    package let planted: Double
    package let request: TrialRequest
  }

  /// The labels of the copies, at least two.
  package var copies: [String] { variants.filter { $0.planted == 0 }.map(\.label) }

  /// The slow-downs, as shares.
  package static let plants = [0.02, 0.05, 0.1, 0.2]

  /// Pages without delay on a pool of threads, compared by CPU time a page. What is planted is computing after each page.
  ///
  /// - Parameters:
  ///   - secondsPerPage: CPU time a page of a copy, measured just before.
  ///   - secondsPerByte: see `Computation.secondsPerByte(pageBytes:)`, of ``busyPageBytes``.
  package static func busy(secondsPerPage: Double, secondsPerByte: Double, on machine: Machine) -> Subject {
    let copies = (1...6).map { variant("A\($0)", 0, busyLoad(extraSeconds: 0, secondsPerByte), machine) }
    let slower = plants.map { share in
      variant(
        "work +\(percent(share))", share, busyLoad(extraSeconds: share * secondsPerPage, secondsPerByte), machine)
    }
    return Subject(name: "busy", metric: .cpuPerUnit, variants: copies + slower)
  }

  /// Pages of 20 ms on a pool of threads, compared by runtime. What is planted is a longer delay at the server.
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
      concurrency: load.concurrency, warmUp: resolved.warmUp(inFlight: load.concurrency))
    return Variant(
      label: label, planted: planted,
      request: TrialRequest(
        plan: plan, server: resolved.server(threads: machine.serverThreads),
        checks: TrialChecks(answer: resolved.answer)))
  }

  /// Every variant computes, a copy 5 µs a page, so that they differ in how much and not in what they do.
  /// A small page, so that a pass over its text is a fine step.
  package static let busyPageBytes = 128

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
