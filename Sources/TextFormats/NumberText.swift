import Foundation

/// Numbers for readers: rounded, with units.
package enum NumberText {
  /// A duration with three significant digits: `441 ms`, `2.00 s`, `32.5 µs`; from two minutes on `3 min 20 s`.
  /// Infinity and NaN are a dash, here and below.
  package static func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "–" }
    let size = abs(seconds)
    if size >= 120 {
      let whole = Int(seconds.rounded())
      return "\(whole / 60) min \(whole % 60) s"
    }
    if size >= 0.9995 { return number(seconds) + " s" }
    if size >= 0.9995e-3 { return number(seconds * 1e3) + " ms" }
    return number(seconds * 1e6) + " µs"
  }

  /// A duration rounded up to whole seconds: `6 s`, `3 min 20 s`.
  package static func wholeSeconds(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "–" }
    let whole = seconds.rounded(.up)
    return whole >= 120 ? Self.seconds(whole) : "\(Int(whole)) s"
  }

  /// A count: whole numbers in full, others (such as a median of counts) with three significant digits.
  package static func count(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? number(value)
  }

  /// Three significant digits, but all digits before the decimal point and at most three after it.
  package static func number(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let size = abs(value)
    let decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size == 0 ? 0 : 3
    return String(format: "%.\(decimals)f", value)
  }

  /// A number of things: `1 block`, `2 blocks`.
  ///
  /// - Parameter noun: in the singular, with a regular plural.
  package static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
