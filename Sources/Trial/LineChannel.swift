package import Foundation

/// Speaks the worker protocol over two descriptors: one JSON object a line each way.
package struct LineChannel: Sendable {
  private let output: FileHandle
  private let input: Int32

  package init(input: Int32, output: Int32) {
    self.input = input
    self.output = FileHandle(fileDescriptor: output, closeOnDealloc: false)
  }

  /// Encodes a message as its line, newline included.
  package static func line(_ message: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(message) + [UInt8(ascii: "\n")]
  }

  /// Decodes a line, with or without its newline.
  package static func decode<Message: Decodable>(_ type: Message.Type, from line: some DataProtocol) throws -> Message {
    try JSONDecoder().decode(type, from: Data(line))
  }

  /// Sends a message as one write, so that lines from several threads do not mix.
  package func send(_ message: some Encodable) throws { try output.write(contentsOf: Self.line(message)) }

  /// Calls `body` with each line as it comes, on the calling thread, until the input ends.
  package func receiveLines(_ body: (Data) throws -> Void) rethrows {
    var pending = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(input, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      var rest = buffer[..<count]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        pending.append(contentsOf: rest[..<end])
        try body(pending)
        pending = Data()
        rest = rest[(end + 1)...]
      }
      pending.append(contentsOf: rest)
    }
  }
}
