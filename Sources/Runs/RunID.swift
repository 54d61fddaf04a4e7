package import Experiments
package import Foundation

/// What a run is called: when it began, in UTC, and its profile, such as `2026-11-22T17-05-26Z-quick`.
package enum RunID {
  package static func text(for date: Date, profile: Profile) -> String {
    // Colons are awkward in paths.
    date.formatted(.iso8601).replacing(":", with: "-") + "-" + profile.rawValue
  }
}
