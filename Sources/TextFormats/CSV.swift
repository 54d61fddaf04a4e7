import Foundation

/// A file of comma-separated values (RFC 4180) with a header, read row by row.
package struct CSVTable: Sendable {
  /// The names of the columns, in their order.
  package let header: [String]
  private let path: String
  private let bytes: [UInt8]
  private let firstRow: Int

  /// Reads the file and its header.
  ///
  /// - Parameter length: the number of bytes to read from the beginning; nil for all.
  /// - Throws: if the file cannot be read or has no header.
  package init(file path: String, through length: Int? = nil) throws(FileError) {
    guard let data = FileManager.default.contents(atPath: path) else { throw FileError("read", path) }
    let bytes = Array(length.map { data.prefix($0) } ?? data)
    guard let (fields, next) = Self.row(bytes, from: 0) else {
      throw FileError("read", path, cause: "it has no header")
    }
    self.path = path
    self.bytes = bytes
    header = fields.map { Self.text(bytes[$0]) }
    firstRow = next
  }

  /// The position of a column, for ``Row``'s subscript.
  ///
  /// - Throws: if the header has no such column.
  package func column(_ name: String) throws(FileError) -> Int {
    guard let place = header.firstIndex(of: name) else {
      throw FileError("read", path, cause: "it has no column '\(name)'")
    }
    return place
  }

  /// One line of the table.
  package struct Row {
    /// The row's number, from 1, without the header.
    package let number: Int
    fileprivate let bytes: [UInt8]
    fileprivate let fields: [Range<Int>]

    /// The text of a field, without its quotation marks; see ``CSVTable/column(_:)``.
    package subscript(_ column: Int) -> String { CSVTable.text(bytes[fields[column]]) }
  }

  /// Calls `body` with each row, in the file's order.
  ///
  /// - Throws: what `body` throws, or an error for a row with more or fewer fields than the header.
  package func forEachRow(_ body: (Row) throws(FileError) -> Void) throws(FileError) {
    var start = firstRow
    var number = 1
    while start < bytes.count {
      guard let (fields, next) = Self.row(bytes, from: start), fields.count == header.count else {
        throw FileError("read", path, cause: "row \(number) does not have the \(header.count) fields of the header")
      }
      try body(Row(number: number, bytes: bytes, fields: fields))
      start = next
      number += 1
    }
  }

  /// The fields of the row that starts at `start`, and the start of the next row; nil if a quotation is not closed.
  private static func row(_ bytes: [UInt8], from start: Int) -> (fields: [Range<Int>], next: Int)? {
    guard start < bytes.count else { return nil }
    var fields: [Range<Int>] = []
    var fieldStart = start
    var isQuoted = false
    var place = start
    while place < bytes.count {
      switch bytes[place] {
      // A doubled quotation mark closes the quotation and opens it again.
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted:
        fields.append(fieldStart..<place)
        fieldStart = place + 1
      case UInt8(ascii: "\n") where !isQuoted:
        let end = place > fieldStart && bytes[place - 1] == UInt8(ascii: "\r") ? place - 1 : place
        return (fields + [fieldStart..<end], place + 1)
      default: break
      }
      place += 1
    }
    return isQuoted ? nil : (fields + [fieldStart..<place], place)
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    guard field.first == UInt8(ascii: "\""), field.count >= 2 else { return String(decoding: field, as: UTF8.self) }
    return String(decoding: field.dropFirst().dropLast(), as: UTF8.self).replacing("\"\"", with: "\"")
  }
}

/// Comma-separated values (RFC 4180) to be written, but with lines that end with a line feed alone, as Unix tools
/// expect.
package struct CSVText: Sendable {
  /// All lines so far.
  package private(set) var text = ""

  /// No lines yet.
  package init() {}

  /// Adds a line. Fields with commas, quotation marks or line breaks are quoted.
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
  /// The shortest text that reads back as the same number. Whole numbers have no decimal point; infinity and NaN are
  /// empty.
  package var csv: String {
    guard isFinite else { return "" }
    if let whole = Int64(exactly: self), abs(whole) < 1 << 53 { return "\(whole)" }
    return "\(self)"
  }
}
