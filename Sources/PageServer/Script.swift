import NIOCore

/// What the server sends about a request, step by step: a long body, or what a fault demands.
struct Script {
  enum Step {
    case send(ByteBuffer)
    /// A range of the page text.
    case text(Range<Int>)
    /// A range of the page text, one byte at a time.
    case drip(Range<Int>, every: TimeAmount)
    case wait(TimeAmount)
    /// Goes on with an earlier step, without end. There is a `wait` between.
    case goTo(Int)
  }

  /// What happens after the last step.
  enum End {
    /// The connection serves its next request.
    case nextRequest
    /// The connection is closed in order (FIN).
    case close
    /// The connection is reset (RST).
    case reset
    /// Nothing, until the client closes the connection.
    case never
  }

  var steps: [Step]
  var end: End

  /// Whether it goes on until the client closes the connection.
  var isEndless: Bool {
    if case .never = end { return true }
    return false
  }

  /// The bytes of memory that it occupies beside the shared page text.
  var footprint: Int {
    steps.reduce(512) { sum, step in
      if case .send(let bytes) = step { sum + 128 + bytes.storageCapacity } else { sum + 128 }
    }
  }
}

/// Where a connection is in a script. A value without side effects: the caller sends and waits.
struct ScriptRun {
  enum Action {
    case send(ByteBuffer)
    case wait(TimeAmount)
    case end(Script.End)
  }

  private let script: Script
  private let text: PageTextStore
  private var place = 0
  /// Bytes of the present step that have been sent.
  private var sent = 0
  /// The next byte of a drip was waited for.
  private var hasWaited = false

  init(_ script: Script, text: PageTextStore) {
    self.script = script
    self.text = text
  }

  /// What to do next. A text comes in pieces of at most ``PageTextStore/partBytes``.
  mutating func next() -> Action {
    while place < script.steps.count {
      switch script.steps[place] {
      case .send(let bytes):
        advance()
        return .send(bytes)
      case .text(let range):
        if let piece = piece(of: range, upTo: range.count) { return .send(piece) }
      case .drip(let range, let pause):
        if !hasWaited, sent < range.count {
          hasWaited = true
          return .wait(pause)
        }
        hasWaited = false
        if let piece = piece(of: range, upTo: 1) { return .send(piece) }
      case .wait(let time):
        advance()
        return .wait(time)
      case .goTo(let step): place = step
      }
    }
    return .end(script.end)
  }

  /// The next piece of a text; nil at its end, which is the next step.
  private mutating func piece(of range: Range<Int>, upTo byteCount: Int) -> ByteBuffer? {
    guard sent < range.count else {
      advance()
      return nil
    }
    let piece = text.piece(at: range.lowerBound + sent, upTo: min(byteCount, range.count - sent))
    sent += piece.readableBytes
    return piece
  }

  private mutating func advance() {
    place += 1
    sent = 0
  }
}
