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

    private func withAddress<Result>(_ body: (UnsafeMutablePointer<sockaddr>) -> Result) -> Result {
      withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
      }
    }
  }

  @Test func anOverflowOfOneQueueIsNotAnothers() async throws {
    let (crowded, quiet) = (try Listener(), try Listener())
    quiet.connect(1)
    crowded.connect(20)
    let descriptor = crowded.descriptor
    let isCounted = try await onOwnThread {
      for _ in 0..<2000 {
        if ListenQueue.drops(of: descriptor) ?? 0 > 0 { return true }
        usleep(10_000)
      }
      return false
    }
    #expect(isCounted)
    #expect(ListenQueue.drops(of: quiet.descriptor) == 0)
    #expect(ListenQueue.drops() > 0, "the sum of all sockets that listen in this process")
  }

  @Test func whatDoesNotListenHasNoQueue() {
    #expect(ListenQueue.drops(of: -1) == nil)
    #expect(ListenQueue.drops(of: STDERR_FILENO) == nil)
  }
}
