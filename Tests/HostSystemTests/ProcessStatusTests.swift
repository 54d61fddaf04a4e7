import Foundation
import HostSystem
import TestBench
import Testing

@Suite("A process's status is read from /proc", .timeLimit(.minutes(1)))
struct ProcessStatusTests {
  /// A shortened /proc/PID/status. Some fields contain the names of others.
  private static let text = """
    Name:\tThreads: 99
    Umask:\t0022
    VmPeak:\t  999999 kB
    VmHWM:\t   12345 kB
    VmRSS:\t    6789 kB
    RssAnon:\t    1000 kB
    Threads:\t17
    SigQ:\t0/96000
    """

  @Test func eachFieldByItsName() {
    let status = ProcessStatus(Self.text)
    #expect(status.threads == 17)
    #expect(status.residentKiB == 6789)
    #expect(status.peakResidentKiB == 12345)
  }

  @Test(
    "the state of a process",
    arguments: [
      ("S (sleeping)", false, false), ("T (stopped)", true, false), ("t (tracing stop)", false, false),
      ("Z (zombie)", false, true), ("X (dead)", false, true),
    ])
  func state(_ state: String, isStopped: Bool, hasExited: Bool) {
    let status = ProcessStatus("Name:\tx\nState:\t\(state)\n")
    #expect(status.isStopped == isStopped && status.hasExited == hasExited)
  }

  @Test(
    "missing and malformed fields are 0",
    arguments: ["", "Name:\tx", "Threads:\nVmRSS:\t kB\nVmHWM:\t-", "Threads\t4", "VmRSS"])
  func missing(_ text: String) {
    let status = ProcessStatus(text)
    #expect(status.threads == 0)
    #expect(status.residentKiB == 0)
    #expect(status.peakResidentKiB == 0)
  }

  @Test func thisProcessHasThreadsAndMemory() throws {
    let status = try ProcessStatus.current()
    #expect(status.threads >= 1)
    #expect(status.residentKiB > 1000)
    #expect(status.peakResidentKiB >= status.residentKiB)
    #expect(try ProcessStatus.of(getpid()).residentKiB > 1000)
  }

  @Test func newThreadsAreCounted() async throws {
    let isOver = Watched(false)
    let started = Watched(0)
    for _ in 0..<200 {
      Thread {
        started.update { $0 += 1 }
        _ = isOver.waits { $0 }
      }.start()
    }
    let areStarted = try await onOwnThread { started.waits { $0 == 200 } }
    #expect(areStarted)
    // Other tests start and end threads meanwhile, but these 200 exist.
    #expect(try ProcessStatus.current().threads > 200)
    isOver.update { $0 = true }
  }

  @Test func anErrorNamesTheFileOfAMissingProcess() {
    let error = #expect(throws: SystemError.self) { try ProcessStatus.of(0x3FFF_FFFF) }
    #expect(error?.description == "cannot read /proc/1073741823/status: No such file or directory")
  }
}
