internal import Glibc
internal import PageProtocol

/// Damaged copies of valid input, for tests that no input makes a reader trap, hang or take much memory.
///
/// The same seed gives the same copies. There are 2,000 of them, or as many as the environment variable `MUTATIONS`
/// says: `MUTATIONS=100000 swift test --filter Mutations`.
package struct Mutations {
  private var generator: SeededGenerator
  private let samples: [[UInt8]]
  private let tokens: [[UInt8]]

  /// The number of copies to try.
  package static let count = getenv("MUTATIONS").flatMap { Int(String(cString: $0)) } ?? 2_000

  /// Numbers at the ends of ranges, numbers that are none, and text that means something to other programs.
  package static let usualTokens = [
    "0", "-0", "-1", "1", "255", "256", "65536", "2147483647", "2147483648", "-2147483648", "4294967296",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1e18", "1e308",
    "1e400", "-1e400", "5e-324", "nan", "inf", "-inf", "NaN", "0x10", "1_000", "", " ", "\"", "\\", ",", ";", "\n",
    "\r",
    "\r\n", "\0", "{}", "[]", "null", "true", "%00", "%", "%zz", "../", "\u{FEFF}", "\u{2028}", "\u{1B}[2J", "=1+1",
  ]

  /// - Parameters:
  ///   - samples: valid inputs, at least one of them with a byte.
  ///   - tokens: what to put in place of numbers and between other bytes, beside ``usualTokens``.
  package init(of samples: [String], tokens: [String] = [], seed: UInt64) {
    self.init(of: samples.map { Array($0.utf8) }, tokens: tokens, seed: seed)
  }

  /// The same for input that is not text.
  package init(of samples: [[UInt8]], tokens: [String] = [], seed: UInt64) {
    precondition(samples.contains { !$0.isEmpty }, "there must be something to damage")
    generator = SeededGenerator(seed: seed)
    self.samples = samples
    self.tokens = (Self.usualTokens + tokens).map { Array($0.utf8) }
  }

  /// The next damaged copy: one to four changes to one of the samples.
  package mutating func next() -> [UInt8] {
    var bytes = pick(samples)
    for _ in 0...number(below: 4) { change(&bytes) }
    return bytes
  }

  /// The next damaged copy as text; bytes that are not UTF-8 become U+FFFD.
  package mutating func nextText() -> String { String(decoding: next(), as: UTF8.self) }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = number(below: bytes.count + 1)
    switch number(below: 9) {
    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(number(below: 8))
    case 1 where place < bytes.count: bytes[place] = UInt8(number(below: 256))
    case 2: bytes.insert(UInt8(number(below: 256)), at: place)
    case 3: bytes.removeSubrange(range(in: bytes))
    case 4: bytes.insert(contentsOf: bytes[range(in: bytes)], at: place)
    case 5: bytes.removeSubrange(place...)
    case 6: bytes.insert(contentsOf: pick(tokens), at: place)
    case 7: bytes.replaceSubrange(number(in: bytes, near: place), with: pick(tokens))
    default: bytes.replaceSubrange(range(in: bytes), with: pick(samples).prefix(64))
    }
  }

  /// Up to 64 bytes.
  private mutating func range(in bytes: [UInt8]) -> Range<Int> {
    let start = number(below: bytes.count + 1)
    return start..<min(bytes.count, start + number(below: 65))
  }

  /// The digits at `place` or behind it; empty if there are none.
  private func number(in bytes: [UInt8], near place: Int) -> Range<Int> {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let start = bytes[place...].firstIndex(where: digits.contains) else { return place..<place }
    return start..<(bytes[start...].firstIndex { !digits.contains($0) } ?? bytes.endIndex)
  }

  private mutating func number(below bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }

  private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(below: elements.count)] }
}
