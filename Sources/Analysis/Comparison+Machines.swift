import System

extension Comparison {
  /// What tells one machine from another, in a run's facts.
  private static let machineKeys = [
    "cpu_model", "cores_usable", "architecture", "memory_total", "hypervisor", "cgroup_cpu_limit",
  ]

  /// In what two runs' machines differ, such as "cpu_model: 'A' and 'B'"; empty if it may be the same machine.
  package static func differences(_ baseline: [Fact], _ candidate: [Fact]) -> [String] {
    machineKeys.compactMap { key in
      let values = [baseline, candidate].map { facts in facts.first { $0.key == key }?.value ?? "" }
      return values[0] == values[1] ? nil : "\(key): '\(values[0])' and '\(values[1])'"
    }
  }
}
