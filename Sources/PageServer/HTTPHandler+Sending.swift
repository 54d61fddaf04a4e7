import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL

/// Writes responses and scripts, only while the client reads them: what is written beyond that would have to be kept.
extension HTTPHandler {
  /// Pieces of at most 64 KiB that are written at a time, so that other connections have their turn.
  private static let mostPieces = 16

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
    for _ in 0..<Self.mostPieces {
      guard !isPaused, isWritable, let context, var run = sending else { return }
      let action = run.next()
      sending = run
      switch action {
      case .send(let bytes):
        var written: EventLoopPromise<Void>?
        if isEnding {
          written = context.eventLoop.makePromise(of: Void.self)
          lastWrite = written?.futureResult
        }
        context.writeAndFlush(Self.wrapOutboundOut(bytes), promise: written)
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
