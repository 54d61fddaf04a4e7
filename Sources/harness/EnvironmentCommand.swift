import ArgumentParser
import Curl
import Experiments
import Foundation
import HostSystem
import MachineWatch
import Runs
import TextFormats
import TrialRunner

/// `harness environment`: lists the facts that a run would record.
struct EnvironmentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environment", abstract: "Shows what a run would record about this machine and these programs.")

  @Option(help: "Output format: text or json.")
  var format = ListingFormat.text

  @Flag(help: "Show once per second how busy the machine is with other things, until Ctrl-C.")
  var watch = false

  func run() async throws {
    try checkThreads()
    let programs = TrialPrograms()
    let files = ProgramWatch(worker: programs.worker.path, server: programs.server.path)
    if watch { return try await interruptible { [format] in try await EnvironmentWatch(format: format).run() } }
    let state = try? await MachineWatcher(CoreProbe(pageBytes: Machine.computingPageBytes)).look()
    let facts = await RecordedEnvironment.facts(on: .current(), state, programs: files, libcurl: CurlGlobal.version)
    switch format {
    case .text:
      let width = facts.map(\.key.count).max() ?? 0
      let lines = facts.map { fact in
        let space = String(repeating: " ", count: width - fact.key.count)
        return "\(fact.key)\(space)  \(fact.value.isEmpty ? "–" : fact.value)\n"
      }
      try StandardOutput.write(lines.joined())
    case .json:
      let object = Dictionary(facts.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
      try StandardOutput.write(try PrettyJSON.text(object) + "\n")
    }
  }
}
