import PageProtocol
import Testing

@Suite(.timeLimit(.minutes(1))) struct PageTextTests {
  @Test func aShortTextIsTheBeginningOfALongOne() {
    let long = PageText.bytes(5000)
    for byteCount in [0, 1, 2, 7, 8, 100, 1024, 4999, 5000] {
      #expect(PageText.bytes(byteCount) == Array(long.prefix(byteCount)))
    }
  }

  @Test func isLinesOfWords() throws {
    let text = try #require(String(validating: PageText.bytes(10_000), as: UTF8.self))
    let words = text.split { $0 == " " || $0 == "\n" }.dropLast()
    #expect(words.count > 1000)
    #expect(words.allSatisfy { word in word.allSatisfy { ("a"..."z").contains($0) } })
    #expect(text.contains("\n"))
  }

  @Test func digestIsThatOfTheText() {
    var checksum = BodyChecksum()
    PageText.bytes(1000).withUnsafeBytes { checksum.update($0) }
    #expect(PageText.digest(1000) == checksum.digest)
    #expect(PageText.digest(1000) != PageText.digest(1001))
  }
}
