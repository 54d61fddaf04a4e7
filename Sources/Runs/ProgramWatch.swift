internal import CLinux
import Foundation
package import HostSystem
import Synchronization
import TextFormats

/// The program files that take part in a run, as they were when it began, so that a file that is replaced meanwhile is
/// noticed.
package final class ProgramWatch: Sendable {
  private let programs: [Program]
  private let stamps: Mutex<[Stamp?]>

  private struct Program: Sendable {
    var name: String
    var key: String
    var path: String
    var checksum: String
  }

  /// What the file system says about a file; as long as it is the same, the file is not read again.
  private struct Stamp: Equatable {
    var device, inode, length: UInt64
    var modified, changed: [Int]

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      (device, inode, length) = (UInt64(status.st_dev), UInt64(status.st_ino), UInt64(status.st_size))
      modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
      changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }
  }

  /// Reads the files: takes about 0.1 s.
  ///
  /// - Parameters:
  ///   - worker: path of the worker's file.
  ///   - server: path of the page server's file.
  package init(worker: String, server: String) {
    var files = [
      // The file of the program that runs, also if another one has its path now.
      ("harness", "harness_checksum", "/proc/self/exe"), ("worker program", "worker_checksum", worker),
      ("page server", "server_checksum", server),
    ]
    if let libcurl = Self.libcurl { files.append(("library libcurl", "libcurl_checksum", libcurl)) }
    stamps = Mutex(files.map { Stamp($0.2) })
    programs = files.map { name, key, path in
      Program(name: name, key: key, path: path, checksum: Self.checksum(ofFile: path) ?? "")
    }
  }

  /// The checksum of each file (``PageProtocol/BodyChecksum``, 16 hexadecimal digits), under names such as
  /// `worker_checksum`; empty if it cannot be read.
  package var facts: [Fact] { programs.map { Fact($0.key, $0.checksum) } }

  /// The first file that is not what it was, in a sentence without a full stop; nil if all are.
  package func change() -> String? {
    stamps.withLock { stamps in
      for (place, program) in programs.enumerated() {
        let now = Stamp(program.path)
        if now == stamps[place] { continue }
        guard let now, let checksum = Self.checksum(ofFile: program.path), checksum == program.checksum else {
          return "the \(program.name) is not the one that the run began with: the file \(program.path) was "
            + (now == nil ? "removed" : "replaced")
        }
        stamps[place] = now
      }
      return nil
    }
  }

  /// The path of the libcurl that this process has loaded. The worker loads the same, with the same environment.
  private static var libcurl: String? {
    for line in KernelFiles().text("/proc/self/maps").split(separator: "\n") {
      guard let slash = line.firstIndex(of: "/") else { continue }
      if line[slash...].split(separator: "/").last?.hasPrefix("libcurl") == true { return String(line[slash...]) }
    }
    return nil
  }

  /// Nil if it is no regular file that can be read.
  private static func checksum(ofFile path: String) -> String? {
    guard let file = try? RegularFile(path) else { return nil }
    // FNV's start; the last word is filled up with zeros.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var place = 0
    var piece: [UInt8] = []
    while place < file.length {
      piece.removeAll(keepingCapacity: true)
      guard (try? file.read(min(1 << 20, file.length - place), at: place, appendingTo: &piece)) != nil, !piece.isEmpty
      else { return nil }
      place += piece.count
      piece.append(contentsOf: repeatElement(0, count: (8 - piece.count % 8) % 8))
      hash = piece.withUnsafeBytes { clinux_checksum(hash, $0.baseAddress, $0.count / 8) }
    }
    if file.length % 8 == 0 { hash = withUnsafeBytes(of: UInt64(0)) { clinux_checksum(hash, $0.baseAddress, 1) } }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
