import Experiments
import TextFormats

/// The findings as Markdown: `summary.md`.
package struct SelfCheckReport: Sendable {
  private let findings: [(subject: Subject, findings: Findings)]
  private let blocks: Int
  private let busy: Int
  private let components: VarianceComponents?
  private let seconds: (process: Double, turn: Double)?
  private let simulation: CoverageSimulation?

  /// - Parameters:
  ///   - findings: the findings of each subject.
  ///   - blocks: complete blocks.
  ///   - busy: how many of them were measured on a busy machine.
  ///   - components: where the scatter of copies comes from; nil if there are too few blocks.
  ///   - seconds: what a process and one of its turns take; nil if unknown.
  ///   - coverage: nil if nothing was simulated.
  package init(
    _ findings: [(subject: Subject, findings: Findings)], blocks: Int, busy: Int = 0,
    components: VarianceComponents? = nil,
    seconds: (process: Double, turn: Double)? = nil, coverage: CoverageSimulation? = nil
  ) {
    self.busy = busy
    self.components = components
    self.seconds = seconds
    self.findings = findings
    self.blocks = blocks
    simulation = coverage
  }

  /// The whole text, with a line break at its end.
  package var markdown: String {
    """
    # Self-check: does the method find what is there, and nothing else?

    \(blocks) blocks\(busyBlocks). Each block measured copies of one trial, and trials that were slowed down on \
    purpose, in random order.

    ## False alarms

    Copies compared with copies, over \(Findings.window) blocks each. There is nothing to find: at a level of 5 %, \
    the exact test finds a difference in \(percent(Findings.expectedFalseAlarms)) of comparisons with so few blocks.

    \(falseAlarms)
    ## Planted slow-downs

    The verdicts of the suite over random draws of the given number of blocks, with the second copy as control. \
    Equivalent means within ±5 %: for a slow-down of 2 % that is the right answer. The ratio found is over all blocks. \
    A longer delay changes the runtime by a smaller share, because delays are only a part of it. A draw has at most \
    one in \(Findings.leastMultiple) of the blocks.

    \(detections)\(scatter)\(coverage)
    """
  }

  private var falseAlarms: String {
    var table = Table(["load", "metric", "comparisons", "found different", "share"], leftColumns: 2)
    var total = Findings.Share(count: 0, of: 0)
    for (subject, findings) in findings {
      let share = findings.falseAlarms
      total.count += share.count
      total.of += share.of
      table.append(row(subject.name, subject.quantity.name, share))
    }
    table.append(row("all", "", total))
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

  private var busyBlocks: String {
    busy == 0 ? "" : ", \(busy) of them on a machine that was busy with other things"
  }

  private var scatter: String {
    guard let components else { return "" }
    let turns = components.turns
    var table = Table(["part", "standard deviation"], leftColumns: 1)
    table.append(["a turn, around its process's mean and what the round has in common", percent(components.turn)])
    table.append(["a process, around the others of its block", percent(components.process)])
    table.append(["a round of turns, around its block's mean: the machine's drift", percent(components.round)])
    table.append(["a block, around the others", percent(components.block)])
    table.append(["the ratio of two copies with one turn each", percent(components.ratio(turns: 1))])
    table.append(["the ratio of two copies with \(turns) turns each", percent(components.ratio(turns: turns))])
    return """

      ## Where the scatter comes from

      Copies of the busy load, which take \(turns) turns each (Kalibera & Jones, ISMM 2013). Every process has its own \
      memory layout, so that is a part of the process's share; the build is one and the same.\(advice)

      \(table.markdown)
      """
  }

  private var advice: String {
    guard let components, let seconds else { return "" }
    func text(_ seconds: Double) -> String { "\((seconds * 1000).rounded() / 1000) s" }
    let costs = " A process took \(text(seconds.process)) beside its turns, a turn \(text(seconds.turn))."
    guard
      let best = components.bestTurns(secondsPerProcess: seconds.process, secondsPerTurn: seconds.turn)
    else { return costs + " Processes did not differ, so that only turns count." }
    let count = max(1, Int(best.rounded()))
    return costs + " With these figures, \(count) turns per process give the most precision in a given time."
  }

  private var coverage: String {
    guard let simulation else { return "" }
    var table = Table(["noise", "blocks", "coverage"], leftColumns: 1)
    for one in simulation.cases { table.append([one.noise.rawValue, "\(one.blocks)", percent(one.coverage)]) }
    return """

      ## Coverage of the interval

      \(simulation.repetitions) simulated experiments each: how often the 95 % interval contained the true ratio. \
      The noise is normal, has heavy tails (t3), slows down one trial in ten by a large amount (spiked), or is rounded \
      so that most blocks are tied.

      \(table.markdown)
      """
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
}
