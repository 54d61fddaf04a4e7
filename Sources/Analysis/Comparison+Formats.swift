import TextFormats

extension Comparison {
  package func formatted(_ format: SummaryFormat) throws -> String {
    switch format {
    case .json: try PrettyJSON.text(self) + "\n"
    case .text: lines.map { $0 + "\n" }.joined() + "\n" + conclusion + "\n"
    case .markdown:
      "# \(candidate) against \(baseline)\n\n" + lines.map { "- \($0)\n" }.joined() + "\n**\(conclusion)**\n"
    }
  }

  /// What is worst comes first.
  private var lines: [String] {
    let order: [Judgement] = [.controlFailed, .regression, .inconclusive, .passed]
    return order.flatMap { judgement in rows.filter { $0.verdict == judgement }.map(\.sentence) }
      + notCompared + remarks
  }

  private var conclusion: String {
    let counts = [Judgement.regression, .inconclusive, .passed, .controlFailed].compactMap { judgement in
      let count = rows.count { $0.verdict == judgement }
      return count == 0 ? nil : "\(count) \(judgement.rawValue)"
    }
    if rows.isEmpty { return "Nothing that can be compared is in both runs." }
    let missing = notCompared.isEmpty ? "" : "; \(notCompared.count) of the baseline's parts not compared"
    return "\(verdict.rawValue): \(counts.joined(separator: ", ")), of \(rows.count) comparisons at "
      + ContrastSentence.percent(threshold - 1) + missing
  }
}
