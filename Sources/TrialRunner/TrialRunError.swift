/// Why a trial could not be run to its end. One that ran but must not count says so in its result instead.
package struct TrialRunError: Error, Sendable {
  package var code: Code
  /// The program it is about, by name, such as `harness-worker`.
  package var program: String
  /// What happened, in words that go on from the program's name.
  package var detail: String
  /// The last lines of what the program wrote on standard error.
  package var standardError = ""

  package enum Code: String, Sendable {
    /// No executable file where the program should be.
    case programMissing
    /// The operating system would not start it.
    case notStarted
    /// It ended before its part was over.
    case died
    /// It said something that is not a line of the protocol.
    case unparseable
    /// It said the right thing at the wrong time.
    case outOfTurn
    /// It speaks another version of the protocol.
    case wrongVersion
    /// It said nothing for longer than its work can take.
    case silent
    /// It said itself that it cannot go on.
    case gaveUp
    /// The page server's count could not be had.
    case noStatistics
    /// The units' rows could not be read.
    case unreadableUnits
    /// The trial was cancelled.
    case cancelled
  }

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
