import PageProtocol
import Testing
import TextFormats

@Suite(.timeLimit(.minutes(1))) struct DurationTextTests {
  @Test(arguments: [
    ("120ms", Duration.milliseconds(120)), ("1.5s", .milliseconds(1500)), ("250us", .microseconds(250)),
    ("90ns", .nanoseconds(90)), ("0", .zero), ("0ms", .zero), ("86400s", .seconds(86_400)),
  ])
  func reads(text: String, duration: Duration) { #expect(Duration(text: text) == duration) }

  @Test(arguments: ["", "ms", "5", "-5ms", "5 ms", "5m", "86401s", "nans", "infs", "ms5", "0x"])
  func refuses(text: String) { #expect(Duration(text: text) == nil) }

  @Test(arguments: [
    (Duration.zero, "0"), (.milliseconds(120), "120ms"), (.microseconds(1500), "1500us"), (.seconds(2), "2s"),
    (.nanoseconds(1_000_001), "1000001ns"),
  ])
  func writes(duration: Duration, text: String) { #expect(duration.text == text) }

  @Test func everythingWrittenIsReadBack() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<1000 {
      let duration = Duration.nanoseconds(Int64(generator.next() % 1_000_000_000_000))
      #expect(Duration(text: duration.text) == duration)
    }
  }
}
