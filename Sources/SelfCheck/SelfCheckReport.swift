import Experiments
import TextFormats

/// The findings as Markdown, for people.
package struct SelfCheckReport: Sendable {
  private let findings: [(subject: Subject, findings: Findings)]
  private let blocks: Int
  private let simulation: CoverageSimulation?

  /// - Parameter coverage: nil if nothing was simulated.
  package init(
    _ findings: [(subject: Subject, findings: Findings)], blocks: Int, coverage: CoverageSimulation? = nil
  ) {
    self.findings = findings
    self.blocks = blocks
    simulation = coverage
  }

  package var markdown: String {
    """
    # Does the method find what is there, and nothing else?

    \(blocks) blocks. Each block measured copies of the same trial under several labels, and trials that were slowed down on purpose, in random order.

    ## False alarms

    A copy compared with a copy over \(Findings.window) blocks. There is nothing to find: at a level of 5 %, so \
    few blocks may come out different in \(percent(Findings.expectedFalseAlarms)) of the comparisons, for the test is exact.

    \(falseAlarms)
    ## Planted slow-downs

    What the suite would have said, over random draws of so many of the blocks, with the second copy as control. \
    Equivalent means within ±5 %: for a slow-down of 2 % that is the right answer. What is found over all blocks is beside \
    what was planted; a longer delay is a smaller share of a runtime, which is more than delays. Draws are of at most one in \
    \(Findings.leastMultiple) of the blocks.

    \(detections)\(coverage)
    """
  }

  private var falseAlarms: String {
    var table = Table(["load", "metric", "comparisons", "“different” by chance", "share"], leftColumns: 2)
    var total = Findings.Share(count: 0, of: 0)
    for (subject, findings) in findings {
      let share = findings.falseAlarms
      total.count += share.count
      total.of += share.of
      table.append(row(subject.name, subject.metric.name, share))
    }
    table.append(row("both", "", total))
    return table.markdown
  }

  private func row(_ name: String, _ metric: String, _ share: Findings.Share) -> [String] {
    [name, metric, "\(share.of)", "\(share.count)", percent(Double(share.count) / Double(max(1, share.of)))]
  }

  private var detections: String {
    var table = Table(
      [
        "load", "planted", "ratio planted", "ratio found", "blocks", "different", "equivalent", "cannot tell",
        "control failed",
      ],
      leftColumns: 2)
    for (subject, findings) in findings {
      for detection in findings.detections {
        let ratio = (detection.ratio * 1000).rounded() / 1000
        table.append([
          subject.name, detection.label, "\(1 + detection.planted)", "\(ratio)", "\(detection.blocks)",
          percent(detection.share("different")),
          percent(detection.share("equivalent")), percent(detection.share("inconclusive")),
          percent(detection.share("control failed")),
        ])
      }
    }
    return table.markdown
  }

  private var coverage: String {
    guard let simulation else { return "" }
    var table = Table(["noise", "blocks", "coverage"], leftColumns: 1)
    for one in simulation.cases { table.append([one.noise.rawValue, "\(one.blocks)", percent(one.coverage)]) }
    return """

      ## Coverage of the interval

      \(simulation.repetitions) simulated experiments each: how often the 95 % interval held the true ratio. \
      The noise is normal, or has heavy tails (t3), or slows down one trial in ten by much (spiked), or is rounded until \
      most blocks are tied.

      \(table.markdown)
      """
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
