import Foundation
import HostSystem
import TestBench
import Testing

@Suite("Connections that a full listen queue drops are counted for their own socket", .timeLimit(.minutes(1)))
struct ListenQueueTests {
  /// A listening socket with the shortest queue.
  private final class Listener {
    let descriptor: Int32
    private var address = sockaddr_in()
    private var clients: [Int32] = []

    init() throws {
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = withAddress { bind(descriptor, $0, size) == 0 && listen(descriptor, 1) == 0 }
      try #require(isBound && withAddress { getsockname(descriptor, $0, &size) == 0 })
    }

    deinit {
      for client in clients { close(client) }
      close(descriptor)
    }

    func connect(_ count: Int) {
      for _ in 0..<count {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        clients.append(client)
        _ = withAddress { Glibc.connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
      }
    }

    /// Sends a reset without ACK to the listening socket, as a client does that has closed, when the server sends more:
    /// the kernel of the client answers an ACK to its closed socket with it.
    func sendLateReset() throws {
      let raw = socket(AF_INET, Int32(SOCK_RAW.rawValue), Int32(IPPROTO_TCP))
      try #require(raw >= 0, "needs a raw socket")
      defer { close(raw) }
      var packet = [UInt8](repeating: 0, count: 20)
      packet[0] = 0x30
      packet[1] = 0x39
      withUnsafeBytes(of: address.sin_port) { packet.replaceSubrange(2..<4, with: $0) }
      packet[12] = 5 << 4
      packet[13] = 0x04  // RST
      // The checksum of the pseudo-header (127.0.0.1 twice, protocol 6, length 20) and the packet, RFC 793.
      var sum: UInt32 = 2 * (0x7F00 + 0x0001) + 6 + 20
      for place in stride(from: 0, to: 20, by: 2) { sum += UInt32(packet[place]) << 8 | UInt32(packet[place + 1]) }
      while sum > 0xFFFF { sum = (sum & 0xFFFF) + sum >> 16 }
      packet[16] = UInt8(truncatingIfNeeded: ~sum >> 8)
      packet[17] = UInt8(truncatingIfNeeded: ~sum)
      let sent = withAddress { sendto(raw, packet, packet.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
      try #require(sent == 20)
    }

    private func withAddress<Result>(_ body: (UnsafeMutablePointer<sockaddr>) -> Result) -> Result {
      withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
      }
    }
  }

  @Test func aFullQueueIsCounted() async throws {
    let before = ListenQueue()
    let crowded = try Listener()
    crowded.connect(20)
    let isCounted = try await onOwnThread {
      for _ in 0..<2000 {
        if ListenQueue().dropped(since: before) > 0 { return true }
        usleep(10_000)
      }
      return false
    }
    #expect(isCounted)
  }

  @Test(
    "A reset that comes after its connection has gone is dropped, but no connection is.",
    .enabled(if: geteuid() == 0, "only root may send packets of its own making"))
  func lateReset() async throws {
    let quiet = try Listener()
    let before = ListenQueue()
    try quiet.sendLateReset()
    let now = ListenQueue()
    #expect(now.ownDrops > before.ownDrops, "else this test shows nothing")
    // Other tests of this process and other programs may fill their queues meanwhile.
    #expect(now.overflows > before.overflows || now.dropped(since: before) == 0)
  }

  @Test("Only what both counters have is a dropped connection of this process.")
  func smallerOfTwo() {
    let before = ListenQueue(ownDrops: 5, overflows: 100)
    #expect(ListenQueue(ownDrops: 9, overflows: 100).dropped(since: before) == 0)
    #expect(ListenQueue(ownDrops: 5, overflows: 900).dropped(since: before) == 0)
    #expect(ListenQueue(ownDrops: 7, overflows: 103).dropped(since: before) == 2)
    #expect(ListenQueue(ownDrops: 0, overflows: 103).dropped(since: before) == 0)
  }

  @Test("The whole machine's count stands under its name.")
  func netstat() throws {
    let root = FileManager.default.temporaryDirectory.path + "/listen-queue-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: root) }
    try FileManager.default.createDirectory(atPath: root + "/proc/net", withIntermediateDirectories: true)
    let file = URL(filePath: root + "/proc/net/netstat")
    try Data("TcpExt: A ListenOverflows B\nTcpExt: 1 42 3\nIpExt: ListenOverflows\nIpExt: 7\n".utf8).write(to: file)
    #expect(ListenQueue(KernelFiles(root: root)).overflows == 42)
    try Data("TcpExt: A\nTcpExt: 1\n".utf8).write(to: file)
    #expect(ListenQueue(KernelFiles(root: root)).overflows == 0)
  }
}
