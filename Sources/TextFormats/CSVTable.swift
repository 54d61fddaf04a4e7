import Foundation

/// A file of comma-separated values (RFC 4180) with a known header, read row by row, with little memory however long it
/// is.
///
/// It is strict, because it reads what this suite wrote: lines end with a line feed, every row has the header's number
/// of fields, the text is UTF-8 without NUL, and the last line is complete.
package struct CSVTable: Sendable {
  /// The names of the columns, in their order.
  package let header: [String]
  private let path: String
  private let length: Int

  /// The longest possible row, in bytes.
  private static let longestRow = 1 << 20
  private static let pieceLength = 1 << 17

  /// A table in a file.
  ///
  /// - Parameters:
  ///   - columns: the header that the file must have.
  ///   - length: the number of bytes that belong to the table, from the file's beginning; nil for all.
  /// - Throws: if the file cannot be read, is shorter, or has another header.
  package init(file path: String, columns: [String], through length: Int? = nil) throws(FileError) {
    let file = try RegularFile(path)
    guard file.length >= length ?? 0 else {
      throw FileError("read", path, cause: "it has \(file.length) bytes, less than the \(length ?? 0) of its rows")
    }
    self.path = path
    self.length = length ?? file.length
    header = columns
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

  /// One row of a table.
  package struct Row {
    /// The number of the row's first line in the file, from 1, which is the header's.
    package let line: Int
    /// Where the row begins in the file, in bytes.
    package let start: Int
    /// Where the next row begins.
    package let end: Int
    /// The row's fields, without their quotation marks; see ``CSVTable/column(_:)``.
    package let fields: [String]

    /// The text of a field.
    package subscript(_ column: Int) -> String { fields[column] }
  }

  /// Calls `body` with each row below the header, in the file's order.
  ///
  /// - Throws: what `body` throws, or an error that names the line that is no row of this table.
  package func forEachRow(_ body: (Row) throws(FileError) -> Void) throws(FileError) {
    let file = try RegularFile(path)
    var buffer: [UInt8] = []
    var (bufferStart, place, line) = (0, 0, 1)
    while bufferStart + place < length {
      switch CSVParser.row(in: buffer, from: place) {
      case .incomplete:
        let read = bufferStart + buffer.count
        guard buffer.count - place <= Self.longestRow else { throw error(line, "is too long") }
        guard read < length else { throw error(line, "is not complete") }
        buffer.removeSubrange(..<place)
        (bufferStart, place) = (bufferStart + place, 0)
        let before = buffer.count
        try file.read(min(Self.pieceLength, length - read), at: read, appendingTo: &buffer)
        guard buffer.count > before else { throw error(line, "is not complete") }
      case .malformed(let reason): throw error(line, reason)
      case .row(let fields, let next, let lines):
        if bufferStart + place == 0 {
          guard fields == header else {
            throw error(line, "is not the header of this file: \(header.joined(separator: ","))")
          }
        } else {
          guard fields.count == header.count else {
            throw error(line, "has \(fields.count) fields, not the \(header.count) of the header")
          }
          try body(Row(line: line, start: bufferStart + place, end: bufferStart + next, fields: fields))
        }
        line += lines
        place = next
      }
    }
    if length == 0 { throw FileError("read", path, cause: "it has no header") }
  }

  private func error(_ line: Int, _ what: String) -> FileError {
    FileError("read", path, cause: "line \(line) \(what)")
  }
}

/// Divides bytes into the rows and fields of RFC 4180, with lines that end with a line feed alone.
package enum CSVParser {
  /// What stands at a place.
  package enum Outcome: Equatable {
    /// A row with these fields. The next one begins at `next`, `lines` lines further down.
    case row(_ fields: [String], next: Int, lines: Int)
    /// The beginning of a row, or nothing.
    case incomplete
    /// No row, for this reason: a predicate to follow "line 7".
    case malformed(_ reason: String)
  }

  /// Reads the row that begins at `start`.
  package static func row(in bytes: [UInt8], from start: Int) -> Outcome {
    bytes.withUnsafeBytes { buffer in
      guard let end = place(of: UInt8(ascii: "\n"), in: buffer, start..<buffer.count) else { return .incomplete }
      let special = [UInt8(ascii: "\""), UInt8(ascii: "\r"), 0]
      guard special.allSatisfy({ place(of: $0, in: buffer, start..<end) == nil }) else {
        return quotedRow(in: buffer, from: start)
      }
      // Almost all rows are plain, and then the places of commas are all there is to find.
      var fields: [String] = []
      var fieldStart = start
      while true {
        let fieldEnd = place(of: UInt8(ascii: ","), in: buffer, fieldStart..<end) ?? end
        guard let field = text(buffer[fieldStart..<fieldEnd], quoted: false) else { return notText }
        fields.append(field)
        if fieldEnd == end { return .row(fields, next: end + 1, lines: 1) }
        fieldStart = fieldEnd + 1
      }
    }
  }

  private static let notText = Outcome.malformed("is not text in UTF-8")

  private static func place(of byte: UInt8, in buffer: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int? {
    guard let base = buffer.baseAddress, !range.isEmpty,
      let found = memchr(base + range.lowerBound, Int32(byte), range.count)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }

  private static func quotedRow(in bytes: UnsafeRawBufferPointer, from start: Int) -> Outcome {
    var fields: [String] = []
    var fieldStart = start
    var state = State.fieldStart
    var lines = 0
    var place = start
    while place < bytes.count {
      let byte = bytes[place]
      switch (byte, state) {
      case (0, _): return .malformed("contains a NUL byte")
      case (UInt8(ascii: "\""), .fieldStart): state = .quoted
      case (UInt8(ascii: "\""), .quoted): state = .quotedQuote
      case (UInt8(ascii: "\""), .quotedQuote): state = .quoted
      case (UInt8(ascii: "\""), .plain): return .malformed("has a quotation mark inside a field that is not quoted")
      case (UInt8(ascii: "\n"), .quoted): lines += 1
      case (_, .quoted): break
      case (UInt8(ascii: ","), _), (UInt8(ascii: "\n"), _):
        guard let field = text(bytes[fieldStart..<place], quoted: state == .quotedQuote) else { return notText }
        fields.append(field)
        if byte == UInt8(ascii: "\n") { return .row(fields, next: place + 1, lines: lines + 1) }
        (fieldStart, state) = (place + 1, .fieldStart)
      case (_, .quotedQuote): return .malformed("has text behind a closing quotation mark")
      case (UInt8(ascii: "\r"), _): return .malformed("has a carriage return outside quotation marks")
      default: state = .plain
      }
      place += 1
    }
    return .incomplete
  }

  private enum State {
    case fieldStart, plain, quoted, quotedQuote
  }

  private static func text(_ field: Slice<UnsafeRawBufferPointer>, quoted: Bool) -> String? {
    let content = quoted ? field.dropFirst().dropLast() : field
    guard let text = String(validating: content, as: UTF8.self) else { return nil }
    return CSVCell.text(quoted ? text.replacing("\"\"", with: "\"") : text)
  }
}
