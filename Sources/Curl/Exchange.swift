/// The requests of one unit and the heads of their responses, as libcurl reports them one by one.
///
/// It knows what libcurl's result does not say: whether a head was complete, and how often a request was sent again. It
/// also refuses what some versions of libcurl accept (RFC 9112), so that a violation has the same name with all of
/// them.
struct Exchange {
  /// Why a response's head is refused.
  enum Flaw: Sendable, Equatable {
    /// It violates HTTP.
    case violation(String)
    /// It has too many fields.
    case tooLarge(String)
  }

  /// The first thing that is wrong with a head; nil if nothing is.
  private(set) var flaw: Flaw?
  /// Requests that were sent again because a kept connection had ended before it answered.
  private(set) var repeats = 0
  /// A request was sent and has no final status line yet.
  private(set) var awaitsAnswer = false
  private var place = Place.outside
  private var length: Int?
  private var fieldCount = 0

  private enum Place {
    /// No response has begun.
    case outside
    case inHead
    case behindHead
  }

  /// A response's head has begun and has not ended.
  var isHeadCut: Bool { place == .inHead }

  /// A response's head was complete.
  var hasHead: Bool { place == .behindHead }

  /// Forgets everything but, if the unit is tried again, its requests so far.
  mutating func begin(again: Bool) {
    let earlier = self
    self = Exchange()
    guard again else { return }
    repeats = earlier.repeats
    awaitsAnswer = earlier.awaitsAnswer
  }

  /// A request is about to be sent. It is the first one, follows a redirect, or repeats one that was not answered.
  mutating func send() {
    if awaitsAnswer { repeats += 1 }
    awaitsAnswer = true
    place = .outside
    fieldCount = 0
  }

  /// Takes a line of a head, or of the trailer behind a chunked body, with its line break.
  ///
  /// - Returns: false if the response is refused.
  mutating func receive(_ line: UnsafeRawBufferPointer) -> Bool {
    if place != .inHead, line.starts(with: Self.protocolName) {
      beginHead(line)
    } else if line.first == UInt8(ascii: "\r") || line.first == UInt8(ascii: "\n") {
      place = .behindHead
    } else {
      takeField(line)
    }
    return flaw == nil
  }

  private static let protocolName = Array("HTTP/".utf8)

  private mutating func beginHead(_ line: UnsafeRawBufferPointer) {
    place = .inHead
    length = nil
    let rest = line.dropFirst(Self.protocolName.count)
    let digits = rest.drop { $0 != UInt8(ascii: " ") }.drop { $0 == UInt8(ascii: " ") }.prefix { isDigit($0) }
    guard rest.starts(with: [UInt8(ascii: "1"), UInt8(ascii: ".")]), digits.count == 3,
      let status = decimal(digits), status >= 100
    else {
      flaw = .violation("the response's status line is not one of HTTP/1")
      return
    }
    guard status != 101 else {
      flaw = .violation("the response switches to another protocol (101), which was not asked for")
      return
    }
    if status >= 200 { awaitsAnswer = false }
  }

  /// As many as libcurl accepts since 8.6.
  private static let mostFields = 5000

  private mutating func takeField(_ line: UnsafeRawBufferPointer) {
    fieldCount += 1
    guard fieldCount <= Self.mostFields else {
      flaw = .tooLarge("the response has more than \(Self.mostFields) header fields")
      return
    }
    guard place == .inHead else { return }
    // A line that begins with a space continues the field before it (RFC 9112, 5.2).
    let continues = fieldCount > 1 && line.first.map { $0 <= UInt8(ascii: " ") } == true
    if !continues, let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0, line[colon - 1] <= UInt8(ascii: " ") {
      // Programs disagree about what that names, so that one sees another message than the other (RFC 9112, 5.1).
      flaw = .violation("a field of the response has a space before its colon")
    }
    // Only names that begin with these letters are of interest.
    switch line.first.map({ $0 | 0x20 }) {
    case UInt8(ascii: "c"): if let value = value(of: Self.lengthName, in: line) { takeLength(value) }
    case UInt8(ascii: "t"): if let value = value(of: Self.codingName, in: line) { takeCoding(value) }
    default: break
    }
  }

  private static let lengthName = Array("content-length:".utf8)
  private static let codingName = Array("transfer-encoding:".utf8)
  private static let chunked = Array("chunked".utf8)

  private mutating func takeLength(_ value: Slice<UnsafeRawBufferPointer>) {
    guard let number = decimal(value) else {
      flaw = .violation("the response's Content-Length is not a number of bytes")
      return
    }
    if let length, length != number {
      flaw = .violation("the response has two different Content-Lengths, \(length) and \(number)")
    }
    length = number
  }

  /// No other coding was asked for.
  private mutating func takeCoding(_ value: Slice<UnsafeRawBufferPointer>) {
    guard !isEqual(value, Self.chunked) else { return }
    flaw = .violation("the response has a transfer coding that was not asked for")
  }

  /// The field's value without the spaces around it; nil if the field has another name.
  private func value(of name: [UInt8], in line: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer>? {
    guard isEqual(line.prefix(name.count), name) else { return nil }
    let value = line.dropFirst(name.count).drop { $0 <= UInt8(ascii: " ") }
    return value.prefix(
      (value.lastIndex { $0 > UInt8(ascii: " ") }.map { $0 + 1 } ?? value.startIndex) - value.startIndex)
  }

  /// - Parameter name: in lower case.
  private func isEqual(_ text: Slice<UnsafeRawBufferPointer>, _ name: [UInt8]) -> Bool {
    text.count == name.count && zip(text, name).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 && $1 >= UInt8(ascii: "a")) }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// The number; nil if there is anything but digits, or too many.
  private func decimal(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
    guard !text.isEmpty else { return nil }
    var number = 0
    for byte in text {
      guard isDigit(byte) else { return nil }
      let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflows) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !isTooLarge, !overflows else { return nil }
      number = sum
    }
    return number
  }
}
