import Catalogue
import Experiments
import Testing

@Suite("The words for a metric in a sentence come from its declaration", .timeLimit(.minutes(1)))
struct MetricPhraseTests {
  @Test(
    arguments: [
      (.init(.cpuPerUnit), "A used 1.7 × the CPU of B"), (.init(.runtime), "A took 1.7 × the time of B"),
      (.init(.response, stat: "p99"), "A had 1.7 × the p99 response time of B"),
      (.init(.response, stat: "p50"), "A had 1.7 × the median response time of B"),
      (.init(.lag, stat: "p90"), "A had 1.7 × the p90 lag of B"),
      (.init(.latency, stat: "p99_9"), "A had 1.7 × the p99.9 latency of B"),
      (.init(.lag, stat: "p100"), "A had 1.7 × the longest lag of B"),
      (.init(Metric("hops_per_second", unit: "1/s")), "A had 1.7 × the hops per second of B"),
      (.init(.throughput), "A did 1.7 × the work per second of B"),
      (.init(.resident), "A held 1.7 × the resident memory (RSS) of B"),
      (.init(.coresUsed), "A used 1.7 × the cores of B"),
      (.init(.proportional), "A held 1.7 × the proportional memory (PSS) of B"),
      (.init(.timePerOperation), "A took 1.7 × the time for an operation of B"),
      (.init(.longestWait), "with A the longest wait for a turn was 1.7 × that with B"),
      (.init(.fastDone, stat: "p90"), "with A the time until 90 % of the fast pages were done was 1.7 × that with B"),
      (.init(.timeToStop, stat: "p100"), "with A the time until the last page had stopped was 1.7 × that with B"),
      (.init(.lateHome, stat: "max"), "with A the longest delay of a small task beside the load was 1.7 × that with B"),
      (.init(.lateHome, stat: "p50"), "with A the median delay of a small task beside the load was 1.7 × that with B"),
      (.init(.lateTask, stat: "max"), "with A the longest delay of an unrelated task was 1.7 × that with B"),
      (.init(.latency, stat: "max"), "with A the time of the slowest unit was 1.7 × that with B"),
      (.init(.switchesInvoluntary), "A suffered 1.7 × the involuntary context switches of B"),
    ] as [(Quantity, String)])
  func words(quantity: Quantity, sentence: String) {
    #expect(quantity.phrase.sentence("A", "1.7 ×", "B") == sentence)
  }

  @Test(
    "No verdict of the catalogue calls a metric by its bare name.", arguments: Catalogue.experiments.map(\.name))
  func everyHeadlineHasWords(of experiment: String) throws {
    for quantity in try Catalogue.experiment(experiment).headline.quantities {
      let noun = quantity.phrase.noun
      #expect(noun != quantity.name && noun != quantity.name.replacing("_", with: " "), "\(quantity.name)")
    }
  }

  @Test("Every headline says whether more is better.")
  func directions() {
    let better = ["throughput", "cores_used"]
    for quantity in Catalogue.experiments.flatMap(\.headline.quantities) {
      #expect(quantity.metric.moreIsBetter == better.contains(quantity.name), "\(quantity.name)")
    }
    #expect(Metric.fairness.moreIsBetter)
  }
}
