import Foundation
import Testing

/// A transfer by the `curl` command, an independent client.
struct Curl {
  var exitCode: Int32
  /// Of the last response.
  var status: Int
  /// By lower-case name.
  var headers: [String: String]
  var body: [UInt8]
  var seconds: Double
  var message: String

  var text: String { String(decoding: body, as: UTF8.self) }

  /// Fetches one URL.
  init(_ url: String, _ options: String...) throws {
    let (code, output, log) = try run(
      "/usr/bin/curl",
      ["-sS", "--max-time", "20", "-i", "-w", "%{stderr}%{time_total} %{http_code}"] + options + [url])
    exitCode = code
    let head = output.firstRange(of: Array("\r\n\r\n".utf8)).map { output[..<$0.lowerBound] } ?? output[...]
    body = Array(output.dropFirst(head.count + 4))
    headers = [:]
    for line in String(decoding: head, as: UTF8.self).split(separator: "\r\n").dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    let lines = log.split(separator: "\n")
    let figures = (lines.last ?? "").split(separator: " ").compactMap { Double($0) }
    seconds = figures.first ?? -1
    status = figures.count == 2 ? Int(figures[1]) : -1
    message = lines.dropLast().joined(separator: "\n")
  }
}

/// Runs a program to its end.
func run(_ path: String, _ arguments: [String]) throws -> (exitCode: Int32, output: [UInt8], log: String) {
  let process = Process()
  process.executableURL = URL(filePath: path)
  process.arguments = arguments
  let (output, log) = (Pipe(), Pipe())
  process.standardInput = FileHandle.nullDevice
  process.standardOutput = output
  process.standardError = log
  try process.run()
  // One after the other: the log is too short to fill a pipe.
  let outputBytes = try output.fileHandleForReading.readToEnd() ?? Data()
  let logBytes = try log.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return (process.terminationStatus, Array(outputBytes), String(decoding: logBytes, as: UTF8.self))
}
