import Experiments
import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct EnvironmentTests {
  @Test("Every fact is there once, whether the machine tells its value or not.")
  func host() {
    let facts = HostFacts.facts()
    #expect(Set(facts.map(\.key)).count == facts.count)
    let keys = Set(facts.map(\.key))
    let wanted: Set = [
      "date", "platform", "kernel", "cpu_model", "cores_usable", "cores_online", "cpu_governor", "affinity",
      "hypervisor",
      "cgroup_cpu_limit", "load_average", "boot_time_unix", "clock_source", "clock_resolution_ns", "aslr",
      "open_files_limit", "threads_limit", "port_range",
    ]
    #expect(wanted.isSubset(of: keys))
    let kernel = facts.first { $0.key == "kernel" }?.value
    #expect(kernel?.isEmpty == false && kernel?.contains("\n") == false)
  }

  @Test func programs() async {
    let facts = await BuildFacts.facts(worker: "/proc/self/exe")
    func value(_ key: String) -> String? { facts.first { $0.key == key }?.value }
    #expect(value("worker_checksum")?.count == 16)
    #expect(value("swift_version")?.hasPrefix("6.") == true)
    #expect(value("libcurl_version")?.hasPrefix("libcurl/") == true)
    let without = await BuildFacts.facts(worker: "/no/such/worker")
    #expect(without.first { $0.key == "worker_checksum" }?.value == "")
  }

  @Test func thisMachine() {
    let machine = Machine.current()
    #expect(machine.cores >= 1 && machine.poolWidth >= machine.cores && machine.openFiles > 0)
  }
}
