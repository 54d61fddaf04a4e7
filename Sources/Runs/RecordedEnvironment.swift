package import Experiments
import Foundation
package import HostSystem
package import MachineWatch
import Subprocess
import TextFormats

/// Everything that is recorded about machine and programs before a run.
package enum RecordedEnvironment {
  /// The facts, each name once.
  ///
  /// - Parameters:
  ///   - machine: this machine.
  ///   - state: how busy it is with other things, and how fast its cores are; nil if unknown.
  ///   - programs: the programs of the run.
  ///   - libcurl: the version of libcurl that the programs are linked with.
  package static func facts(
    on machine: Machine, _ state: MachineState?, programs: ProgramWatch, libcurl: String
  ) async -> [Fact] {
    HostFacts.facts() + [Fact("pinning", machine.pinningText)] + (state?.facts ?? [])
      + (await BuildFacts.facts(programs: programs, libcurl: libcurl))
  }
}

/// The recorded facts about the programs of a run.
package enum BuildFacts {
  /// The facts, by name: commit, programs, libcurl, compiler and build configuration; an unknown value is empty.
  ///
  /// - Parameters:
  ///   - programs: the programs of the run.
  ///   - libcurl: the version of libcurl that the programs are linked with.
  package static func facts(programs: ProgramWatch, libcurl: String) async -> [Fact] {
    let folder = KernelFiles.programFolder
    let commit = await git(["rev-parse", "HEAD"], in: folder)
    let changes = await git(["status", "--porcelain", "--untracked-files=no"], in: folder)
    return [
      Fact("git_commit", commit ?? ""),
      Fact("git_dirty", commit == nil ? "" : changes.map { $0.isEmpty ? "no" : "yes" } ?? ""),
      Fact("libcurl_version", libcurl),
      Fact("swift_version", swiftVersion),
      Fact("build_configuration", configuration),
      // A library that all programs load first, such as another allocator.
      Fact("ld_preload", ProcessInfo.processInfo.environment["LD_PRELOAD"] ?? ""),
    ] + programs.facts
  }

  /// The output of a git command in a folder; nil if there is no git, or the folder is no checkout.
  private static func git(_ arguments: [String], in folder: String) async -> String? {
    let result = try? await run(
      .name("git"), arguments: Arguments(["-C", folder] + arguments),
      environment: .inherit.updating(WithheldVariables.removals(Environment.Key.init(stringLiteral:))),
      output: .string(limit: 1 << 20),
      error: .discarded)
    guard let result, result.terminationStatus.isSuccess else { return nil }
    return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The version of the compiler that built this, known at compile time: no toolchain is needed at run time.
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
