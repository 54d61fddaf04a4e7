import PageProtocol
import Statistics
import Testing

@Suite("Quantiles of distributions", .timeLimit(.minutes(1)))
struct DistributionTests {
  @Test("agree with scipy for the normal", arguments: NormalFigures.all)
  func normal(_ figure: NormalFigure) { #expect(isClose(normalQuantile(figure.probability), figure.quantile)) }

  @Test("agree with mpmath for Student's t", arguments: StudentTFigures.all)
  func studentT(_ figure: StudentTFigure) {
    #expect(isClose(studentTQuantile(figure.probability, degreesOfFreedom: figure.freedom), figure.quantile))
  }

  @Test("are exactly symmetric")
  func symmetry() {
    #expect(normalQuantile(0.25) == normalQuantile(0.75).map { -$0 })
    #expect(studentTQuantile(0.25, degreesOfFreedom: 3) == studentTQuantile(0.75, degreesOfFreedom: 3).map { -$0 })
    #expect(studentTQuantile(0.5, degreesOfFreedom: 3) == 0)
  }

  @Test("are not defined outside of 0…1", arguments: [0, 1, -0.5, 1.5, Double.nan, .infinity])
  func nonsense(probability: Double) {
    #expect(normalQuantile(probability) == nil)
    #expect(studentTQuantile(probability, degreesOfFreedom: 5) == nil)
  }

  @Test("need positive degrees of freedom and a finite quantile", arguments: [0, -1, Double.nan, .infinity])
  func noFreedom(_ freedom: Double) {
    #expect(studentTQuantile(0.9, degreesOfFreedom: freedom) == nil)
    #expect(studentTQuantile(1e-300, degreesOfFreedom: 0.01) == nil)
  }
}

@Suite("Linear regression", .timeLimit(.minutes(1)))
struct LinearRegressionTests {
  @Test("agrees with scipy", arguments: LineFigures.all)
  func figures(_ figure: LineFigure) throws {
    let line = try LinearRegression(x: figure.x, y: figure.y)
    #expect(isClose(line.slope.estimate, figure.slope))
    #expect(isClose(line.slope.standardError, figure.slopeError))
    #expect(isClose(line.slope.interval()?.upper, figure.slopeUpper))
  }

  @Test("of a constant is flat")
  func constant() throws {
    let line = try LinearRegression(x: [1, 2, 3, 4], y: [0.1, 0.1, 0.1, 0.1])
    #expect(line.slope.estimate == 0)
    #expect(line.slope.interval() == ConfidenceInterval(lower: 0, upper: 0, confidence: 0.95))
  }

  @Test("needs two places and finite points, one y for each x")
  func refusals() {
    #expect(throws: StatisticsError.empty) { try LinearRegression(x: [], y: []) }
    #expect(throws: StatisticsError.lengthsDiffer(first: 1, second: 0)) { try LinearRegression(x: [1], y: []) }
    for x in [[1.0], [3, 3, 3]] {
      #expect(throws: StatisticsError.tooFewDistinct(count: 1, needed: 2)) { try LinearRegression(x: x, y: x) }
    }
    #expect(throws: StatisticsError.outOfRange(value: .infinity, index: 1)) {
      try LinearRegression(x: [1, 2], y: [1, .infinity])
    }
    #expect(throws: StatisticsError.self) { try LinearRegression(x: [1, .nan], y: [1, 2]) }
  }

  @Test("stays finite at the ends of its range")
  func extremes() throws {
    let line = try LinearRegression(x: [0, 0x1p500, -0x1p500], y: [0x1p500, -0x1p500, 0])
    #expect(line.slope.estimate.isFinite && line.slope.standardError?.isFinite == true)
    #expect(throws: StatisticsError.tooFewDistinct(count: 1, needed: 2)) {
      try LinearRegression(x: [0, 1e-200], y: [1, 2])
    }
  }
}

