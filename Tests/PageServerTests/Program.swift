import Foundation
import PageProtocol
import Testing

/// A running `page-server`, ended by `deinit`.
final class Program {
  let announcement: ServerAnnouncement
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  var processIdentifier: Int32 { process.processIdentifier }

  /// Returns once it has announced itself.
  init(_ arguments: [String]) throws {
    process.executableURL = URL(filePath: Self.path)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while line.last != UInt8(ascii: "\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty
    {
      line += byte
    }
    announcement = try JSONDecoder().decode(ServerAnnouncement.self, from: line)
  }

  deinit {
    if process.isRunning { process.terminate() }
    process.waitUntilExit()
  }

  /// Closes its standard input.
  func endInput() { try? input.fileHandleForWriting.close() }

  /// Waits for its end.
  func exitCode() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }

  func restOfOutput() -> String {
    String(decoding: (try? output.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
  }

  /// Beside the test bundle, where the build put both.
  static let path: String = {
    let bundles = CommandLine.arguments.filter { $0.hasSuffix(".xctest") } + [CommandLine.arguments[0]]
    let folders = bundles.map { URL(filePath: $0).deletingLastPathComponent() }
    let candidates = folders.map { $0.appending(path: "page-server").path }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? candidates[0]
  }()
}
