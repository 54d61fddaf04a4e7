import Foundation
import HostSystem
import PageProtocol
import TestBench
import Testing
import Trial

@testable import TrialRunner

@Suite("What a damaged server says is refused, or in range: Mutations", .serialized, .timeLimit(.minutes(10)))
struct ServerMutationsTests {
  private static let program = Program(name: "page-server", path: "/nowhere")

  @Test func announcements() throws {
    var accepted = 0
    for tls in [false, true] {
      let line =
        #"{"address":"127.0.0.1","port":8080,"tls":\#(tls),"processIdentifier":42"#
        + (tls ? #","caFile":"/proc/42/fd/9"}"# : "}")
      var mutations = Mutations(of: [line], tokens: ["true", "false", "127.", "::1", "@"], seed: 21)
      for _ in 0..<Mutations.count {
        do throws(TrialRunError) {
          let server = try ServerAnnouncement.checked(
            mutations.nextText(), for: ServerRequest(tls: tls), of: Self.program)
          accepted += 1
          #expect(server.address.hasPrefix("127.") && server.address.allSatisfy { $0.isNumber || $0 == "." })
          #expect((1...65_535).contains(server.port) && server.tls == tls && (server.caFile != nil) == tls)
        } catch { #expect("\(error)".utf8.count < 2_000) }
      }
    }
    #expect(accepted > 0, "some mutations are harmless")
  }

  @Test func statistics() throws {
    let before = try ProcessStatus.current().residentKiB
    let good = ServerStatistics(
      elapsedSeconds: 1.5, requests: 4, responses: ["200": 3, "404": 1], inFlight: 1, peakInFlight: 2,
      inFlightSeconds: 0.5, connectionsOpened: 3, connectionsOpen: 2, tlsHandshakes: 1, bodyBytes: 4096,
      service: .init(mean: 0.1, p50: 0.1, p90: 0.2, p99: 0.3, max: 0.4), lateness: .init(), cpuUserSeconds: 0.1,
      cpuSystemSeconds: 0.2, listenOverflows: 0)
    var mutations = Mutations(of: [String(decoding: try LineChannel.line(good), as: UTF8.self)], seed: 22)
    var accepted = 0
    for _ in 0..<Mutations.count {
      do throws(TrialRunError) {
        let found = try ServerStatistics.checked(Data(mutations.next()), of: "page-server")
        accepted += 1
        let counts = [
          found.requests, found.inFlight, found.peakInFlight, found.connectionsOpened, found.bodyBytes,
          found.listenOverflows,
        ]
        #expect(counts.allSatisfy { (0...Int(1e16)).contains($0) })
        #expect(found.responses.values.allSatisfy { $0 >= 0 } && found.responses.keys.allSatisfy { $0.count == 3 })
        let seconds = [found.elapsedSeconds, found.inFlightSeconds, found.cpuUserSeconds, found.service.max]
        #expect(seconds.allSatisfy { $0.isFinite && $0 >= 0 })
      } catch { #expect("\(error)".utf8.count < 2_000) }
    }
    #expect(accepted > 0, "some mutations are harmless")
    #expect(try ProcessStatus.current().residentKiB - before < 300 << 10)
  }
}
