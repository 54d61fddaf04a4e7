import Foundation
import PageProtocol
import Trial

/// Shifts a worker's stack: where its environment ends the stack begins, and layout alone can make a program faster or
/// slower (Mytkowicz et al., "Producing wrong data without doing anything obviously wrong!", ASPLOS 2009).
enum EnvironmentPadding {
  /// 0 to 4,095 bytes, drawn from the plan, which names another units file for each trial.
  static func text(for plan: TrialPlan) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    var checksum = BodyChecksum()
    (try? encoder.encode(plan))?.withUnsafeBytes { checksum.update($0) }
    var generator = SeededGenerator(seed: checksum.digest.checksum)
    return String(repeating: "x", count: Int(generator.next() % 4096))
  }
}
