import CLinux
import Foundation
import HostSystem
import Testing
import Trial

@Suite("A meter reads differences", .timeLimit(.minutes(1)))
struct MeterTests {
  @Test func usageIsSubtractedFieldByField() {
    let before = ResourceUsage(
      userNanoseconds: 1, systemNanoseconds: 2, voluntarySwitches: 3, involuntarySwitches: 4, minorFaults: 5,
      majorFaults: 6)
    let after = ResourceUsage(
      userNanoseconds: 11, systemNanoseconds: 22, voluntarySwitches: 33, involuntarySwitches: 44, minorFaults: 55,
      majorFaults: 66)
    #expect(
      after.since(before)
        == ResourceUsage(
          userNanoseconds: 10, systemNanoseconds: 20, voluntarySwitches: 30, involuntarySwitches: 40, minorFaults: 50,
          majorFaults: 60))
  }

  @Test func workIsMeasured() throws {
    let before = (unix: Date().timeIntervalSince1970, monotonic: clinux_monotonic_nanoseconds())
    let meter = try Meter.start()
    // Works until another clock of the process has counted 20 ms of CPU time.
    let cpuBefore = clock()
    var hash = 5381
    while clock() - cpuBefore < 20_000 { for step in 0..<1000 { hash = hash &* 33 &+ step } }
    let memory = [UInt8](repeating: UInt8(truncatingIfNeeded: hash), count: 32 << 20)
    let record = try withExtendedLifetime(memory) { try meter.stop().record(of: 0..<0, from: Recorder(count: 0)) }

    #expect(record.usage.userNanoseconds + record.usage.systemNanoseconds >= 15_000_000)
    #expect(record.runtimeNanoseconds > 0)
    #expect(record.runtimeNanoseconds <= clinux_monotonic_nanoseconds() - before.monotonic)
    #expect(record.startMonotonicNanoseconds >= before.monotonic)
    #expect(Double(record.startUnixNanoseconds) * 1e-9 >= before.unix - 0.001)
    #expect(record.usage.minorFaults > 0)
    #expect(record.threadsAtBarrier >= 1)
    #expect(record.residentAtBarrierKiB > 1000)
    #expect(record.peakResidentKiB > 32 << 10)
    #expect(record.unitsEnded == 0)
  }
}
