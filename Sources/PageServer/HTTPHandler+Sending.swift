import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL

/// Writes responses and scripts, only while the client reads them: what is written beyond that would have to be kept.
extension HTTPHandler {
  /// Flushes, of at most 256 KiB, before other connections have their turn.
  private static let mostFlushes = 8

  func send(_ response: Response, _ persistence: Persistence, headOnly: Bool) {
    guard let context else { return }
    do {
      let (bytes, rest) = try response.encoded(persistence, headOnly: headOnly)
      if let rest {
        context.write(Self.wrapOutboundOut(bytes), promise: nil)
        send(rest)
      } else if persistence == .close {
        isEnding = true
        let written = context.eventLoop.makePromise(of: Void.self)
        lastWrite = written.futureResult
        context.writeAndFlush(Self.wrapOutboundOut(bytes), promise: written)
        end(.close)
      } else {
        context.writeAndFlush(Self.wrapOutboundOut(bytes), promise: nil)
      }
    } catch {
      isEnding = true
      context.close(promise: nil)
    }
  }

  /// Begins a script; ``advance()`` continues it.
  func send(_ script: Script) {
    sending = ScriptRun(script, text: loop.answers.maker.text)
    if case .nextRequest = script.end { return }
    isEnding = true
  }

  func continueSending() {
    for _ in 0..<Self.mostFlushes {
      guard sending != nil, !isPaused, isWritable, let context else { return }
      let action = writePieces(context)
      context.flush()
      switch action {
      case .send, nil: break
      case .wait(let time):
        isPaused = true
        return arm(at: .now() + time)
      case .end(let end):
        sending = nil
        return self.end(end)
      }
    }
    // The rest in the loop's next turn.
    context?.eventLoop.assumeIsolated().execute { self.advance() }
  }

  /// Writes pieces that are flushed together: over TCP they are the shared text, over TLS each is a new copy.
  ///
  /// - Returns: what comes next if it is no piece.
  private func writePieces(_ context: ChannelHandlerContext) -> ScriptRun.Action? {
    for _ in 0..<(tls ? 1 : 4) {
      guard let action = sending?.next() else { return nil }
      guard case .send(let bytes) = action else { return action }
      var written: EventLoopPromise<Void>?
      if isEnding {
        written = context.eventLoop.makePromise(of: Void.self)
        lastWrite = written?.futureResult
      }
      context.write(Self.wrapOutboundOut(bytes), promise: written)
    }
    return nil
  }

  /// Ends the connection as a script demands, when everything has been written.
  private func end(_ end: Script.End) {
    guard let context else { return }
    switch end {
    case .nextRequest, .never: return
    case .close, .reset: break
    }
    let isReset = if case .reset = end { true } else { false }
    let written = lastWrite ?? context.eventLoop.makeSucceededVoidFuture()
    written.assumeIsolated().whenComplete { _ in
      if isReset { self.context?.reset() } else { self.context?.close(promise: nil) }
    }
  }
}

extension ChannelHandlerContext {
  /// Closes the connection at once with RST (SO_LINGER of 0, socket(7)), whatever TLS would still say.
  fileprivate func reset() {
    // At once, because this is the channel's own event loop.
    (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
    if let beforeTLS = try? pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) {
      beforeTLS.close(promise: nil)
    } else {
      close(promise: nil)
    }
  }
}
