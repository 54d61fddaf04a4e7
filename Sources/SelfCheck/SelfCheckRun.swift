import Experiments
import PageProtocol
package import Trial

/// Measures every variant of every subject once a block, in seeded random order, as an experiment's strategies are.
package struct SelfCheckRun: Sendable {
  private let subjects: [Subject]
  private let runner: any TrialRunning
  private var order: SeededGenerator

  /// How often a block is tried before the whole is given up.
  private static let attempts = 3

  package init(_ subjects: [Subject], with runner: any TrialRunning, seed: UInt64) {
    self.subjects = subjects
    self.runner = runner
    order = SeededGenerator(seed: seed)
  }

  /// One block: of every subject, every variant's value of its metric.
  ///
  /// - Throws: what kept a trial from ending, or `SelfCheckError` when a block stayed invalid.
  package mutating func block() async throws -> Block {
    var reason = ""
    attempts: for _ in 0..<Self.attempts {
      var block = Block()
      let entries = subjects.flatMap { subject in subject.variants.map { (subject, $0) } }
      for (subject, variant) in order.permutation(of: entries) {
        let result = try await runner.run(variant.request) { _ in }
        if let invalid = result.invalidReason {
          reason = "\(subject.name), \(variant.label): \(invalid)"
          continue attempts
        }
        let value = TrialMeasures(of: result).measurements.first { $0.quantity == Quantity(subject.metric) }
        guard let value else {
          throw SelfCheckError("a trial of \(subject.name) came back without \(subject.metric.name)")
        }
        block.values[subject.name, default: [:]][variant.label] = value.value
        block.order.append((subject.name, variant.label))
      }
      return block
    }
    throw SelfCheckError("a block was invalid \(Self.attempts) times, the last time by \(reason)")
  }

  package struct Block: Sendable {
    /// By subject and label.
    package var values: [String: [String: Double]] = [:]
    /// In which order they were measured.
    package var order: [(subject: String, label: String)] = []
  }
}

package struct SelfCheckError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
