extension StringProtocol {
  /// The columns that the text takes in a terminal, if it holds no control characters: none for a mark that combines
  /// with the character before it, two for the wide ones of East Asian scripts and for pictures (UAX #11), else one.
  package var terminalColumns: Int { unicodeScalars.reduce(0) { $0 + $1.terminalColumns } }

  /// The text, cut so that it takes at most this many columns; an ellipsis stands for what is cut.
  package func fitted(toColumns columns: Int) -> String {
    guard terminalColumns > columns else { return String(self) }
    guard columns > 0 else { return "" }
    var text = ""
    var used = 0
    for character in self {
      used += String(character).terminalColumns
      guard used < columns else { break }
      text.append(character)
    }
    return text + "…"
  }
}

extension Unicode.Scalar {
  fileprivate var terminalColumns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: 0
    default: Self.wide.contains { $0.contains(value) } ? 2 : 1
    }
  }

  /// The blocks whose characters are wide (EastAsianWidth.txt, W and F), whole.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
    0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
  ]
}
