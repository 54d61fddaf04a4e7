import Foundation
import Glibc
import PageProtocol
import TextFormats
import Trial

/// The border that a page server's announcement and statistics cross: what has passed can be calculated with, shown,
/// and connected to.
extension ServerAnnouncement {
  /// - Throws: ``TrialRunError`` if the line is no announcement of a server that was started for the request.
  static func checked(
    _ line: String, for request: ServerRequest, of program: Program
  ) throws(TrialRunError) -> ServerAnnouncement {
    guard let announcement = try? LineChannel.decode(ServerAnnouncement.self, from: Data(line.utf8)) else {
      throw TrialRunError(
        .unparseable, program.name, "sent an announcement that cannot be read: \"\(line.printable(limit: 200))\"")
    }
    if let flaw = announcement.flaw(for: request) {
      throw TrialRunError(.outOfRange, program.name, "announced \(flaw)")
    }
    return announcement
  }

  /// What of it cannot be, in words; nil if all can.
  private func flaw(for request: ServerRequest) -> String? {
    var number = in_addr()
    if inet_pton(AF_INET, address, &number) != 1 || !address.hasPrefix("127.") {
      return "the address \"\(address.printable(limit: 100))\", which is not on the loopback interface"
    }
    if !(1...65_535).contains(port) { return "the port \(port)" }
    if processIdentifier < 1 { return "the process identifier \(processIdentifier)" }
    if tls != request.tls { return tls ? "TLS, which it was not asked for" : "no TLS, which it was asked for" }
    if tls != (caFile != nil) { return tls ? "no certificate" : "a certificate without TLS" }
    if let caFile, !caFile.hasPrefix("/") || caFile.utf8.count > 4095 || caFile.utf8.contains(0) {
      return "the certificate \"\(caFile.printable(limit: 100))\", which is not the path of a file"
    }
    return nil
  }
}

extension ServerStatistics {
  /// More are no statistics, in bytes.
  static let longest = 1 << 20

  private static let most = 1 << 53
  private static let mostSeconds = 1e9

  /// - Throws: ``TrialRunError`` if the body is no statistics, or a value of it cannot be.
  static func checked(_ body: Data, of program: String) throws(TrialRunError) -> ServerStatistics {
    guard let statistics = try? LineChannel.decode(ServerStatistics.self, from: body) else {
      let start = String(decoding: body.prefix(400), as: UTF8.self).printable(limit: 200)
      throw TrialRunError(.noStatistics, program, "sent statistics that cannot be read: \"\(start)\"")
    }
    if let flaw = statistics.flaw { throw TrialRunError(.noStatistics, program, "sent statistics with \(flaw)") }
    return statistics
  }

  /// The first value that cannot be, in words; nil if all can.
  private var flaw: String? {
    let counts = [
      ("requests", requests), ("inFlight", inFlight), ("peakInFlight", peakInFlight),
      ("connectionsOpened", connectionsOpened), ("connectionsOpen", connectionsOpen), ("tlsHandshakes", tlsHandshakes),
      ("bodyBytes", bodyBytes), ("listenOverflows", listenOverflows),
    ]
    for (name, count) in counts where !(0...Self.most).contains(count) { return "\(name) \(count)" }
    for (status, count) in responses {
      guard status.utf8.count == 3, let number = Int(status), number > 0, (0...Self.most).contains(count) else {
        return "\(count) responses of \"\(status.printable(limit: 20))\""
      }
    }
    let seconds = [
      ("elapsedSeconds", elapsedSeconds), ("inFlightSeconds", inFlightSeconds), ("cpuUserSeconds", cpuUserSeconds),
      ("cpuSystemSeconds", cpuSystemSeconds),
    ]
    let durations = [("service", service), ("lateness", lateness)].flatMap { name, summary in
      [summary.mean, summary.p50, summary.p90, summary.p99, summary.max].map { (name, $0) }
    }
    for (name, value) in seconds + durations where !(0...Self.mostSeconds).contains(value) {
      return "\(name) \(value)"
    }
    return nil
  }
}
