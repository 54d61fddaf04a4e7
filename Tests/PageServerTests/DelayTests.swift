import PageProtocol
import Testing

@Suite(.timeLimit(.minutes(1))) struct DelayTests {
  @Test func manyDelaysAreAllAnswered() throws {
    try withServer { server in
      let load = try run(
        "/usr/bin/curl",
        ["-sS", "--max-time", "20", "-o", "/dev/null", "--http1.1", "--parallel", "--parallel-immediate"]
          + ["--parallel-max", "200", "\(server.url)/page?size=1&delay=uniform:0:40ms&seed=[1-400]"])
      #expect(load.exitCode == 0)
      let statistics = try server.statistics()
      #expect(statistics.responses == ["200": 400])
      #expect(statistics.inFlight == 0)
      #expect(statistics.service.max <= 0.040 + statistics.lateness.max + 1e-6)
    }
  }
}
