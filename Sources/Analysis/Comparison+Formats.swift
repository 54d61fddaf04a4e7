package import HostSystem
import Statistics
package import TextFormats

extension Comparison {
  package func formatted(_ format: OutputFormat) throws -> String {
    switch format {
    case .json: try PrettyJSON.text(self) + "\n"
    case .text: lines.map { $0 + "\n" }.joined() + "\n" + conclusion + "\n"
    case .markdown:
      "# \(candidate) against \(baseline)\n\n" + lines.map { "- \($0)\n" }.joined() + "\n**\(conclusion)**\n"
    }
  }

  /// What is worst comes first.
  private var lines: [String] {
    let order: [Verdict] = [.controlFailed, .regression, .inconclusive, .passed]
    return order.flatMap { judgement in rows.filter { $0.verdict == judgement }.map(\.sentence) }
      + notCompared + remarks
  }

  private var conclusion: String {
    let counts = [Verdict.regression, .inconclusive, .passed, .controlFailed].compactMap { judgement in
      let count = rows.count { $0.verdict == judgement }
      return count == 0 ? nil : "\(count) \(judgement.rawValue)"
    }
    if rows.isEmpty { return "Nothing that can be compared is in both runs." }
    let missing = notCompared.isEmpty ? "" : "; \(notCompared.count) of the baseline's parts not compared"
    return "\(verdict.rawValue): \(counts.joined(separator: ", ")), of \(rows.count) comparisons at "
      + ContrastSentence.percent(threshold - 1) + missing
  }
}

extension Comparison {
  /// What tells one machine from another, in a run's facts.
  private static let machineKeys = [
    "cpu_model", "cores_usable", "architecture", "memory_total", "hypervisor", "cgroup_cpu_limit",
  ]

  /// In what two runs' machines differ, such as "cpu_model: 'A' and 'B'"; empty if it may be the same machine.
  package static func differences(_ baseline: [Fact], _ candidate: [Fact]) -> [String] {
    machineKeys.compactMap { key in
      let values = [baseline, candidate].map { facts in facts.first { $0.key == key }?.value ?? "" }
      return values[0] == values[1] ? nil : "\(key): '\(values[0])' and '\(values[1])'"
    }
  }
}
