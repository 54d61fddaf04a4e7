package import HostSystem

/// Which recorded facts tell whether two records are of the same machine and programs.
package enum RecordedDifferences {
  /// A fact, and its name in sentences.
  private typealias Key = (key: String, name: String)

  private static let machine: [Key] = [
    ("cpu_model", "processor"), ("cores_usable", "number of cores"), ("architecture", "architecture"),
    ("memory_total", "amount of memory"), ("hypervisor", "hypervisor"), ("cgroup_cpu_limit", "limit of CPU time"),
  ]
  private static let system: [Key] = [("kernel", "kernel"), ("pinning", "division of the cores")]
  private static let programs: [Key] = [
    ("harness_checksum", "harness"), ("worker_checksum", "worker program"), ("server_checksum", "page server"),
    ("libcurl_checksum", "libcurl"), ("ld_preload", "library loaded first"),
  ]

  /// The kernel keeps a varying part of the memory to itself, so `memory_total` differs a little from boot to boot.
  private static let memoryTolerance = 0.05

  /// The differences between the machines of two runs: "cpu_model: 'A' and 'B'". Empty if it may be one machine. The
  /// kernel may be another one.
  package static func machines(_ first: [Fact], _ second: [Fact]) -> [String] {
    machine.compactMap { key, _ in
      let (one, other) = (value(key, first) ?? "", value(key, second) ?? "")
      return isSame(key, one, other) ? nil : "\(key): '\(one)' and '\(other)'"
    }
  }

  /// What two runs on one machine differ in beside their measurements, one sentence each: kernel and programs. What one
  /// of them did not record is no difference.
  package static func remarks(_ first: [Fact], _ second: [Fact]) -> [String] {
    func differ(_ key: Key) -> Bool {
      guard let one = value(key.key, first), let other = value(key.key, second) else { return false }
      return !one.isEmpty && !other.isEmpty && one != other
    }
    let changed = programs.filter(differ).map(\.name)
    var remarks: [String] = []
    if differ(system[0]) {
      remarks.append(
        "The kernels differ: \(value("kernel", first) ?? "") and \(value("kernel", second) ?? "").")
    }
    if !changed.isEmpty { remarks.append("The programs differ: \(changed.joined(separator: ", ")).") }
    return remarks
  }

  /// Why a run cannot be resumed here, as a clause: one run has one machine, kernel and set of programs. Nil if it can.
  ///
  /// - Parameters:
  ///   - recorded: the facts of the run.
  ///   - now: the facts here; what is not among them is not compared.
  static func obstacle(_ recorded: [Fact], _ now: [Fact]) -> String? {
    for (keys, advice) in [
      (programs, "with the programs that it was made with"), (machine + system, "where it was made"),
    ] {
      for (key, name) in keys {
        guard let before = value(key, recorded), let here = value(key, now), !before.isEmpty, !here.isEmpty else {
          continue
        }
        guard isSame(key, before, here) else {
          return "it was made with another \(name): '\(before)', now '\(here)'; resume it \(advice), or start a new run"
        }
      }
    }
    return nil
  }

  private static func value(_ key: String, _ facts: [Fact]) -> String? { facts.first { $0.key == key }?.value }

  private static func isSame(_ key: String, _ one: String, _ other: String) -> Bool {
    if one == other { return true }
    func number(_ text: String) -> Double? { text.split(separator: " ").first.flatMap { Double($0) } }
    guard key == "memory_total", let one = number(one), let other = number(other) else { return false }
    return abs(one - other) <= memoryTolerance * max(one, other)
  }
}
