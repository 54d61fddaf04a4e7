import Catalogue
import FakeRuns
import Foundation
import HostSystem
import PageProtocol
import Runs
import Strategies
import Testing

@Suite("The programs of a run stay the same", .timeLimit(.minutes(1)))
struct ProgramWatchTests {
  /// A folder with two programs.
  private func programs() throws -> (scratch: ScratchPath, worker: String, server: String) {
    let scratch = ScratchPath()
    try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: true)
    let paths = ["worker", "server"].map { "\(scratch.path)/\($0)" }
    for path in paths { try Data("one".utf8).write(to: URL(filePath: path)) }
    return (scratch, paths[0], paths[1])
  }

  @Test("A program that is replaced or removed is noticed; one that is written anew with the same bytes is not.")
  func changes() throws {
    let (scratch, worker, server) = try programs()
    let watch = ProgramWatch(worker: worker, server: server)
    #expect(watch.change() == nil)
    try Data("one".utf8).write(to: URL(filePath: server), options: .atomic)
    #expect(watch.change() == nil)
    try Data("two".utf8).write(to: URL(filePath: server), options: .atomic)
    #expect(watch.change()?.contains("the page server is not the one that the run began with") == true)
    try Data("one".utf8).write(to: URL(filePath: server))
    #expect(watch.change() == nil)
    try FileManager.default.removeItem(atPath: worker)
    #expect(watch.change()?.contains("the file \(worker) was removed") == true)
    withExtendedLifetime(scratch) {}
  }

  @Test("All programs that take part are identified.")
  func facts() throws {
    let (scratch, worker, server) = try programs()
    let facts = ProgramWatch(worker: worker, server: server).facts
    #expect(facts.map(\.key).starts(with: ["harness_checksum", "worker_checksum", "server_checksum"]))
    #expect(facts.allSatisfy { $0.value.count == 16 } && facts[1].value == facts[2].value)
    for text in ["one", "just 8 b", "more than eight bytes"] {
      try Data(text.utf8).write(to: URL(filePath: worker))
      var checksum = BodyChecksum()
      Data(text.utf8).withUnsafeBytes { checksum.update($0) }
      let found = ProgramWatch(worker: worker, server: server).facts[1].value
      #expect(UInt64(found, radix: 16) == checksum.digest.checksum)
    }
    withExtendedLifetime(scratch) {}
  }

  @Test("A worker that is replaced in the middle of a block ends the run; the blocks before are kept.")
  func run() async throws {
    let (programs, worker, server) = try programs()
    let scratch = ScratchPath()
    let schedule = try Schedule.of(.fivePages, strategies: [.taskGroup], blocks: 3)
    let folder = try scratch.makeFolder(for: schedule)
    let runner = FakeRunner { request, number in
      if number == 1 { try Data("two".utf8).write(to: URL(filePath: worker), options: .atomic) }
      return .fake(request)
    }
    let watch = ProgramWatch(worker: worker, server: server)
    let outcome = await ExperimentRun(schedule, into: folder, with: runner, programs: watch).run()
    #expect(outcome.blocks.map(\.planned.number) == [1] && runner.requests.count == 2)
    guard case .failed(let reason) = outcome.ending else {
      Issue.record("ended with \(outcome.ending)")
      return
    }
    #expect(reason.contains("the worker program is not the one that the run began with"))
    let resumed = try PreparedRun.resume(at: folder.path, facts: [])
    #expect(await resumed.run(with: FakeRunner(), observer: NoObserver()).isSuccess)
    withExtendedLifetime(programs) {}
  }
}
