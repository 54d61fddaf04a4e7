/// How busy the machine is with other things: kernel counters, read before and after a trial.
///
/// Steal time is the time in which the hypervisor ran something else (proc_stat(5)). Pressure is the time in which at
/// least one thread of the machine waited for the CPU, for I/O or for memory (PSI, the kernel's accounting/psi).
package struct HostPressure: Sendable {
  private let stealTicks: Int?
  private let stalls: [(resource: String, microseconds: Int?)]

  /// Reads the counters. A counter that the kernel does not provide is unknown.
  package init(_ files: KernelFiles = KernelFiles()) {
    let ticks = files.words(after: "cpu", in: "/proc/stat")
    stealTicks = ticks.count > 7 ? Int(ticks[7]) : nil
    stalls = ["cpu", "io", "memory"].map { resource in
      let total = files.words(after: "some", in: "/proc/pressure/\(resource)").first { $0.hasPrefix("total=") }
      return (resource, total.flatMap { Int($0.dropFirst("total=".count)) })
    }
  }

  /// The growth since an earlier reading: `steal_ticks` in hundredths of a second; `pressure_cpu_some_us`,
  /// `pressure_io_some_us` and `pressure_memory_some_us` in microseconds. Empty where it is unknown.
  package func since(_ earlier: HostPressure) -> [Fact] {
    func difference(_ now: Int?, _ before: Int?) -> String {
      guard let now, let before else { return "" }
      return "\(now - before)"
    }
    // A tick is a hundredth of a second on every Linux that Swift runs on (USER_HZ).
    return [Fact("steal_ticks", difference(stealTicks, earlier.stealTicks))]
      + zip(stalls, earlier.stalls).map { now, before in
        Fact("pressure_\(now.resource)_some_us", difference(now.microseconds, before.microseconds))
      }
  }
}
