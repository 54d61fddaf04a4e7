import Foundation
import HostSystem
import Testing
import Trial
import TrialRunner

/// The runner with programs that are missing or do not work.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct TrialRunnerProgramTests {
  private func error(worker: String, server: String, needsServer: Bool = false, timeouts: Timeouts = .ample)
    async throws -> TrialRunError
  {
    var request = TrialRequest.twoUnits()
    if needsServer { request.server = ServerRequest() }
    let runner = ProcessTrialRunner(programs: TrialPrograms(worker: worker, server: server), timeouts: timeouts)
    return try await #require(throws: TrialRunError.self) { _ = try await runner.run(request) { _ in } }
  }

  @Test func aMissingWorkerIsNamedWithItsPath() async throws {
    let error = try await error(worker: "/nonexistent/worker", server: "/nonexistent/server", needsServer: true)
    #expect(error.code == .programMissing)
    #expect("\(error)".contains("harness-worker is not at /nonexistent/worker"))
  }

  @Test("A pinned worker runs on its cores only, and its memory before the plan is recorded.")
  func pinning() async throws {
    let allowed = #"$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status)"#
    let worker = try FakeProgram(
      """
      hello() { printf '{"hello":{"version":1,"client":"%s","processIdentifier":%s}}\\n' "\(allowed)" $$; }
      \(FakeProgram.good)
      """)
    let affinity = try #require(HostFacts.facts().first { $0.key == "affinity" }?.value)
    let core = try #require(Int(affinity.prefix { $0.isNumber }))
    let runner = ProcessTrialRunner(
      programs: TrialPrograms(worker: worker.path, server: "/nonexistent"), timeouts: .ample,
      pinning: CoreSplit(server: [core], worker: [core]))
    let result = try await runner.run(.twoUnits()) { _ in }
    #expect(result.workerClient == "\(core)")
    #expect(result.idle?.threads == 1 && result.idle?.residentKiB ?? 0 > 0)
    #expect((0..<4096).contains(result.paddingBytes ?? -1))
  }

  @Test("A worker does not get variables that change what is measured.")
  func withheldVariables() async throws {
    let worker = try FakeProgram(
      #"printf '{"failure":{"message":"pad %s, proxy %s"}}\n' "${MALLOC_TOP_PAD_-none}" "${ftp_proxy-none}""#)
    let outcome = try await CommandLineHarness.run(
      ["pages", "--worker", worker.path, "http://127.0.0.1:1/"],
      environment: ["MALLOC_TOP_PAD_": "1", "ftp_proxy": "http://127.0.0.1:1"])
    #expect(outcome.errors.contains("pad none, proxy http://127.0.0.1:1"), "\(outcome.errors)")
  }

  @Test("The recorded commit is that of the programs' folder, also inside another repository's hook.")
  func recordedCommit() async throws {
    func commit(_ outcome: CommandLineHarness.Outcome) -> [Substring] {
      outcome.lines.filter { $0.hasPrefix("git_") }
    }
    let plain = try await CommandLineHarness.run("environment")
    let isCheckout = FileManager.default.fileExists(atPath: #filePath.replacing(/Tests.*/, with: ".git"))
    if isCheckout { #expect(commit(plain).first?.contains(/[0-9a-f]{40}/) == true, "\(commit(plain))") }
    let hook = try await CommandLineHarness.run(
      ["environment"], environment: ["GIT_DIR": "/nonexistent", "GIT_INDEX_FILE": "/nonexistent"])
    #expect(commit(plain).count == 2)
    #expect(commit(hook) == commit(plain))
  }

  @Test func aMissingServerIsNamedWithItsPath() async throws {
    let worker = try FakeProgram(FakeProgram.good)
    let error = try await error(worker: worker.path, server: "/nonexistent/server", needsServer: true)
    #expect(error.code == .programMissing)
    #expect("\(error)".contains("page-server is not at /nonexistent/server"))
  }

  @Test func aFolderIsNoProgram() async throws {
    let error = try await error(worker: "/tmp", server: "")
    #expect(error.code == .programMissing)
    #expect("\(error)".contains("/tmp"))
  }

  /// What a server does instead of announcing its port.
  @Test(
    arguments: [
      ("echo 'no openssl here' >&2; exit 1", .died, ["code 1", "no openssl here", "before it announced its port"]),
      ("echo 'listening'; sleep 60", .unparseable, ["listening"]),
    ] as [(String, TrialRunError.Code, [String])])
  func aServerThatDoesNotStartIsReported(script: String, code: TrialRunError.Code, words: [String]) async throws {
    let worker = try FakeProgram(FakeProgram.good)
    let server = try FakeProgram(script)
    let error = try await error(worker: worker.path, server: server.path, needsServer: true)
    #expect(error.code == code)
    for word in words { #expect("\(error)".contains(word)) }
    #expect("\(error)".hasPrefix("page-server "))
    #expect(!server.isRunning)
  }

  @Test func aSilentServerIsEnded() async throws {
    let worker = try FakeProgram(FakeProgram.good)
    let server = try FakeProgram("sleep 60")
    let error = try await error(worker: worker.path, server: server.path, needsServer: true, timeouts: .scant)
    #expect(error.code == .silent)
    #expect("\(error)".contains("before it announced its port"))
    #expect(!server.isRunning)
  }

  @Test func aServerWithoutStatisticsIsNamed() async throws {
    let worker = try FakeProgram("\(FakeProgram.good)")
    // Port 1 is reserved and nothing listens there.
    let server = try FakeProgram(
      """
      printf '{"address":"127.0.0.1","port":1,"tls":false,"processIdentifier":%s}\\n' $$; cat > /dev/null
      """)
    let error = try await error(worker: worker.path, server: server.path, needsServer: true)
    #expect(error.code == .noStatistics)
    #expect("\(error)".contains("http://127.0.0.1:1/statistics"))
    #expect(!server.isRunning && !worker.isRunning)
  }
}
