import Foundation
import HostSystem
import Testing

@Suite("The open-file limit is raised to the hard limit", .timeLimit(.minutes(1)))
struct OpenFileLimitTests {
  @Test func itIsTheSameWhenRaisedAgain() {
    let raised = OpenFileLimit.raise()
    var limit = rlimit()
    #expect(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    #expect(raised == Int(clamping: limit.rlim_max))
    #expect(limit.rlim_cur == limit.rlim_max)
    #expect(OpenFileLimit.raise() == raised)
  }
}
