/// Text cells of CSV files that a spreadsheet would take for a formula (OWASP, "CSV Injection").
///
/// A cell whose text begins like a formula and is no number gets an apostrophe before it, which spreadsheets take for
/// the mark of a text; reading removes it. So that every text reads back as itself, a text that already begins with
/// apostrophes and then like a formula gets one more.
enum CSVCell {
  /// The text to write for a cell.
  static func neutralised(_ text: String) -> String { isLikeFormula(text) ? "'" + text : text }

  /// The text that was written as this cell.
  static func text(_ cell: String) -> String {
    cell.utf8.first == apostrophe && isLikeFormula(cell) ? String(cell.dropFirst()) : cell
  }

  private static let apostrophe = UInt8(ascii: "'")

  /// The full-width forms are those that East Asian spreadsheets take for their ASCII ones.
  private static let starts = Set<Unicode.Scalar>(["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])

  private static func isLikeFormula(_ text: String) -> Bool {
    // Nearly all cells begin with a letter or a digit.
    guard let first = text.utf8.first, first < UInt8(ascii: "A") || first >= 0x80 || first == UInt8(ascii: "@") else {
      return false
    }
    let rest = text.unicodeScalars.drop { $0 == "'" }
    guard let start = rest.first, starts.contains(start) else { return false }
    return !isNumber(String(rest))
  }

  /// Whether the text is a decimal number, as `csv_is_number` of scripts/lib/csv.awk has it.
  private static func isNumber(_ text: String) -> Bool {
    text.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) } && Double(text) != nil
  }
}
