/// Why a trial could not be run to its end. A trial that ran but is invalid has a reason in its result instead.
package struct TrialRunError: Error, Sendable {
  /// The kind of failure.
  package var code: Code
  /// The program it is about, by name, such as `harness-worker`.
  package var program: String
  /// What happened, to follow the program's name.
  package var detail: String
  /// The last 2,000 bytes of the program's standard error; empty if there were none.
  package var standardError = ""

  /// The kinds of failure.
  package enum Code: String, Sendable {
    /// There is no executable file at the program's path.
    case programMissing
    /// The operating system did not start it.
    case notStarted
    /// It ended before the trial did.
    case died
    /// It wrote something that is not a line of the protocol.
    case unparseable
    /// It wrote a message of the protocol at the wrong time.
    case outOfTurn
    /// It wrote a message of the protocol with a value that cannot be.
    case outOfRange
    /// It speaks another version of the protocol.
    case wrongVersion
    /// It wrote nothing for longer than its work can take.
    case silent
    /// It wrote, but took longer than its whole work can take.
    case tooLong
    /// It reported that it cannot continue.
    case gaveUp
    /// The page server's statistics could not be read.
    case noStatistics
    /// The units' rows could not be read.
    case unreadableUnits
    /// The trial was cancelled.
    case cancelled
    /// Another trial failed that it would have taken turns with.
    case abandoned
  }

  /// An error without standard error.
  ///
  /// - Parameter detail: what happened, to follow the program's name.
  package init(_ code: Code, _ program: String, _ detail: String) {
    self.code = code
    self.program = program
    self.detail = detail
  }
}

extension TrialRunError: CustomStringConvertible {
  package var description: String {
    let message = "\(program) \(detail)"
    return standardError.isEmpty ? message : "\(message); it last wrote: \(standardError)"
  }
}
