/// One recorded fact about a machine, a run or a trial, such as `cpu_model`.
package struct Fact: Sendable, Equatable, Codable {
  package var key: String
  /// Empty where the machine does not tell.
  package var value: String

  package init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}
