import Foundation
package import HostSystem
import PageProtocol
import Subprocess

/// What is recorded about the programs of a run.
package enum BuildFacts {
  /// - Parameters:
  ///   - worker: path of the worker's binary, if there is one.
  ///   - libcurl: the version of libcurl that the programs are linked with.
  package static func facts(worker: String?, libcurl: String) async -> [Fact] {
    let folder = URL(filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "")
      .deletingLastPathComponent().path
    let commit = await git(["rev-parse", "HEAD"], in: folder)
    let changes = await git(["status", "--porcelain", "--untracked-files=no"], in: folder)
    return [
      Fact("git_commit", commit ?? ""),
      Fact("git_dirty", commit == nil ? "" : changes.map { $0.isEmpty ? "no" : "yes" } ?? ""),
      Fact("worker_checksum", worker.flatMap(checksum) ?? ""),
      Fact("libcurl_version", libcurl),
      Fact("swift_version", swiftVersion),
      Fact("build_configuration", configuration),
    ]
  }

  /// What git says in a folder; nil if there is no git, or no checkout.
  private static func git(_ arguments: [String], in folder: String) async -> String? {
    let result = try? await run(
      .name("git"), arguments: Arguments(["-C", folder] + arguments), output: .string(limit: 1 << 20),
      error: .discarded)
    guard let result, result.terminationStatus.isSuccess else { return nil }
    return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Tells one build from another: ``Workload/BodyChecksum`` over the whole file, in hexadecimal.
  private static func checksum(ofFile path: String) -> String? {
    guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else { return nil }
    var checksum = BodyChecksum()
    data.withUnsafeBytes { checksum.update($0) }
    let digits = String(checksum.digest.checksum, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The compiler that built this; no toolchain needs to be there when it runs.
  private static var swiftVersion: String {
    #if compiler(>=6.5)
    "6.5 or later"
    #elseif compiler(>=6.4)
    "6.4"
    #elseif compiler(>=6.3.2)
    "6.3.2 or a later 6.3"
    #elseif compiler(>=6.3.1)
    "6.3.1"
    #elseif compiler(>=6.3)
    "6.3"
    #else
    "6.2"
    #endif
  }

  private static var configuration: String {
    #if DEBUG
    "debug"
    #else
    "release"
    #endif
  }
}
