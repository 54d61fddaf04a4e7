import Foundation
import Statistics
import Testing

@Suite("Verdicts", .timeLimit(.minutes(1)))
struct VerdictTests {
  private let rules = DecisionRules()

  /// A contrast whose blocks' ratios are spread evenly on a logarithmic scale, from `low` to `high`.
  private func effect(_ low: Double, _ high: Double, blocks: Int = 12) throws -> RatioEffect {
    let ratios = (0..<blocks).map { low * pow(high / low, Double($0) / Double(max(1, blocks - 1))) }
    return try RatioEffect(numerators: ratios, denominators: ratios.map { _ in 1 })
  }

  private func evidence(
    _ effect: RatioEffect, p: Double? = nil, contrasts: Int = 1, control: RatioEffect, controlP: Double? = nil
  ) -> Evidence {
    Evidence(
      effect: effect, adjustedP: p ?? effect.p, contrasts: contrasts, control: control,
      controlAdjustedP: controlP ?? control.p)
  }

  @Test("are different if significant and beyond the control")
  func different() throws {
    let decision = rules.decision(on: evidence(try effect(1.5, 2), control: try effect(0.98, 1.02)))
    guard case .different(let ratio, let interval, let p) = decision else {
      Issue.record("not different: \(decision)")
      return
    }
    #expect(isClose(ratio, 3.0.squareRoot()))
    #expect(interval.contains(ratio) && interval.lower > 1.5 && interval.upper < 2)
    #expect(isClose(p, 2 / 4096.0))
    #expect(decision.verdict == .different)
  }

  @Test("are equivalent if the whole interval is within the margin, significant or not")
  func equivalent() throws {
    let control = try effect(0.98, 1.02)
    let unclear = rules.decision(on: evidence(try effect(0.97, 1.03), control: control))
    let small = try effect(1.01, 1.03)
    let clear = rules.decision(on: evidence(small, control: control))
    #expect(unclear.verdict == .equivalent)
    #expect(small.p < 0.001 && clear.verdict == .equivalent)
  }

  @Test("use a margin that is the same from either side")
  func margin() throws {
    let control = try effect(0.999, 1.001)
    for (ratio, verdict) in [
      (1.049, Verdict.equivalent), (1 / 1.049, .equivalent), (1.051, .different), (1 / 1.051, .different),
    ] {
      #expect(rules.decision(on: evidence(try effect(ratio, ratio), control: control)).verdict == verdict)
    }
    var generous = rules
    generous.margin = 1.1
    #expect(generous.decision(on: evidence(try effect(1.051, 1.051), control: control)).verdict == .equivalent)
  }

  @Test("fail with their control before anything else")
  func controlFailed() throws {
    let control = try effect(1.1, 1.2)
    for effect in [try effect(1.5, 2), try effect(1, 1), try effect(1.5, 2, blocks: 3)] {
      let decision = rules.decision(on: evidence(effect, control: control))
      #expect(decision == .controlFailed(ratio: control.ratio, interval: control.interval, adjustedP: control.p))
      #expect(decision.verdict == .controlFailed)
    }
    let adjusted = rules.decision(on: evidence(try effect(1.5, 2), control: control, controlP: 0.05))
    #expect(adjusted.verdict == .different)
  }

  @Test("are inconclusive with too few blocks, however large the effect")
  func tooFewBlocks() throws {
    let control = try effect(0.98, 1.02, blocks: 5)
    let decision = rules.decision(on: evidence(try effect(9, 10, blocks: 5), p: 0, control: control))
    guard case .inconclusive(.tooFewBlocks(5, 6), let detectable?) = decision else {
      Issue.record("not too few blocks: \(decision)")
      return
    }
    #expect(detectable > 0)
    let family = rules.decision(on: evidence(try effect(1, 1, blocks: 7), contrasts: 5, control: try effect(1, 1)))
    #expect(family == .inconclusive(.tooFewBlocks(blocks: 7, needed: 8), minimumDetectableEffect: 0))
    let single = rules.decision(on: evidence(try effect(2, 2, blocks: 1), control: try effect(1, 1, blocks: 1)))
    #expect(single == .inconclusive(.tooFewBlocks(blocks: 1, needed: 6), minimumDetectableEffect: nil))
  }