@Suite("Scalability laws", .timeLimit(.minutes(1)))
struct ScalabilityFitTests {
  @Test("are fitted where mpmath finds the minimum: Amdahl", arguments: ScalabilityFigures.amdahl)
  func amdahl(_ figure: ScalabilityFigure) throws {
    let fit = try ScalabilityFit.amdahl(workers: figure.workers, throughput: figure.throughput)
    #expect(fit.coherency == nil)
    check([fit.single, fit.contention], figure)
  }

  @Test("are fitted where mpmath finds the minimum: Gunther", arguments: ScalabilityFigures.universal)
  func universal(_ figure: ScalabilityFigure) throws {
    let fit = try ScalabilityFit.universal(workers: figure.workers, throughput: figure.throughput)
    check([fit.single, fit.contention, try #require(fit.coherency)], figure)
  }

  private func check(_ parameters: [FittedParameter], _ figure: ScalabilityFigure) {
    for (index, parameter) in parameters.enumerated() {
      #expect(isClose(parameter.estimate, figure.estimates[index]))
      #expect(isClose(parameter.standardError, figure.errors?[index]))
      #expect(isClose(parameter.interval()?.upper, figure.uppers?[index]))
    }
  }

  @Test("are recovered from points on their own curve")
  func exactPoints() throws {
    // One worker does 10; σ = .1, κ = .01: four do 40 ÷ (1 + .3 + .12).
    let workers = [1.0, 2, 4, 8, 16]
    let throughput = [10, 20 / 1.12, 40 / 1.42, 80 / 2.26, 160 / 4.9]
    let fit = try ScalabilityFit.universal(workers: workers, throughput: throughput)
    #expect(isClose(fit.single.estimate, 10))
    #expect(isClose(fit.contention.estimate, 0.1))
    #expect(isClose(fit.coherency?.estimate, 0.01))
  }

  @Test("hold for a perfect speed-up, and for no speed-up at all")
  func limits() throws {
    let perfect = try ScalabilityFit.amdahl(workers: [1, 2, 3, 4], throughput: [5, 10, 15, 20])
    #expect(isClose(perfect.contention.estimate, 0))
    let none = try ScalabilityFit.amdahl(workers: [1, 2, 3, 4], throughput: [5, 5, 5, 5])
    #expect(isClose(none.contention.estimate, 1))
  }

  @Test("need positive points at as many places as they have parameters")
  func refusals() {
    #expect(throws: StatisticsError.empty) { try ScalabilityFit.amdahl(workers: [], throughput: []) }
    #expect(throws: StatisticsError.lengthsDiffer(first: 2, second: 1)) {
      try ScalabilityFit.amdahl(workers: [1, 2], throughput: [1])
    }
    #expect(throws: StatisticsError.tooFewDistinct(count: 1, needed: 2)) {
      try ScalabilityFit.amdahl(workers: [2, 2], throughput: [1, 2])
    }
    #expect(throws: StatisticsError.tooFewDistinct(count: 2, needed: 3)) {
      try ScalabilityFit.universal(workers: [2, 2, 4], throughput: [1, 2, 3])
    }
    #expect(throws: StatisticsError.notPositive(value: 0, index: 1)) {
      try ScalabilityFit.amdahl(workers: [1, 2], throughput: [1, 0])
    }
    #expect(throws: StatisticsError.outOfRange(value: .infinity, index: 0)) {
      try ScalabilityFit.amdahl(workers: [.infinity, 2], throughput: [1, 2])
    }
  }

  @Test("give an answer or an error, never NaN, for any points", arguments: 0..<100)
  func anything(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let count = Int.random(in: 2...9, using: &generator)
    let workers = (0..<count).map { _ in Double(Int.random(in: 1...(1 << Int(seed % 60)), using: &generator)) }
    let throughput = workers.map { _ in Double.random(in: 1e-3...1e3, using: &generator) }
    let amdahl = try? ScalabilityFit.amdahl(workers: workers, throughput: throughput)
    let universal = try? ScalabilityFit.universal(workers: workers, throughput: throughput)
    for fit in [amdahl, universal].compactMap(\.self) {
      for parameter in [fit.single, fit.contention, fit.coherency].compactMap(\.self) {
        #expect(parameter.estimate.isFinite)
        #expect(parameter.standardError?.isFinite != false)
      }
    }
  }
}
