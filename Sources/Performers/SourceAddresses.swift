internal import Glibc
internal import Synchronization

/// Addresses to connect from, so that one server on this machine can have more connections than an address has ports.
///
/// A connection is told by both ends' addresses and ports. Towards one server that leaves the client's port, of which the
/// kernel gives out 28,232 unless told otherwise (`ip_local_port_range`, ip(7)). All of 127.0.0.0/8 is this machine, so when
/// the ports of 127.0.0.1 run low, the next connections come from 127.0.0.2, and so on.
package final class SourceAddresses: Sendable {
  private let portsEach: Int
  private let given = Atomic<Int>(0)

  /// - Parameter portsEach: connections from each address, at least 1.
  package init(portsEach: Int) { self.portsEach = max(1, portsEach) }

  /// As many from each as the kernel has ports, less an eighth for whoever else connects.
  package convenience init() { self.init(portsEach: Self.portCount() / 8 * 7) }

  /// Where `count` further connections come from, as CURLOPT_INTERFACE has it; nil: as the kernel likes, from 127.0.0.1.
  func next(_ count: Int) -> String? {
    let before = given.wrappingAdd(count, ordering: .relaxed).oldValue
    let address = before / portsEach
    // 127.255.255.255 is for broadcasts, and so far nobody has come.
    guard address > 0, address < 0xff_fffe else { return nil }
    let host = address + 1
    return "host!127.\(host >> 16).\(host >> 8 & 0xff).\(host & 0xff)"
  }

  private static func portCount() -> Int {
    let usual = 60999 - 32768 + 1
    guard let file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "re") else { return usual }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 32)
    guard fgets(&line, Int32(line.count), file) != nil else { return usual }
    let ends = line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)).split { $0 < 0x30 }.compactMap {
      Int(String(decoding: $0, as: UTF8.self))
    }
    return ends.count == 2 && ends[0] <= ends[1] ? ends[1] - ends[0] + 1 : usual
  }
}
