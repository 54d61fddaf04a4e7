import PageProtocol
import Testing
import Workload

@Suite("A computation hashes the counts of words", .timeLimit(.minutes(1)))
struct ComputationTests {
  private func answer(_ text: String, passes: Int, allocates: Bool = false) -> UInt32? {
    Computation(pageBytes: text.utf8.count, passes: passes, allocates: allocates).answer(from: Array(text.utf8))
  }

  /// Computed with Python: split at spaces and line breaks, count by the upper six bits of FNV-1a, hash the counts with
  /// FNV-1a.
  static let known: [(text: String, first: UInt64, second: UInt64)] = [
    ("", 0xb840_be6a_6e4f_00cc, 0xf43d_7e9f_b4fd_87d8),
    ("one", 0xf5d1_2d5e_8a61_f71c, 0x5b1e_e5d2_678a_bb9e),
    ("one two one", 0x1974_6456_0cd3_22ac, 0x7612_c950_1795_f89a),
    ("two one one", 0x1974_6456_0cd3_22ac, 0x7612_c950_1795_f89a),
    ("one two\ntwo ", 0x4742_ab65_c9d0_0d8b, 0xfd2d_8228_9154_8ad8),
    (" ", 0xbc95_40d9_f859_16d7, 0xe003_0e0a_aff6_7f9c),
  ]

  @Test("with the results of an independent program", arguments: known, [false, true])
  func knownResults(_ known: (text: String, first: UInt64, second: UInt64), _ allocates: Bool) {
    Array(known.text.utf8).withUnsafeBufferPointer { text in
      let pass = allocates ? WordCount.allocatingPass : WordCount.pass
      #expect(pass(text, 0) == known.first)
      #expect(pass(text, known.first) == known.second)
    }
    #expect(answer(known.text, passes: 1, allocates: allocates) == UInt32(known.first >> 32))
    #expect(answer(known.text, passes: 2, allocates: allocates) == UInt32(known.second >> 32))
  }

  @Test func everyPassAndEveryByteChangesTheAnswer() {
    let text = PageText.bytes(500)
    var other = text
    other[250] ^= 1
    let answers = (1...50).map { Computation(pageBytes: 500, passes: $0).answer(from: text) }
    #expect(Set(answers).count == 50)
    #expect(Computation(pageBytes: 500, passes: 3).answer(from: other) != answers[2])
  }

  @Test func aRaisedFlagStopsIt() {
    let stop = StopFlag()
    stop.raise()
    #expect(Computation(pageBytes: 1, passes: Computation.mostPasses).answer(from: [0x61], unless: stop) == nil)
  }

  @Test(
    "the number of passes for a given time",
    arguments: [(1e-3, 1000, 1e-9, 1000), (1e-6, 500, 1e-9, 2), (1e-9, 500, 1e-9, 1), (1e9, 1, 1e-9, 1_000_000_000)])
  func lasting(_ seconds: Double, _ bytes: Int, _ secondsPerByte: Double, _ passes: Int) {
    let computation = Computation(lasting: seconds, pageBytes: bytes, secondsPerByte: secondsPerByte)
    #expect(computation == Computation(pageBytes: bytes, passes: passes))
  }

  @Test func aByteTakesSomeTime() { #expect((1e-12...1e-3).contains(Computation.secondsPerByte(pageBytes: 128))) }
}
