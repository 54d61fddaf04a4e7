/// Cells in rows and columns, as text for people.
package struct Table: Sendable {
  private let header: [String]
  private var rows: [[String]] = []
  /// Names stand on the left, numbers on the right.
  private let leftColumns: Int

  /// - Parameter leftColumns: how many of the first columns hold words.
  package init(_ header: [String], leftColumns: Int = 1) {
    self.header = header
    self.leftColumns = leftColumns
  }

  /// Adds a row, as long as the header.
  package mutating func append(_ row: [String]) { rows.append(row) }

  /// Columns that line up in a fixed-width font.
  package var aligned: String {
    let widths = widths
    return ([header] + rows).map { row in
      let line = zip(row, widths).enumerated().map { place, cell in pad(cell.0, to: cell.1, place) }
      return "  " + line.joined(separator: "  ").trimmedEnd + "\n"
    }.joined()
  }

  /// A table of GitHub's Markdown.
  package var markdown: String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let rule = header.indices.map { $0 < leftColumns ? "---" : "---:" }
    return line(header) + line(rule) + rows.map { line($0.map { $0.replacing("|", with: "\\|") }) }.joined()
  }

  private var widths: [Int] {
    header.indices.map { place in ([header] + rows).map { $0[place].count }.max() ?? 0 }
  }

  private func pad(_ text: String, to width: Int, _ place: Int) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return place < leftColumns ? text + space : space + text
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var copy = self
    while copy.last == " " { copy.removeLast() }
    return copy
  }
}
