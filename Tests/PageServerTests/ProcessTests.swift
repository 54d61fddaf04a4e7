import Foundation
import PageProtocol
import Testing

/// The program, run as a process of its own.
@Suite(.timeLimit(.minutes(2))) struct ProcessTests {
  @Test func announcesItselfAndEndsWithStandardInput() throws {
    let program = try Program(["--exit-with-parent"])
    let announcement = program.announcement
    #expect(announcement.address == "127.0.0.1")
    #expect(announcement.port > 0)
    #expect(!announcement.tls)
    #expect(announcement.caFile == nil)
    #expect(announcement.processIdentifier == program.processIdentifier)
    #expect(try Curl("http://127.0.0.1:\(announcement.port)/page").status == 200)
    program.endInput()
    #expect(program.exitCode() == 0)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func endsOnSignals(signal: Int32) throws {
    let program = try Program(["--threads", "2"])
    kill(program.processIdentifier, signal)
    #expect(program.exitCode() == signal, "it ends by the signal, so that a shell's loop ends too")
    #expect(program.restOfOutput() == "", "one line is all it prints")
  }

  @Test func aTakenPortIsNamed() throws {
    let program = try Program([])
    let second = try run(Program.path, ["--port", "\(program.announcement.port)"])
    #expect(second.exitCode == 1)
    #expect(second.log.contains("\(program.announcement.port)"))
    #expect(second.log.contains("Address already in use"))
    #expect(second.output.isEmpty)
  }

  @Test(arguments: [
    (["--address", "0.0.0.0"], "--allow-remote"), (["--address", "::"], "--allow-remote"),
    (["--address", "localhost"], "literal IP address"), (["--port", "65536"], "--port"),
    (["--threads", "0"], "--threads"),
    (["--tls", "--names", "a b"], "'a b'"), (["--ca-file", "x"], "--tls"), (["--colour"], "--colour"),
  ])
  func wrongUsageIsExplained(arguments: [String], hint: String) throws {
    let program = try run(Program.path, arguments)
    #expect(program.exitCode == 64)
    #expect(program.log.contains(hint))
    #expect(program.output.isEmpty)
  }

  @Test func remoteAddressesNeedAFlagOnly() throws {
    let program = try Program(["--address", "0.0.0.0", "--allow-remote"])
    #expect(try Curl("http://127.0.0.1:\(program.announcement.port)/page").status == 200)
  }

  @Test func listensOnIPv6() throws {
    let program = try Program(["--address", "::1"])
    #expect(try Curl("http://[::1]:\(program.announcement.port)/page").status == 200)
  }

  // MARK: TLS

  @Test func certificateVerifiesForItsNamesAndNoOthers() throws {
    let program = try Program(["--tls", "--names", "one.example,two.example"])
    let port = program.announcement.port
    let caFile = try #require(program.announcement.caFile)
    for name in ["one.example", "two.example"] {
      let page = try Curl(
        "https://\(name):\(port)/page", "--cacert", caFile, "--resolve", "\(name):\(port):127.0.0.1", "--http1.1")
      #expect(page.status == 200)
      #expect(page.body == PageText.bytes(1024))
    }
    #expect(try Curl("https://127.0.0.1:\(port)/page", "--cacert", caFile).status == 200)
    let otherName = try Curl(
      "https://three.example:\(port)/page", "--cacert", caFile, "--resolve", "three.example:\(port):127.0.0.1")
    #expect(otherName.exitCode == 60, "curl's CURLE_PEER_FAILED_VERIFICATION")
    let withoutAuthority = try Curl("https://one.example:\(port)/page", "--resolve", "one.example:\(port):127.0.0.1")
    #expect(withoutAuthority.exitCode == 60)

    let statistics = try Curl("https://127.0.0.1:\(port)/statistics", "--cacert", caFile)
    let counts = try JSONDecoder().decode(ServerStatistics.self, from: Data(statistics.body))
    #expect(counts.tlsHandshakes == 3)
    #expect(counts.connectionsOpened == 3)
  }

  @Test func faultsAreTheSameUnderTLS() throws {
    let program = try Program(["--tls"])
    let caFile = try #require(program.announcement.caFile)
    let url = "https://localhost:\(program.announcement.port)/page"
    let resolve = "localhost:\(program.announcement.port):127.0.0.1"
    #expect(try Curl(url + "?fault=cut-short", "--cacert", caFile, "--resolve", resolve).exitCode == 18)
    #expect(try Curl(url + "?fault=hang-up", "--cacert", caFile, "--resolve", resolve).exitCode == 52)
    #expect(try Curl(url + "?size=3000000", "--cacert", caFile, "--resolve", resolve).body == PageText.bytes(3_000_000))
  }

  @Test("Certificates and keys are in no folder, so nothing is left however the program ends.")
  func noFileIsLeft() throws {
    let program = try Program(["--tls"])
    let caFile = try #require(program.announcement.caFile)
    #expect(caFile.hasPrefix("/proc/\(program.processIdentifier)/fd/"))
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(program.processIdentifier)/fd").compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(program.processIdentifier)/fd/\($0)")
    }
    #expect(open.filter { $0.hasPrefix("/memfd:") }.count == 1, "only the authority's certificate is kept: \(open)")
    kill(program.processIdentifier, SIGKILL)
    #expect(program.exitCode() == SIGKILL)
    #expect(!FileManager.default.fileExists(atPath: caFile))
  }

  @Test func caFileIsWrittenWhereAsked() throws {
    let caFile = FileManager.default.temporaryDirectory.appending(path: "authority-\(UUID()).pem").path
    defer { try? FileManager.default.removeItem(atPath: caFile) }
    let program = try Program(["--tls", "--ca-file", caFile])
    #expect(program.announcement.caFile == caFile)
    #expect(try Curl("https://127.0.0.1:\(program.announcement.port)/page", "--cacert", caFile).status == 200)
    let refused = try run(Program.path, ["--tls", "--ca-file", "/nonexistent/authority.pem"])
    #expect(refused.exitCode == 1)
    #expect(refused.log.contains("cannot write /nonexistent/authority.pem: No such file or directory"))
  }
}
