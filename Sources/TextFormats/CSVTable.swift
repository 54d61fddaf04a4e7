import Foundation

/// A file of comma-separated values as RFC 4180 has them, with a header, read row by row.
package struct CSVTable: Sendable {
  package let header: [String]
  private let path: String
  private let bytes: [UInt8]
  private let firstRow: Int

  /// - Parameter length: how many of the file's bytes count; nil for all.
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

  /// A column's place, for ``Row``'s subscript.
  package func column(_ name: String) throws(FileError) -> Int {
    guard let place = header.firstIndex(of: name) else {
      throw FileError("read", path, cause: "it has no column '\(name)'")
    }
    return place
  }

  /// One line of the table.
  package struct Row {
    /// From 1, the header not counted.
    package let number: Int
    fileprivate let bytes: [UInt8]
    fileprivate let fields: [Range<Int>]

    package subscript(_ column: Int) -> String { CSVTable.text(bytes[fields[column]]) }
  }

  /// - Throws: whatever `body` does, or ``FileError`` for a row that is not as long as the header.
  package func forEachRow(_ body: (Row) throws(FileError) -> Void) throws(FileError) {
    var start = firstRow
    var number = 1
    while start < bytes.count {
      guard let (fields, next) = Self.row(bytes, from: start), fields.count == header.count else {
        throw FileError("read", path, cause: "row \(number) has not the \(header.count) fields of the header")
      }
      try body(Row(number: number, bytes: bytes, fields: fields))
      start = next
      number += 1
    }
  }

  /// The fields of the row that starts at `start`, and where the next one does; nil if a quotation is not closed.
  private static func row(_ bytes: [UInt8], from start: Int) -> (fields: [Range<Int>], next: Int)? {
    guard start < bytes.count else { return nil }
    var fields: [Range<Int>] = []
    var fieldStart = start
    var isQuoted = false
    var place = start
    while place < bytes.count {
      switch bytes[place] {
      // A doubled quotation mark closes and opens again.
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
