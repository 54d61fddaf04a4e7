import Foundation

/// A command of the system that a run needs.
enum ExternalTool {
  /// It is not installed.
  struct Missing: Error, CustomStringConvertible {
    var name: String
    var purpose: String
    var description: String { "the \(name) command, which \(purpose), is not in any folder of PATH" }
  }

  /// - Parameter purpose: what it does, to follow "which".
  /// - Throws: ``Missing`` if no folder of PATH has such a program.
  static func check(_ name: String, for purpose: String) throws(Missing) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    guard folders.contains(where: { access("\($0)/\(name)", X_OK) == 0 }) else {
      throw Missing(name: name, purpose: purpose)
    }
  }
}
