extension Duration {
  /// Reads a number and a unit, `s`, `ms`, `us` or `ns`, such as `120ms` or `1.5s`; or `0`. Nil for anything else, for
  /// negative durations and for more than a day.
  package init?(text: some StringProtocol) {
    if text == "0" {
      self = .zero
      return
    }
    let scales: [(suffix: String, nanoseconds: Double)] = [("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9)]
    guard let scale = scales.first(where: { text.hasSuffix($0.suffix) }),
      let number = Double(text.dropLast(scale.suffix.count)),
      number >= 0, number * scale.nanoseconds <= 86_400e9
    else { return nil }
    self = .nanoseconds(Int64((number * scale.nanoseconds).rounded()))
  }

  /// The duration in the largest unit that makes it a whole number, as `init(text:)` reads it: `120ms`, `1500us`.
  package var text: String {
    let nanoseconds = nanoseconds
    if nanoseconds == 0 { return "0" }
    for (suffix, scale) in [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000)] as [(String, Int64)]
    where nanoseconds % scale == 0 {
      return "\(nanoseconds / scale)\(suffix)"
    }
    return "\(nanoseconds)ns"
  }

  /// Nanoseconds, rounded towards zero; up to 292 years.
  package var nanoseconds: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }

  /// Seconds, as a floating-point number.
  package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
