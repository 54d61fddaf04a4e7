import Foundation
import PageProtocol
import Strategies
import Subprocess
import SystemPackage
import Testing

/// Every strategy against an independent server.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct NginxTests {
  @Test(arguments: StrategyName.allCases)
  func filesArriveCompleteAndAMissingOneIsReported(strategy: StrategyName) async throws {
    try await Nginx.with(files: ["small": 10, "large": 2_000_000]) { address in
      let outcome = try await CommandLineHarness.run(
        "pages", "--strategy", strategy.rawValue, "--concurrency", "2", "--format", "csv", "\(address)/small",
        "\(address)/large", "\(address)/missing")
      #expect(outcome.exitCode == 1)
      let rows = outcome.lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      #expect(rows.map { String($0[4]) } == ["200", "200", "404"], "\(outcome.output)")
      #expect(rows.map { String($0[6]) } == ["", "", "http-status"])
      #expect(rows.prefix(2).map { String($0[5]) } == ["10", "2000000"])
    }
  }

  /// nginx closes each connection after three requests: no transfer may fail or get lost because of that.
  @Test(arguments: StrategyName.allCases)
  func connectionsThatTheServerClosesAreReopened(strategy: StrategyName) async throws {
    try await Nginx.with(files: ["page": 512], directives: "keepalive_requests 3;") { address in
      let outcome = try await CommandLineHarness.run(
        "pages", "--strategy", strategy.rawValue, "--concurrency", "4", "--repeat", "100", "--connections", "reuse",
        "--format", "json", "\(address)/page")
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
      let runs = try #require(document?["runs"] as? [[String: Any]])
      let summary = try #require(runs.first?["summary"] as? [String: Any])
      #expect(summary["pages"] as? Int == 100, "\(outcome.output)")
      #expect(summary["failures"] as? Int == 0)
    }
  }
}

/// Runs nginx on a free loopback port, with its own files, until the body returns.
enum Nginx {
  static func with(
    files: [String: Int], directives: String = "", _ body: @Sendable (String) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nginx-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "www"), withIntermediateDirectories: true)
    // nginx drops its privileges: another user must be able to read the files.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, size) in files {
      try Data(PageText.bytes(size)).write(to: folder.appending(path: "www/\(name)"))
    }
    let port = try freePort()
    let configuration = """
      daemon off; pid \(folder.path)/pid; error_log stderr emerg;
      events { worker_connections 256; }
      http {
        access_log off; client_body_temp_path \(folder.path)/body; proxy_temp_path \(folder.path)/proxy;
        fastcgi_temp_path \(folder.path)/fastcgi; uwsgi_temp_path \(folder.path)/uwsgi;
        scgi_temp_path \(folder.path)/scgi;
        \(directives)
        server { listen 127.0.0.1:\(port); root \(folder.path)/www; }
      }
      """
    try configuration.write(to: folder.appending(path: "nginx.conf"), atomically: true, encoding: .utf8)
    // On Debian it is in a folder of root's PATH only.
    let program = ["/usr/sbin/nginx", "/usr/bin/nginx"].first { FileManager.default.isExecutableFile(atPath: $0) }
    let path = try #require(program, "nginx is not installed; scripts/test.sh installs it")
    _ = try await Subprocess.run(
      .path(FilePath(path)), arguments: ["-p", folder.path, "-c", "\(folder.path)/nginx.conf"],
      input: .none, output: .sequence, error: .discarded
    ) { execution in
      do {
        try await waitUntilListening(port)
        try await body("http://127.0.0.1:\(port)")
      } catch {
        try execution.send(signal: .terminate)
        throw error
      }
      try execution.send(signal: .terminate)
    }
  }

  /// A port that was free a moment ago.
  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(descriptor, pointer, length) == 0 ? getsockname(descriptor, pointer, &length) : -1
      }
    }
    try #require(result == 0)
    return UInt16(bigEndian: address.sin_port)
  }

  private static func waitUntilListening(_ port: UInt16) async throws {
    while true {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(descriptor) }
      var address = loopback(port: port)
      let result = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      if result == 0 { return }
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  private static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
