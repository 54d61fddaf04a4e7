/// How throughput grows with the number of workers: Amdahl's law, or Gunther's Universal Scalability Law, fitted.
///
///     X(N) = λN ÷ (1 + σ(N − 1) + κN(N − 1))
///
/// λ is the throughput of one worker, in the unit of the data, fitted like the others rather than taken from the noisy
/// point at N = 1. σ is contention, the share of the work that is serial. κ is coherency, the cost of keeping each pair
/// of workers consistent, which Amdahl's law leaves out. Amdahl, AFIPS 1967; Gunther, "Guerrilla capacity planning"
/// (2007), chapters 4–6, and "A general theory of computational scalability based on rational functions",
/// arXiv:0808.1431.
///
/// The estimates are not forced to be ≥ 0: a negative σ means that throughput grew faster than the number of workers,
/// and an interval cut off at 0 would not have its nominal coverage.
package struct ScalabilityFit: Equatable, Sendable {
  /// λ, the throughput of one worker.
  package let single: FittedParameter
  /// σ, without unit.
  package let contention: FittedParameter
  /// κ, without unit; `nil` for Amdahl's law, which has none.
  package let coherency: FittedParameter?

  /// Fits Amdahl's law; σ is its serial fraction.
  ///
  /// - Parameters:
  ///   - workers: the numbers of workers, positive, at least two different ones; three or more points give intervals.
  ///   - throughput: the positive rate measured with each, in any unit; speed-ups work too.
  /// - Throws: `lengthsDiffer`, `empty`, `outOfRange`, `notPositive`, `tooFewDistinct` or `noConvergence`.
  package static func amdahl(workers: [Double], throughput: [Double]) throws(StatisticsError) -> ScalabilityFit {
    try ScalabilityFit(workers: workers, throughput: throughput, parameterCount: 2)
  }

  /// Fits the Universal Scalability Law.
  ///
  /// - Parameters:
  ///   - workers: the numbers of workers, positive, at least three different ones; four or more points give intervals.
  ///   - throughput: the positive rate measured with each, in any unit; speed-ups work too.
  /// - Throws: `lengthsDiffer`, `empty`, `outOfRange`, `notPositive`, `tooFewDistinct` or `noConvergence`.
  package static func universal(workers: [Double], throughput: [Double]) throws(StatisticsError) -> ScalabilityFit {
    try ScalabilityFit(workers: workers, throughput: throughput, parameterCount: 3)
  }

  private init(workers: [Double], throughput: [Double], parameterCount: Int) throws(StatisticsError) {
    guard workers.count == throughput.count else {
      throw .lengthsDiffer(first: workers.count, second: throughput.count)
    }
    guard !workers.isEmpty else { throw .empty }
    try workers.requirePositive()
    try throughput.requirePositive()
    let places = Set(workers).count
    guard places >= parameterCount else { throw .tooFewDistinct(count: places, needed: parameterCount) }

    let start = Self.linearized(workers, throughput, parameterCount)
    let fit = try CurveFit(of: Self.curve, x: workers, y: throughput, from: start)
    single = fit.parameters[0]
    contention = fit.parameters[1]
    coherency = parameterCount > 2 ? fit.parameters[2] : nil
  }
}

extension ScalabilityFit {
  /// X(N) and its derivatives by λ, σ and, if there are three parameters, κ.
  private static func curve(_ n: Double, _ parameters: [Double]) -> (height: Double, gradient: [Double])? {
    let factors = [n - 1, n * (n - 1)].prefix(parameters.count - 1)
    let slowdown = 1 + dot(Array(factors), Array(parameters.dropFirst()))
    guard slowdown > 0 else { return nil }
    let perSingle = n / slowdown
    let height = parameters[0] * perSingle
    return (height, [perSingle] + factors.map { -height * $0 / slowdown })
  }

  /// Where the fit starts: N ÷ X(N) = (1 + σ(N − 1) + κN(N − 1)) ÷ λ is linear in 1/λ, σ/λ and κ/λ (Gunther, chapter
  /// 5).
  private static func linearized(_ workers: [Double], _ throughput: [Double], _ parameterCount: Int) -> [Double] {
    let columns = [workers.map { _ in 1 }, workers.map { $0 - 1 }, workers.map { $0 * ($0 - 1) }]
    let slowness = zip(workers, throughput).map { $0 / $1 }
    if let solution = OrthogonalFactorization(
      columns: Array(columns.prefix(parameterCount)), rightHandSide: slowness)?.solution, solution[0] > 0
    {
      let start = [1 / solution[0]] + solution.dropFirst().map { $0 / solution[0] }
      if workers.allSatisfy({ curve($0, start) != nil }) { return start }
    }
    // Noise can give a negative 1/λ; the curve with σ = κ = 0 is always valid.
    let perWorker = zip(workers, throughput).reduce(0) { $0 + $1.1 / $1.0 } / Double(workers.count)
    return [perWorker] + [Double](repeating: 0, count: parameterCount - 1)
  }
}
