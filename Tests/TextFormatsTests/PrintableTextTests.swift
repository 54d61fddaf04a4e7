import Testing
import TextFormats

@Suite("Text of other programs is made printable", .timeLimit(.minutes(1)))
struct PrintableTextTests {
  @Test("Printable text is not changed.", arguments: ["", "plain", "Grüße, 世界 👋", "a\u{301}"])
  func unchanged(_ text: String) { #expect(text.printable() == text) }

  @Test(
    "What moves the cursor, hides or turns text is written as its number.",
    arguments: [
      ("\u{1B}[2J", #"\u{1B}[2J"#), ("a\rb\nc\td", #"a\u{D}b\u{A}c\u{9}d"#),
      ("\u{202E}abc\u{2066}", #"\u{202E}abc\u{2066}"#),
      ("\u{9B}1m", #"\u{9B}1m"#), ("\u{200B}\u{FEFF}\u{2028}", #"\u{200B}\u{FEFF}\u{2028}"#),
      ("\u{0}\u{7F}", #"\u{0}\u{7F}"#),
      ("\u{E000}", #"\u{E000}"#),
    ])
  func escaped(_ text: String, _ printable: String) {
    #expect(text.printable() == printable)
    #expect(printable.printable() == printable)
  }

  @Test func longTextIsCut() {
    #expect("abcdef".printable(limit: 3) == "abc…")
    #expect("abc".printable(limit: 3) == "abc")
    #expect(String(repeating: "a\u{301}", count: 1000).printable(limit: 10).unicodeScalars.count == 11)
  }

  @Test func linesCanBeKept() { #expect("a\n\tb\r".printable(keepsLines: true) == "a\n\tb" + #"\u{D}"#) }
}
