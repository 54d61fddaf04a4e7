import Testing
import TextFormats

@Suite(.timeLimit(.minutes(1))) struct TerminalTextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("━ü", 2), ("e\u{301}", 1), ("日本", 4), ("한", 2), ("🚀", 2), ("a\u{200B}b", 2),
  ])
  func columns(text: String, columns: Int) { #expect(text.terminalColumns == columns) }

  @Test(arguments: [
    ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("", 0, ""),
    ("日本語", 6, "日本語"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
  ])
  func fits(text: String, columns: Int, fitted: String) { #expect(text.fitted(toColumns: columns) == fitted) }
}
