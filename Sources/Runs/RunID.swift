package import Experiments
package import Foundation

/// The name of a run: when it began, in UTC, and its profile, such as `2026-11-22T17-05-26Z-quick`.
package enum RunID {
  package static func text(for date: Date, profile: Profile) -> String {
    // Colons are awkward in paths.
    date.formatted(.iso8601).replacing(":", with: "-") + "-" + profile.rawValue
  }
}

/// The name of a trial, unique in its run: `five-pages_c5_b1_p2`, with `_r2` at its end if its block is tried again. Joins the
/// files of a run; nothing is read from it.
enum TrialID {
  static func text(_ load: LoadID, block: Int, position: Int, attempt: Int) -> String {
    "\(load.experiment)_\(load.load)_b\(block)_p\(position)" + (attempt == 1 ? "" : "_r\(attempt)")
  }
}
