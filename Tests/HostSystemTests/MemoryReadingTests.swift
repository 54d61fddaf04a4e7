import Glibc
import HostSystem
import Testing

@Suite(.timeLimit(.minutes(1)))
struct MemoryReadingTests {
  @Test func fields() {
    let reading = MemoryReading(
      rollup: "55d0-7ffc ---p 00000000 00:00 0 [rollup]\nRss:      9000 kB\nPss:      7500 kB\nPss_Dirty: 1 kB\n",
      status: "Name:\tx\nThreads:\t12\nVmPTE:\t  340 kB\n", machine: "MemTotal: 1 kB\nKernelStack:   4800 kB\n")
    #expect(reading.residentKiB == 9000 && reading.proportionalKiB == 7500 && reading.pageTablesKiB == 340)
    #expect(reading.threads == 12 && reading.kernelStacksKiB == 4800)
  }

  @Test func thisProcess() throws {
    let reading = try MemoryReading.of(getpid())
    #expect(reading.residentKiB >= reading.proportionalKiB && reading.proportionalKiB > 0)
    #expect(reading.pageTablesKiB > 0 && reading.threads >= 1 && reading.kernelStacksKiB > 0)
  }

  @Test func noSuchProcess() {
    #expect { try MemoryReading.of(-1) } throws: { "\($0)".contains("/proc/-1/smaps_rollup") }
  }
}
