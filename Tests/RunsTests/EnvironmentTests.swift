import Experiments
import Foundation
import HostSystem
import MachineWatch
import Runs
import Testing

@Suite(.timeLimit(.minutes(1)))
struct EnvironmentTests {
  @Test("Each fact is present exactly once, also if its value is unknown.")
  func host() async {
    let programs = ProgramWatch(worker: "/no/such/worker", server: "/no/such/server")
    let state = MachineState(speeds: CoreSpeeds(cores: [.init(number: 0, alone: 2e9, together: 2e9, obtained: 1)]))
    let facts = await RecordedEnvironment.facts(on: .current(), state, programs: programs, libcurl: "libcurl/8.0.0")
    #expect(Set(facts.map(\.key)).count == facts.count)
    let keys = Set(facts.map(\.key))
    let wanted: Set = [
      "date", "platform", "kernel", "cpu_model", "cores_usable", "pinning", "cores_delivered", "cores_online",
      "cpu_governor", "affinity", "hypervisor", "cgroup_cpu_limit", "load_average",
      "boot_time_unix", "clock_source", "clock_resolution_ns", "aslr", "open_files_limit", "threads_limit",
      "port_range",
    ]
    #expect(wanted.isSubset(of: keys))
    let kernel = facts.first { $0.key == "kernel" }?.value
    #expect(kernel?.isEmpty == false && kernel?.contains("\n") == false)
  }

  @Test func programs() async {
    let files = ProgramWatch(worker: "/proc/self/exe", server: "/no/such/server")
    let facts = await BuildFacts.facts(programs: files, libcurl: "libcurl/8.0.0")
    func value(_ key: String) -> String? { facts.first { $0.key == key }?.value }
    #expect(value("worker_checksum")?.count == 16)
    #expect(value("swift_version")?.hasPrefix("6.") == true)
    #expect(value("libcurl_version") == "libcurl/8.0.0")
    #expect(value("worker_checksum") == value("harness_checksum") && value("server_checksum") == "")
  }

  @Test func thisMachine() {
    let machine = Machine.current()
    #expect(machine.cores >= 1 && machine.poolWidth >= machine.cores && machine.openFiles > 0)
  }

  @Test("Predictions use the client's cores, and the server gets one thread per core of its own.")
  func machine() {
    var machine = Machine(cores: 12, poolWidth: 12, openFiles: 1024)
    machine.pinning = CoreSplit(server: [12, 13, 14, 15], worker: Array(0..<12))
    #expect(machine.serverThreads == 4)
    let here = Machine.current()
    #expect(here.pinning == nil || here.cores == here.pinning?.worker.count)
  }
}
