package import HostSystem

/// The CPU time that the whole machine has used since its start, and this program's part of it.
package struct ProcessorTimes: Sendable, Equatable {
  /// Of all programs, in seconds: user, nice and system time (proc_stat(5)). Interrupts are not in it: those of the
  /// loopback interface serve what is measured.
  package var programs: Double
  /// In which the hypervisor ran something else although a core had work, in seconds.
  package var stolen: Double
  /// Of this process and of the children that it has waited for, in seconds (getrusage(2)).
  package var own: Double

  package init(programs: Double, stolen: Double, own: Double) {
    self.programs = programs
    self.stolen = stolen
    self.own = own
  }

  /// The times now; nil if the kernel does not tell.
  package init?(_ files: KernelFiles = KernelFiles()) {
    let ticks = files.words(after: "cpu", in: "/proc/stat").compactMap { Double($0) }
    guard ticks.count >= 8 else { return nil }
    let own = [ResourceUsage.current(), .ofEndedChildren()].reduce(0) {
      $0 + Double($1.cpuNanoseconds) / 1e9
    }
    self.init(
      programs: (ticks[0] + ticks[1] + ticks[2]) / Self.ticksPerSecond, stolen: ticks[7] / Self.ticksPerSecond,
      own: own)
  }

  /// On every Linux that Swift runs on (USER_HZ).
  private static let ticksPerSecond = 100.0

  /// How many cores other programs kept busy since an earlier reading, at least 0. Children of this process that still
  /// run, or have not been waited for, are other programs.
  ///
  /// The kernel counts by sampling, 250 times per second and core on most machines: over a tenth of a second the figure
  /// is a guess, over a second it is good to a few hundredths.
  ///
  /// - Parameter seconds: the time between the two readings, above 0.
  package func others(since earlier: ProcessorTimes, seconds: Double) -> Double {
    max(0, (programs - earlier.programs) - (own - earlier.own)) / seconds
  }
}
