package import HostSystem
internal import TextFormats

/// Looks at the machine again and again.
package actor MachineWatcher {
  private let probe: CoreProbe
  private let files: KernelFiles
  private var earlier: (times: ProcessorTimes, at: ContinuousClock.Instant)?

  /// A watcher that has not looked yet.
  package init(_ probe: CoreProbe, files: KernelFiles = KernelFiles()) {
    self.probe = probe
    self.files = files
  }

  /// Looks, which takes about 20 ms. What other programs used is counted from the previous look on; the first look
  /// counts for half a second before.
  ///
  /// - Throws: `SystemError` if the system refuses a thread.
  package func look() async throws(SystemError) -> MachineState {
    if earlier == nil, let times = ProcessorTimes(files) {
      earlier = (times, .now)
      try? await Task.sleep(for: .milliseconds(500))
    }
    let speeds = try await probe.measure()
    let (times, now) = (ProcessorTimes(files), ContinuousClock.now)
    var state = MachineState(loadAverage: loadAverage, pressure: pressure, speeds: speeds)
    if let earlier, let times {
      let seconds = max(1e-3, (now - earlier.at).seconds)
      state.others = times.others(since: earlier.times, seconds: seconds)
      state.stolen = max(0, times.stolen - earlier.times.stolen) / seconds
    }
    earlier = times.map { ($0, now) }
    return state
  }
}

extension MachineWatcher {
  /// PSI's `some avg10`, as a share.
  private var pressure: Double? {
    let average = files.words(after: "some", in: "/proc/pressure/cpu").first { $0.hasPrefix("avg10=") }
    return average.flatMap { Double($0.dropFirst("avg10=".count)) }.map { $0 / 100 }
  }

  private var loadAverage: Double? { files.text("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) } }
}
