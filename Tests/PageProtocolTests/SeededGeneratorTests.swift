import PageProtocol
import Testing

@Suite(.timeLimit(.minutes(1))) struct SeededGeneratorTests {
  /// Values of the authors' C program, published at Rosetta Code, "Pseudo-random numbers/Splitmix64".
  @Test func givesThePublishedNumbers() {
    var generator = SeededGenerator(seed: 1_234_567)
    let numbers = (0..<5).map { _ in generator.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
      ])
  }

  @Test func unitIntervalExcludesOne() {
    var generator = SeededGenerator(seed: 7)
    var sum = 0.0
    for _ in 0..<100_000 {
      let value = generator.nextUnitInterval()
      #expect((0..<1).contains(value))
      sum += value
    }
    // Six standard errors of the mean.
    #expect(abs(sum / 100_000 - 0.5) < 0.0055)
  }
}
