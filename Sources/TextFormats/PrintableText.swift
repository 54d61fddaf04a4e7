extension StringProtocol {
  /// The text as a terminal may show it, for text that another program wrote.
  ///
  /// What could move the cursor, change colours or the order of the text, or hide something is written as `\u{1B}`:
  /// control and format characters (Unicode's Cc and Cf: ANSI sequences, bidirectional marks, zero-width characters),
  /// line and paragraph separators, and characters without a meaning. A text that is printable already is not changed.
  ///
  /// - Parameters:
  ///   - limit: the most characters (Unicode scalars) of the text that are kept; `…` stands for the others.
  ///   - keepsLines: whether line feeds and tabs stay as they are.
  package func printable(limit: Int = 1_000, keepsLines: Bool = false) -> String {
    if utf8.count <= limit && utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(self) }
    var text = ""
    for (place, scalar) in unicodeScalars.enumerated() {
      guard place < limit else { return text + "…" }
      if scalar.isPrintable || (keepsLines && (scalar == "\n" || scalar == "\t")) {
        text.unicodeScalars.append(scalar)
      } else {
        text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
    default: true
    }
  }
}
