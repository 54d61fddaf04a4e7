import Experiments
import HostSystem
package import MachineWatch
import TextFormats

/// How busy the machine was with other things before and during a block.
package struct BlockConditions: Sendable, Equatable {
  /// Before the first trial; nil if it was not looked at.
  package var before: MachineState?
  /// After the last trial, with what other programs used meanwhile; nil if it was not looked at.
  package var after: MachineState?

  package init(before: MachineState? = nil, after: MachineState? = nil) {
    self.before = before
    self.after = after
  }

  /// Why the block supports no verdict, as a clause; nil if it does.
  package var obstacle: String? { before?.obstacle ?? after?.obstacle }

  /// For each trial of the block; empty if it was not looked at.
  var measurements: [Measurement] {
    guard let after else { return [] }
    let obtained = [before, after].compactMap { $0?.coresObtained }.min() ?? after.coresObtained
    return [Measurement(.machineBusy, obstacle == nil ? 0 : 1), Measurement(.coresObtained, obtained)]
      + (after.others.map { [Measurement(.coresOfOthers, $0)] } ?? [])
  }

  /// For the first trial of the block; empty if it was not looked at.
  var facts: [Fact] {
    (before?.facts ?? []) + (after?.others.map { [Fact("cores_used_by_others_during", $0.csv)] } ?? [])
  }
}