  @Test("are inconclusive, with what would have shown, if the result may be chance")
  func notSignificant() throws {
    let effect = try effect(0.8, 1.3)
    let decision = rules.decision(on: evidence(effect, contrasts: 2, control: try self.effect(0.98, 1.02)))
    let detectable = rules.minimumDetectableEffect(
      standardDeviation: try #require(effect.standardDeviation), blocks: 12, contrasts: 2)
    #expect(decision == .inconclusive(.notSignificant(adjustedP: effect.p), minimumDetectableEffect: detectable))
    #expect(decision.verdict == .inconclusive)
    let adjusted = rules.decision(on: evidence(try self.effect(1.5, 2), p: 0.05, control: effect))
    #expect(adjusted.verdict == .inconclusive)
    #expect(rules.decision(on: evidence(try self.effect(1.5, 2), p: .nan, control: effect)).verdict == .inconclusive)
  }

  @Test("are inconclusive if the reference may be as far from itself")
  func withinControl() throws {
    let control = try effect(0.5, 2)
    let noise = try #require(control.logInterval).halfWidth
    let decision = rules.decision(on: evidence(try effect(1.1, 1.2), control: control))
    guard case .inconclusive(.withinControl(let ratio), _?) = decision else {
      Issue.record("not within the control: \(decision)")
      return
    }
    #expect(isClose(ratio, exp(noise)))
    let unknown = rules.decision(on: evidence(try effect(1.5, 2), control: try effect(0.9, 1.1, blocks: 4)))
    guard case .inconclusive(.controlUnknown, _?) = unknown else {
      Issue.record("the control is not unknown: \(unknown)")
      return
    }
  }
}

@Suite("Verdicts and intervals in files", .timeLimit(.minutes(1)))
struct CodingTests {
  @Test func verdictsAreWords() throws {
    let verdicts: [Verdict] = [.controlFailed, .equivalent, .different, .inconclusive]
    let json = String(decoding: try JSONEncoder().encode(verdicts), as: UTF8.self)
    #expect(json == #"["control failed","equivalent","different","inconclusive"]"#)
  }

  @Test func intervalsHaveLowAndHigh() throws {
    let interval = ConfidenceInterval(lower: -1, upper: 2.5, confidence: 0.95)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(interval)
    #expect(String(decoding: json, as: UTF8.self) == #"{"confidence":0.95,"high":2.5,"low":-1}"#)
    #expect(try JSONDecoder().decode(ConfidenceInterval.self, from: json) == interval)
  }
}

@Suite("Stopping", .timeLimit(.minutes(1)))
struct StoppingRuleTests {
  private let rule = StoppingRule()
  private let narrow = ConfidenceInterval(lower: 0.6, upper: 0.69, confidence: 0.95)
  private let wide = ConfidenceInterval(lower: -0.05, upper: 0.05, confidence: 0.95)

  @Test("looks at 20 blocks and after every five, for precision, up to the most that there are")
  func looks() {
    #expect((0...70).filter { rule.isPrecise(blocks: $0, logIntervals: [narrow]) } == [20, 25, 30, 35, 40, 45, 50, 55])
    #expect((0...70).allSatisfy { !rule.isPrecise(blocks: $0, logIntervals: [wide]) })
  }

  @Test("waits for the widest interval, and never for significance")
  func widest() {
    // ln 1.05 = .0488: the significant narrow one stops, the wide one does not, and it makes no difference where they
    // lie.
    #expect(!rule.isPrecise(blocks: 20, logIntervals: [narrow, wide]))
    #expect(!rule.isPrecise(blocks: 20, logIntervals: [narrow, nil]))
    let far = ConfidenceInterval(lower: 5, upper: 5.1, confidence: 0.95)
    #expect(!rule.isPrecise(blocks: 20, logIntervals: [far]))
    #expect(rule.isPrecise(blocks: 20, logIntervals: []))
  }

  @Test("stays defined for parameters outside their range")
  func nonsense() {
    var odd = rule
    odd.interval = 0
    odd.firstLook = 70
    #expect(!odd.isPrecise(blocks: 30, logIntervals: [narrow]))
    odd.precision = .nan
    odd.firstLook = 10
    #expect(!odd.isPrecise(blocks: 30, logIntervals: [narrow]))
  }
}
