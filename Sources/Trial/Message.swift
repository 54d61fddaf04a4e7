package import Foundation
internal import HostSystem

/// What a worker sends to the harness on its standard output.
///
/// The worker protocol is one JSON object per line in each direction, in UTF-8. Each object has exactly one key, the
/// message's name; its value is an object with the message's fields:
///
///     worker  → {"hello": {"version": 1, …}}     at its start
///     harness → {"plan": {…}}                    the trial to run; every worker gets one
///     worker  → {"ready": {…}}                   has warmed up and waits at the barrier
///     harness → {"go": {}}                       opens the barrier; the measurement starts here
///     worker  → {"unit": {…}} …                  as each unit ends, if the plan asks for it
///     worker  → {"turn": {…}}                    only for a plan with turns: one is over, and it waits at the barrier
///     harness → {"go": {}}                       the answer to `turn`: the next one starts
///     worker  → {"held": {…}}                    only for units of `hold`: all of them wait
///     harness → {"release": {}}                  the answer to `held`: the units end
///     worker  → {"record": {…}}                  the result; then the worker exits with 0
///
/// At any time the worker can send `{"failure": {"message": "…"}}` and exit, and the harness `{"cancel": {}}`. The end
/// of its standard input tells the worker to exit at once. Fields that are optional here can be missing or null.
///
/// A strategy in another language is a program that speaks this protocol.
package enum WorkerMessage: Sendable, Equatable {
  /// The first message: which program this is.
  case hello(Hello)
  /// The warm-up is over, and the worker waits for `go`.
  case ready(Ready)
  /// A unit of the measured load has ended.
  case unit(UnitReport)
  /// A turn that is not the plan's last is over (``TrialPlan/turns``), and the worker waits for `go`.
  case turn(Turn)
  /// All units wait (``TrialPlan/Work/hold(stackBytes:)``), so that the harness can read the worker's memory.
  case held(Held)
  /// The trial is over: its result. The units file must be complete before.
  case record(TrialRecord)
  /// The worker cannot go on, and exits.
  case failure(Failure)

  /// The fields of `hello`.
  package struct Hello: Sendable, Codable, Equatable {
    /// The protocol's version, ``currentVersion``. The harness refuses any other.
    package var version: Int
    /// The library that transfers pages and its version, such as `libcurl/7.88.1 OpenSSL/3.0.19`.
    package var client: String
    /// The worker's process identifier (PID).
    package var processIdentifier: Int32

    /// The version of the protocol that is described here.
    package static let currentVersion = 1

    package init(client: String, processIdentifier: Int32, version: Int = currentVersion) {
      self.version = version
      self.client = client
      self.processIdentifier = processIdentifier
    }
  }

  /// The fields of `ready`.
  package struct Ready: Sendable, Codable, Equatable {
    /// The number of warm-up units that failed, those of rounds included; 0 without warm-up.
    package var warmUpFailures: Int
    /// Why the first of them failed, in words; nil if none did.
    package var firstWarmUpFailure: String?
    /// Seconds per unit of each of the plan's warm-up rounds, in their order; nil if the plan has none.
    package var roundSecondsPerUnit: [Double]?

    package init(
      warmUpFailures: Int = 0, firstWarmUpFailure: String? = nil, roundSecondsPerUnit: [Double]? = nil
    ) {
      self.warmUpFailures = warmUpFailures
      self.firstWarmUpFailure = firstWarmUpFailure
      self.roundSecondsPerUnit = roundSecondsPerUnit
    }
  }

  /// The fields of `turn`.
  package struct Turn: Sendable, Codable, Equatable {
    /// The turn's number, from 1.
    package var number: Int

    package init(number: Int) { self.number = number }
  }

  /// The fields of `held`.
  package struct Held: Sendable, Codable, Equatable {
    /// The number of units that wait: less than the plan's if the system refused threads.
    package var units: Int

    package init(units: Int) { self.units = units }
  }

  /// The fields of `failure`.
  package struct Failure: Sendable, Codable, Equatable {
    /// The reason, in words.
    package var message: String

    package init(message: String) { self.message = message }
  }
}

/// What the harness sends to a worker's standard input; see ``WorkerMessage`` for the order.
package enum HarnessMessage: Sendable, Equatable {
  /// The trial to run. The worker sets it up, warms up and answers `ready`.
  case plan(TrialPlan)
  /// Start the measured load, or its next turn.
  case go
  /// End the units that are held.
  case release
  /// Stop the units in flight, start no others, and send the record.
  case cancel
}

