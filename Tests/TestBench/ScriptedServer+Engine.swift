import Foundation

extension ScriptedServer {
  /// The server's thread. Everything but `log` and ``stop()`` belongs to it.
  final class Engine: @unchecked Sendable {
    let port: Int
    let log = Watched(Log())
    private let answer: @Sendable (Request) -> Reply
    private let listener: Int32
    private let stopped: Int32
    private let stopper: Int32
    private var conversations: [Int32: Conversation] = [:]
    private var together: [Int32] = []

    /// One connection.
    private struct Conversation {
      var number: Int
      var requestCount = 0
      var unread = ""
      var awaitsAnswer = false
    }

    init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
      self.answer = answer
      (listener, port) = try LoopbackSocket.bound()
      (stopped, stopper) = try LoopbackSocket.pair()
      guard listen(listener, 4096) == 0, fcntl(listener, F_SETFL, O_NONBLOCK) == 0 else {
        throw LoopbackSocket.systemError()
      }
    }

    deinit {
      for descriptor in [listener, stopped, stopper] { close(descriptor) }
    }

    func stop() { _ = write(stopper, "!", 1) }

    func serve() {
      while true {
        let watched = [stopped, listener] + conversations.keys
        var polled = watched.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&polled, nfds_t(polled.count), -1) > 0 else { continue }
        for entry in polled where entry.revents != 0 {
          switch entry.fd {
          case stopped:
            for descriptor in conversations.keys { close(descriptor) }
            return
          case listener: accept()
          case let descriptor: read(descriptor)
          }
        }
      }
    }

    private func accept() {
      while true {
        var client = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = withUnsafeMutablePointer(to: &client) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Foundation.accept(listener, $0, &size) }
        }
        guard descriptor >= 0 else { return }
        log.update {
          conversations[descriptor] = Conversation(number: $0.connectionsOpened)
          $0.connectionsOpened += 1
          $0.clientAddresses.append(String(cString: inet_ntoa(client.sin_addr)))
        }
      }
    }

    private func read(_ descriptor: Int32) {
      var buffer = [UInt8](repeating: 0, count: 1 << 14)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else {
        end(descriptor)
        log.update { $0.connectionsClosedByClient += 1 }
        return
      }
      conversations[descriptor]?.unread += String(decoding: buffer[..<count], as: UTF8.self)
      while let request = nextRequest(descriptor) { reply(to: request, on: descriptor) }
    }

    private func nextRequest(_ descriptor: Int32) -> Request? {
      guard var conversation = conversations[descriptor],
        let end = conversation.unread.range(of: "\r\n\r\n")
      else { return nil }
      let request = Request(
        head: String(conversation.unread[..<end.lowerBound]), connection: conversation.number,
        place: conversation.requestCount)
      conversation.unread = String(conversation.unread[end.upperBound...])
      conversation.requestCount += 1
      conversation.awaitsAnswer = true
      conversations[descriptor] = conversation
      log.update {
        $0.requests.append(request)
        $0.inFlight += 1
        $0.peakInFlight = max($0.peakInFlight, $0.inFlight)
      }
      return request
    }

    private func reply(to request: Request, on descriptor: Int32) {
      switch answer(request) {
      case .page(let body, let status, let header):
        let fields = ["HTTP/1.1 \(status) Scripted", "Content-Length: \(body.utf8.count)"] + header
        send(fields.joined(separator: "\r\n") + "\r\n\r\n" + body, on: descriptor)
      case .raw(let bytes): send(bytes, on: descriptor)
      case .rawThenClose(let bytes):
        send(bytes, on: descriptor)
        end(descriptor)
      case .rawThenReset(let bytes):
        send(bytes, on: descriptor)
        reset(descriptor)
      case .hangUp: end(descriptor)
      case .reset: reset(descriptor)
      case .silence: break
      case .together(let count):
        together.append(descriptor)
        guard together.count >= count else { return }
        for waiting in together { send("HTTP/1.1 200 Scripted\r\nContent-Length: 2\r\n\r\nok", on: waiting) }
        together.removeAll()
      }
    }

    private func reset(_ descriptor: Int32) {
      var abruptly = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &abruptly, socklen_t(MemoryLayout<linger>.size))
      end(descriptor)
    }

    private func send(_ text: String, on descriptor: Int32) {
      isAnswered(descriptor)
      var bytes = Array(text.utf8)[...]
      while !bytes.isEmpty {
        let count = bytes.withUnsafeBytes {
          Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard count > 0 else { return }
        bytes = bytes.dropFirst(count)
      }
    }

    /// Before the answer is sent, so that a client that waits for answers is never counted with more in flight than it
    /// has.
    private func isAnswered(_ descriptor: Int32) {
      guard conversations[descriptor]?.awaitsAnswer == true else { return }
      conversations[descriptor]?.awaitsAnswer = false
      log.update { $0.inFlight -= 1 }
    }

    private func end(_ descriptor: Int32) {
      isAnswered(descriptor)
      conversations[descriptor] = nil
      together.removeAll { $0 == descriptor }
      close(descriptor)
    }
  }
}
