import Foundation
import TestBench
import Testing
import Trial

@Suite("Lines are received as they were sent, however they are divided", .timeLimit(.minutes(1)))
struct LineChannelTests {
  /// The lines that a channel receives if their text arrives in pieces.
  private func lines(of pieces: [String]) async throws -> [String] {
    let pipe = Pipe()
    Thread {
      for piece in pieces { try? pipe.fileHandleForWriting.write(contentsOf: Data(piece.utf8)) }
      try? pipe.fileHandleForWriting.close()
    }.start()
    return try await onOwnThread {
      var lines: [String] = []
      LineChannel(input: pipe.fileHandleForReading.fileDescriptor, output: -1).receiveLines {
        lines.append(String(decoding: $0, as: UTF8.self))
      }
      return lines
    }
  }

  @Test(
    "a line in many pieces, many lines in one, and both",
    arguments: [
      ["one\n", "two\n", "three\n"],
      ["one\ntwo\nthree\n"],
      ["o", "n", "e", "\n", "t", "wo\nthr", "ee", "\n"],
      ["one\ntwo\nth", "ree\n"],
    ])
  func divided(_ pieces: [String]) async throws {
    #expect(try await lines(of: pieces) == ["one", "two", "three"])
  }

  @Test func emptyLinesAreLines() async throws {
    #expect(try await lines(of: ["\n\n", "x\n", "\n"]) == ["", "", "x", ""])
  }

  @Test func textAfterTheLastNewlineIsDropped() async throws {
    #expect(try await lines(of: ["whole\nhalf"]) == ["whole"])
    #expect(try await lines(of: []) == [])
  }

  @Test("lines longer than the buffer")
  func long() async throws {
    let long = String(repeating: "ü", count: 300_000)
    #expect(try await lines(of: [long + "\n" + long, "\nend\n"]) == [long, long, "end"])
  }

  @Test func manyShortLines() async throws {
    let sent = (0..<20_000).map { "{\"unit\":\($0)}" }
    #expect(try await lines(of: [sent.joined(separator: "\n") + "\n"]) == sent)
  }

  @Test func anErrorOfTheReceiverStopsReceiving() async throws {
    struct Enough: Error {}
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("one\ntwo\n".utf8))
    var count = 0
    #expect(throws: Enough.self) {
      try LineChannel(input: pipe.fileHandleForReading.fileDescriptor, output: -1).receiveLines { _ in
        count += 1
        throw Enough()
      }
    }
    #expect(count == 1)
  }

  @Test("messages from several threads do not mix")
  func severalSenders() async throws {
    let pipe = Pipe()
    let channel = LineChannel(
      input: pipe.fileHandleForReading.fileDescriptor, output: pipe.fileHandleForWriting.fileDescriptor)
    let (threads, messages) = (8, 200)
    let ended = Watched(0)
    for thread in 0..<threads {
      Thread {
        for number in 0..<messages {
          let detail = String(repeating: "\(thread)", count: 500 + number)
          try? channel.send(
            WorkerMessage.unit(
              .init(unit: thread, seconds: 0, httpStatus: 0, bytes: number, fault: "other", detail: detail)))
        }
        if ended.update({
          $0 += 1; return $0
        }) == threads {
          try? pipe.fileHandleForWriting.close()
        }
      }.start()
    }
    let counts = try await onOwnThread {
      var counts = [Int](repeating: 0, count: threads)
      try channel.receiveLines { line in
        guard case .unit(let unit) = try LineChannel.decode(WorkerMessage.self, from: line) else { return }
        // In the order in which its thread sent them.
        if unit.bytes == counts[unit.unit], unit.detail?.count == 500 + unit.bytes { counts[unit.unit] += 1 }
      }
      return counts
    }
    #expect(counts == Array(repeating: messages, count: threads))
  }

  @Test func sendingWithoutReaderIsAnErrorNotTheEndOfTheProcess() throws {
    signal(SIGPIPE, SIG_IGN)
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let channel = LineChannel(input: -1, output: pipe.fileHandleForWriting.fileDescriptor)
    #expect(throws: (any Error).self) { try channel.send(HarnessMessage.go) }
  }
}