/// The fields of `unit`: the result of one unit.
package struct UnitReport: Sendable, Codable, Equatable {
  /// The unit's number, from 0.
  package var unit: Int
  /// From the unit's start to its end, in seconds.
  package var seconds: Double
  /// The HTTP status; 0 if there was no response.
  package var httpStatus: Int
  /// Bytes of body received.
  package var bytes: Int
  /// ``Workload/Fault/name``; nil if the unit succeeded.
  package var fault: String?
  /// The cause of the fault in words; nil without a fault, and possibly with one.
  package var detail: String?
  /// How often a request was sent again, because a kept connection had ended before it answered; nil: never.
  package var repeats: Int?

  package init(
    unit: Int, seconds: Double, httpStatus: Int, bytes: Int, fault: String?, detail: String?, repeats: Int? = nil
  ) {
    self.unit = unit
    self.seconds = seconds
    self.httpStatus = httpStatus
    self.bytes = bytes
    self.fault = fault
    self.detail = detail
    self.repeats = repeats
  }
}

/// Sends and receives the lines of the worker protocol over two file descriptors.
package struct LineChannel: Sendable {
  private let output: Int32
  private let input: Int32

  /// - Parameters:
  ///   - input: the descriptor to read from; −1 if nothing will be received. It stays open.
  ///   - output: the descriptor to write to; −1 if nothing will be sent. It stays open.
  package init(input: Int32, output: Int32) {
    self.input = input
    self.output = output
  }

  /// Encodes a message as its line, with the newline.
  package static func line(_ message: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(message) + [UInt8(ascii: "\n")]
  }

  /// Decodes a line, with or without its newline.
  ///
  /// - Throws: `DecodingError` if the line is not a message of this type.
  package static func decode<Message: Decodable>(_ type: Message.Type, from line: some DataProtocol) throws -> Message {
    try JSONDecoder().decode(type, from: Data(line))
  }

  /// Sends a message. Lines of up to 4,096 bytes from several threads do not mix (PIPE_BUF, pipe(7)).
  ///
  /// - Throws: if the message cannot be encoded or written, for example because the reader is gone.
  package func send(_ message: some Encodable) throws {
    try DescriptorOutput.write([UInt8](try Self.line(message)), to: output)
  }

  /// The longest line that is received, in bytes: a plan of a million pages.
  package static let longestLine = 128 << 20

  /// Calls `body` with each line, without its newline, on the calling thread, until the input ends, cannot be read, or
  /// has a line that is longer than ``longestLine``. Text after the last newline is dropped.
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
      guard pending.count <= Self.longestLine else { return }
    }
  }
}

// Written by hand: the compiler's coding would be `{"hello": {"_0": {…}}}`, which is awkward in other languages.

extension WorkerMessage: Codable {
  private enum Key: String, CodingKey {
    case hello, ready, unit, turn, held, record, failure
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: [],
          debugDescription: "a worker message has one key: hello, ready, unit, turn, held, record or failure")
      )
    }
    switch key {
    case .hello: self = .hello(try container.decode(Hello.self, forKey: key))
    case .ready: self = .ready(try container.decode(Ready.self, forKey: key))
    case .unit: self = .unit(try container.decode(UnitReport.self, forKey: key))
    case .turn: self = .turn(try container.decode(Turn.self, forKey: key))
    case .held: self = .held(try container.decode(Held.self, forKey: key))
    case .record: self = .record(try container.decode(TrialRecord.self, forKey: key))
    case .failure: self = .failure(try container.decode(Failure.self, forKey: key))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .hello(let value): try container.encode(value, forKey: .hello)
    case .ready(let value): try container.encode(value, forKey: .ready)
    case .unit(let value): try container.encode(value, forKey: .unit)
    case .turn(let value): try container.encode(value, forKey: .turn)
    case .held(let value): try container.encode(value, forKey: .held)
    case .record(let value): try container.encode(value, forKey: .record)
    case .failure(let value): try container.encode(value, forKey: .failure)
    }
  }
}

extension HarnessMessage: Codable {
  private enum Key: String, CodingKey {
    case plan, go, release, cancel
  }

  private struct Empty: Codable {}

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard let key = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "a harness message has one key: plan, go, release or cancel"))
    }
    switch key {
    case .plan: self = .plan(try container.decode(TrialPlan.self, forKey: key))
    case .go: self = .go
    case .release: self = .release
    case .cancel: self = .cancel
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .plan(let value): try container.encode(value, forKey: .plan)
    case .go: try container.encode(Empty(), forKey: .go)
    case .release: try container.encode(Empty(), forKey: .release)
    case .cancel: try container.encode(Empty(), forKey: .cancel)
    }
  }
}
