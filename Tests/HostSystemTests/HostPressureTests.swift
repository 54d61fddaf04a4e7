import HostSystem
import Testing

@Suite(.timeLimit(.minutes(1)))
struct HostPressureTests {
  @Test func listenOverflowsAreFoundByName() {
    let netstat = "TcpExt: SyncookiesSent ListenOverflows ListenDrops\nTcpExt: 4 17 18\nIpExt: A\nIpExt: 3\n"
    #expect(ListenQueue.overflows(in: netstat) == 17)
    #expect(ListenQueue.overflows(in: "") == 0)
    #expect(ListenQueue.overflows(in: "TcpExt: A\nTcpExt: 1\n") == 0)
  }

  @Test func thisMachineHasACounter() { #expect(ListenQueue.overflows() >= 0) }
}
