import Foundation
import Testing
import Trial
import Workload

@Suite("The work of a unit has the documented JSON", .timeLimit(.minutes(1)))
struct WorkTests {
  @Test(
    "encoded and decoded",
    arguments: [
      (.fetch, #""fetch""#),
      (.nothing, #""nothing""#),
      (.wait(seconds: 0.25), #"{"wait":{"seconds":0.25}}"#),
      (
        .compute(Computation(pageBytes: 1024, passes: 7)),
        #"{"compute":{"allocates":false,"pageBytes":1024,"passes":7}}"#
      ),
      (
        .fetchThenCompute(Computation(pageBytes: 1, passes: 2, allocates: true)),
        #"{"fetchThenCompute":{"allocates":true,"pageBytes":1,"passes":2}}"#
      ),
    ] as [(TrialPlan.Work, String)])
  func json(_ work: TrialPlan.Work, _ json: String) throws {
    #expect(String(decoding: try LineChannel.line(work), as: UTF8.self) == json + "\n")
    #expect(try LineChannel.decode(TrialPlan.Work.self, from: Data(json.utf8)) == work)
  }

  @Test(
    "anything else is refused",
    arguments: [
      #""wait""#, #""sleep""#, "{}", #"{"wait":{}}"#, #"{"sleep":{"seconds":1}}"#, "3",
      #"{"wait":{"seconds":1},"compute":{"allocates":false,"pageBytes":1,"passes":1}}"#,
    ])
  func refused(_ json: String) {
    #expect(throws: (any Error).self) { try LineChannel.decode(TrialPlan.Work.self, from: Data(json.utf8)) }
  }

  @Test func someWorkFetchesAndSomeComputes() {
    let computation = Computation(pageBytes: 1, passes: 1)
    #expect(TrialPlan.Work.fetch.fetches)
    #expect(TrialPlan.Work.fetchThenCompute(computation).fetches)
    #expect(!TrialPlan.Work.compute(computation).fetches)
    #expect(!TrialPlan.Work.wait(seconds: 1).fetches)
    #expect(TrialPlan.Work.fetch.computation == nil)
    #expect(TrialPlan.Work.compute(computation).computation == computation)
    #expect(TrialPlan.Work.fetchThenCompute(computation).computation == computation)
  }
}
