/// How much of the machine others used during a trial: differences of counters that the kernel keeps.
struct TrialConditions {
  private let stealTicks: Int?
  private let pressure: [(resource: String, microseconds: Int?)]

  /// Reads the counters.
  init(_ files: KernelFiles = KernelFiles()) {
    let ticks = files.words(after: "cpu", in: "/proc/stat")
    stealTicks = ticks.count > 7 ? Int(ticks[7]) : nil
    pressure = ["cpu", "io", "memory"].map { resource in
      let total = files.words(after: "some", in: "/proc/pressure/\(resource)").first { $0.hasPrefix("total=") }
      return (resource, total.flatMap { Int($0.dropFirst("total=".count)) })
    }
  }

  /// What changed since an earlier reading.
  func since(_ earlier: TrialConditions) -> [Fact] {
    func difference(_ now: Int?, _ before: Int?) -> String {
      guard let now, let before else { return "" }
      return "\(now - before)"
    }
    // A tick is a hundredth of a second on every Linux that Swift runs on (USER_HZ).
    return [Fact("steal_ticks", difference(stealTicks, earlier.stealTicks))]
      + zip(pressure, earlier.pressure).map { now, before in
        Fact("pressure_\(now.resource)_some_us", difference(now.microseconds, before.microseconds))
      }
  }
}
