/// Comma-separated values as RFC 4180 has them, but with lines that end as Unix tools expect.
package struct CSVText: Sendable {
  package private(set) var text = ""

  package init() {}

  /// Adds a line. A field with a comma, a quotation mark or a line break is quoted.
  package mutating func append(_ fields: [String]) {
    for (place, field) in fields.enumerated() {
      if place > 0 { text.append(",") }
      append(field)
    }
    text.append("\n")
  }

  private mutating func append(_ field: String) {
    guard field.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else {
      text.append(field)
      return
    }
    text.append("\"")
    for character in field.unicodeScalars {
      if character == "\"" { text.append("\"") }
      text.unicodeScalars.append(character)
    }
    text.append("\"")
  }
}

extension Double {
  /// The shortest text that reads back as the same number; whole numbers without a point, no number as nothing.
  package var csv: String {
    guard isFinite else { return "" }
    if let whole = Int64(exactly: self), abs(whole) < 1 << 53 { return "\(whole)" }
    return "\(self)"
  }
}
