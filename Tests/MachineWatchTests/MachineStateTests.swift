import Foundation
import HostSystem
import MachineWatch
import Testing

/// Two cores that compute at a given speed and obtain a given share.
func speeds(_ together: [Double] = [900, 900], alone: Double? = 1000, obtained: Double = 1) -> CoreSpeeds {
  CoreSpeeds(
    cores: together.enumerated().map {
      .init(number: $0, alone: alone, together: $1, obtained: obtained)
    })
}

@Suite(.timeLimit(.minutes(1)))
struct MachineStateTests {
  @Test("Two cores that slow each other down by a tenth deliver 1.8; the difference is of the faster to the slower.")
  func delivered() {
    #expect(speeds().delivered == 1.8 && speeds().difference == 0)
    #expect(speeds([1000, 800]).difference == 0.25)
    #expect(speeds(alone: nil).delivered == nil)
    #expect(CoreSpeeds(cores: []).delivered == nil && CoreSpeeds(cores: []).obtained == 1)
  }

  @Test(
    "Busy are a machine whose cores are shared, one whose cores others use, and one whose hypervisor takes them.",
    arguments: [
      (1.0, 0.0, 0.0, nil), (0.95, 0.15, 0.1, nil),
      (0.5, 0, 0, "a program that wants all 2 cores gets 1.00 of them"),
      (1, 1.9, 0, "other programs use 1.90 of 2 cores"),
      (1, 0, 0.5, "the hypervisor takes away 0.500 of 2 cores"),
    ])
  func obstacle(_ obtained: Double, _ others: Double, _ stolen: Double, _ expected: String?) {
    let state = MachineState(others: others, stolen: stolen, speeds: speeds(obtained: obtained))
    #expect(state.obstacle == expected)
  }

  @Test("A high load average alone is no obstacle: this program's own past is in it.")
  func loadAverage() {
    #expect(MachineState(loadAverage: 24.9, pressure: 0.6, speeds: speeds()).obstacle == nil)
  }

  @Test func othersAreAllProgramsButThisOne() throws {
    let earlier = ProcessorTimes(programs: 100, stolen: 0, own: 40)
    let later = ProcessorTimes(programs: 104, stolen: 0, own: 41)
    #expect(later.others(since: earlier, seconds: 2) == 1.5)
    #expect(earlier.others(since: later, seconds: 2) == 0, "never below 0")
  }

  @Test("Interrupts and idle time are of no program.")
  func counters() throws {
    let root = FileManager.default.temporaryDirectory.path + "/machine-state-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: root) }
    try FileManager.default.createDirectory(atPath: root + "/proc", withIntermediateDirectories: true)
    #expect(ProcessorTimes(KernelFiles(root: root)) == nil)
    try Data("cpu  100 20 30 9999 7 50 60 40 0 0\n".utf8).write(to: URL(filePath: root + "/proc/stat"))
    let times = try #require(ProcessorTimes(KernelFiles(root: root)))
    #expect(times.programs == 1.5 && times.stolen == 0.4 && times.own > 0)
  }
}

@Suite(.timeLimit(.minutes(2)))
struct CoreProbeTests {
  @Test("Every core that this process may use computes, none obtains more than itself.")
  func everyCore() async throws {
    let found = try await CoreProbe(pageBytes: 512).measure()
    #expect(found.cores.count == max(1, CoreSplit.allowedCores))
    #expect(Set(found.cores.map(\.number)).count == found.cores.count)
    #expect(found.cores.allSatisfy { $0.together > 0 && (0...1).contains($0.obtained) })
    #expect(try #require(found.delivered) > 0)
  }

  @Test("What a look finds is recorded, each fact once.")
  func looks() async throws {
    let state = try await MachineWatcher(CoreProbe(pageBytes: 512)).look()
    let others = try #require(state.others)
    // Sampling may miss this test's own time, but not by cores.
    #expect((0...Double(CoreSplit.allowedCores) + 1).contains(others))
    #expect(Set(state.facts.map(\.key)).count == state.facts.count)
  }
}
