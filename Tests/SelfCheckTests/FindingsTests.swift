import Experiments
import PageProtocol
import SelfCheck
import Testing
import Trial
import Workload

private let machine = Machine(cores: 2, poolWidth: 2, openFiles: 20_000)
private let busy = Subject.busy(secondsPerPage: 40e-6, secondsPerByte: 1e-9, on: machine)

/// Blocks in which every variant takes 1 + its planted share, times uniform noise of the given width.
private func blocks(_ count: Int, noise: Double, seed: UInt64 = 7) -> [[String: Double]] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in
    Dictionary(
      uniqueKeysWithValues: busy.variants.map { variant in
        (variant.label, (1 + variant.planted) * (1 + noise * (generator.nextUnitInterval() - 0.5)))
      })
  }
}

@Suite("The findings of a self-check", .timeLimit(.minutes(2)))
struct FindingsTests {
  @Test("a planted slow-down above the noise is always found, and one within the margin is equivalent")
  func clear() throws {
    // With this seed, no draw of the two copies differs by chance.
    let findings = try Findings(busy, blocks: blocks(180, noise: 0.02, seed: 10), draws: 5)
    #expect(findings.detections.contains { $0.blocks == 60 })
    for detection in findings.detections where detection.blocks == 60 {
      #expect(abs(detection.ratio - 1 - detection.planted) < 0.01)
      switch detection.planted {
      case 0.02: #expect(detection.share("equivalent") == 1)
      case 0.1: #expect(detection.share("different") == 1)
      default: break
      }
    }
  }

  @Test("a slow-down below the noise is inconclusive")
  func drowned() throws {
    let findings = try Findings(busy, blocks: blocks(60, noise: 2), draws: 20)
    let small = try #require(findings.detections.first { $0.planted == 0.02 && $0.blocks == 12 })
    #expect(small.share("inconclusive") > 0.8)
  }

  @Test(
    "a draw has at most a third of the blocks",
    arguments: [(35, []), (36, [12]), (179, [12, 20]), (180, [12, 20, 60])] as [(Int, [Int])])
  func draws(_ count: Int, _ drawn: [Int]) throws {
    let findings = try Findings(busy, blocks: blocks(count, noise: 0.1), draws: 1)
    #expect(Set(findings.detections.map(\.blocks)) == Set(drawn))
  }

  @Test("the report shows the planted and the found ratio, and the exact chance of a false alarm")
  func report() throws {
    // Of the 2⁸ signs of eight ranks 5 have a sum of at most 3, and as many one of at least 33.
    #expect(Findings.expectedFalseAlarms == 10.0 / 256)
    let findings = try Findings(busy, blocks: blocks(36, noise: 0), draws: 1)
    let report = SelfCheckReport([(busy, findings)], blocks: 36).markdown
    #expect(report.contains("3.9 % of comparisons"))
    #expect(report.contains("| busy | work +10 % | 1.1 | 1.1 | 12 |"))
  }

  @Test("copies are compared over separate windows: three pairs, twelve windows each")
  func windows() throws {
    let findings = try Findings(busy, blocks: blocks(100, noise: 0.1), draws: 1)
    #expect(findings.falseAlarms.of == 3 * 12)
    #expect(findings.falseAlarms.count <= 8)
  }

  @Test("a bias between copies is a false alarm")
  func biased() throws {
    let biased = blocks(16, noise: 0.01).map { $0.merging(["A1": 1.5]) { $1 } }
    let findings = try Findings(busy, blocks: biased, draws: 1)
    #expect(findings.falseAlarms.count >= 2)
  }

  @Test("a block without a variant is an error")
  func gap() {
    #expect(throws: (any Error).self) { try Findings(busy, blocks: [["A1": 1]]) }
  }
}

@Suite("Planted slow-downs", .timeLimit(.minutes(1)))
struct SubjectTests {
  @Test("work is planted as passes over a page: a copy has 39, and 10 % of 40 µs are 31 passes over 128 bytes at 1 ns")
  func work() throws {
    let passes = try busy.variants.map { try #require($0.request.plan.work.computation?.passes) }
    #expect(passes.prefix(6).allSatisfy { $0 == 39 })
    let tenth = try #require(busy.variants.first { $0.label == "work +10 %" })
    #expect(tenth.request.plan.work.computation?.passes == 70)
  }

  @Test("a delay is planted at the server: 20 ms and 10 % more")
  func delay() throws {
    let waiting = Subject.waiting(on: machine)
    let urls = try waiting.variants.map { try #require($0.request.plan.pages.first?.url) }
    #expect(urls[0].contains("delay=20ms") && urls[0] == urls[1])
    #expect(urls[8].contains("delay=22ms"))
  }

  @Test("variants have the same units and pages")
  func same() {
    for variant in busy.variants {
      #expect(variant.request.plan.units == busy.variants[0].request.plan.units)
      #expect(variant.request.plan.pages == busy.variants[0].request.plan.pages)
    }
  }
}

private struct FailingRunner: TrialRunning {
  func run(_ request: TrialRequest, onUnit: @Sendable (UnitReport) -> Void) async throws -> TrialResult {
    throw SelfCheckError("no trial here")
  }
}

@Suite("A self-check's block", .timeLimit(.minutes(1)))
struct SelfCheckRunTests {
  @Test("the error of a trial ends the block")
  func fails() async {
    var run = SelfCheckRun([busy], with: FailingRunner(), seed: 1)
    await #expect(throws: SelfCheckError.self) { try await run.block() }
  }
}
