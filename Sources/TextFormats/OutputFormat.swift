package import Foundation

/// JSON that is indented and has its keys in alphabetical order, so that two documents can be compared line by line.
package enum PrettyJSON {
  /// Encodes a value.
  ///
  /// - Parameter keys: how keys are derived from the names of properties; by default they are equal.
  /// - Returns: the document, without a newline at its end.
  /// - Throws: `EncodingError`, for example for a number that is infinite or NaN.
  package static func text(
    _ value: some Encodable, keys: JSONEncoder.KeyEncodingStrategy = .useDefaultKeys
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = keys
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// The same on a single line, for documents that follow each other.
  package static func line(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// The format of a result on standard output.
package enum OutputFormat: String, Sendable, CaseIterable {
  /// Plain text for a terminal.
  case text
  /// One JSON document.
  case json
  /// GitHub Flavored Markdown.
  case markdown
}

/// Rows and columns of text.
package struct Table: Sendable {
  private let header: [String]
  private var rows: [[String]] = []
  /// Names are aligned left, numbers right.
  private let leftColumns: Int

  /// - Parameters:
  ///   - header: the titles of the columns.
  ///   - leftColumns: the number of columns, from the first, that are aligned left; the others are aligned right.
  package init(_ header: [String], leftColumns: Int = 1) {
    self.header = header
    self.leftColumns = leftColumns
  }

  /// Adds a row with as many cells as the header.
  package mutating func append(_ row: [String]) { rows.append(row) }

  /// Plain text whose columns are aligned in a fixed-width font.
  package var aligned: String {
    let widths = widths
    return ([header] + rows).map { row in
      let line = zip(row, widths).enumerated().map { place, cell in pad(cell.0, to: cell.1, place) }
      return "  " + line.joined(separator: "  ").trimmedEnd + "\n"
    }.joined()
  }

  /// A table in GitHub Flavored Markdown.
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
