internal import HostSystem

extension ResourceUsage {
  /// - Throws: `TrialError` that names the first value that cannot be.
  func check() throws(TrialError) {
    for (name, time) in [("userNanoseconds", userNanoseconds), ("systemNanoseconds", systemNanoseconds)] {
      try Border.check(time, "usage.\(name)", 0...Border.mostNanoseconds)
    }
    for (name, count) in [
      ("voluntarySwitches", voluntarySwitches), ("involuntarySwitches", involuntarySwitches),
      ("minorFaults", minorFaults), ("majorFaults", majorFaults),
    ] {
      try Border.check(count, "usage.\(name)", 0...Border.mostCount)
    }
  }
}
