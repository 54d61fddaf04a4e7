/// Comma-separated values (RFC 4180) to be written, but with lines that end with a line feed alone, as Unix tools
/// expect.
package struct CSVText: Sendable {
  /// All lines so far.
  package private(set) var text = ""

  /// No lines yet.
  package init() {}

  /// Adds a line. Fields with commas, quotation marks or line breaks are quoted, and those with semicolons or tabs,
  /// which some spreadsheets take for commas. A field that a spreadsheet would take for a formula gets an apostrophe
  /// before it, which ``CSVTable`` removes.
  package mutating func append(_ fields: [String]) {
    for (place, field) in fields.enumerated() {
      if place > 0 { text.append(",") }
      append(CSVCell.neutralised(field))
    }
    text.append("\n")
  }

  private mutating func append(_ field: String) {
    guard field.utf8.contains(where: { [0x22, 0x2C, 0x3B, 0x09, 0x0A, 0x0D].contains($0) }) else {
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
  /// The shortest text that reads back as the same number. Whole numbers have no decimal point; infinity and NaN are
  /// empty.
  package var csv: String {
    guard isFinite else { return "" }
    if let whole = Int64(exactly: self), abs(whole) < 1 << 53 { return "\(whole)" }
    return "\(self)"
  }
}
