import Strategies
import Testing
import Trial
import Workload

@Suite("A plan with a value out of range is refused", .timeLimit(.minutes(1)))
struct TrialPlanTests {
  private static func plan(_ change: (inout TrialPlan) -> Void = { _ in }) -> TrialPlan {
    var plan = TrialPlan(
      strategy: .sequential, pages: [Page(name: "p", url: "http://p/")], units: 1, concurrency: 1)
    change(&plan)
    return plan
  }

  @Test func aValidPlanIsAccepted() throws {
    try Self.plan().validate()
    try Self.plan { $0.units = 0 }.validate()
    try Self.plan { $0.warmUp = .init(page: $0.pages[0], units: 0) }.validate()
    try Self.plan { $0.arrivals = Arrivals(.poisson, perSecond: 0.1) }.validate()
    try Self.plan {
      $0.units = 12
      $0.turns = .init(count: 3, lead: 2)
    }.validate()
    try Self.plan {
      $0.work = .nothing
      $0.pages = []
    }.validate()
    for work in [
      TrialPlan.Work.wait(seconds: 0), .wait(seconds: 86_400), .compute(Computation(pageBytes: 1, passes: 1)),
    ] {
      try Self.plan {
        $0.work = work
        $0.pages = []
      }.validate()
    }
  }

  @Test(
    "with an error that names the value",
    arguments: [
      (plan { $0.units = -1 }, "the plan asks for -1 units"),
      (plan { $0.concurrency = 0 }, "the plan asks for a concurrency of 0; at least 1 is needed"),
      (plan { $0.timeoutSeconds = 0 }, "the plan's time-out of 0.0 s is not above 0"),
      (plan { $0.timeoutSeconds = -.infinity }, "the plan's time-out of -inf s is not above 0"),
      (plan { $0.timeoutSeconds = .nan }, "the plan's time-out of nan s is not above 0"),
      (
        plan { $0.arrivals = Arrivals(.constant, perSecond: 0) },
        "the plan asks for 0.0 arrivals per second; a number above 0 is needed"
      ),
      (
        plan { $0.arrivals = Arrivals(.constant, perSecond: .nan) },
        "the plan asks for nan arrivals per second; a number above 0 is needed"
      ),
      (
        plan { $0.arrivals = Arrivals(.poisson, perSecond: 1e-5) },
        "the plan's 1 units at 1e-05 per second would arrive for longer than a day"
      ),
      (plan { $0.pages = [] }, "the plan has no page to fetch"),
      (plan { $0.turns = .init(count: 1, lead: 1) }, "the plan asks for 1 turns; 2 to 1000 are possible"),
      (
        plan {
          $0.units = 12
          $0.turns = .init(count: 3, lead: 3)
        }, "the plan's turns have a lead of 3 units, which does not fit into 4"
      ),
      (
        plan {
          $0.units = 12
          $0.turns = .init(count: 3, lead: 2)
          $0.heartbeats = []
        }, "the plan asks for turns of units that have times of their own or wait for each other"
      ),
      (plan { $0.warmUp = .init(page: $0.pages[0], units: -3) }, "the plan asks for -3 units of warm-up"),
      (
        plan { $0.warmUpRounds = .init(units: 0, mostSeconds: 1) },
        "the plan asks for warm-up rounds of 0 units"
      ),
      (
        plan {
          $0.units = TrialPlan.mostUnits
          $0.warmUpRounds = .init(units: 1, mostSeconds: 1)
        }, "the plan asks for warm-up rounds of 1 units"
      ),
      (
        plan { $0.warmUpRounds = .init(units: 1, mostSeconds: .infinity) },
        "the plan's warm-up rounds of inf s are not above 0 and at most a minute"
      ),
      (
        plan {
          $0.work = .hold(stackBytes: 0)
          $0.warmUpRounds = .init(units: 1, mostSeconds: 1)
        }, "the plan asks for warm-up rounds of units that wait for each other"
      ),
      (
        plan {
          $0.work = .fetchThenCompute(Computation(pageBytes: 1, passes: 1))
          $0.pages = []
        }, "the plan has no page to fetch"
      ),
      (
        plan { $0.work = .wait(seconds: -1) },
        "the plan asks for units that wait -1.0 s; 0 to 86400.0 are possible"
      ),
      (
        plan { $0.work = .wait(seconds: .nan) },
        "the plan asks for units that wait nan s; 0 to 86400.0 are possible"
      ),
      (
        plan { $0.work = .compute(Computation(pageBytes: 0, passes: 1)) },
        "the plan asks to compute on 0 bytes; 1 to 67108864 are possible"
      ),
      (
        plan { $0.work = .compute(Computation(pageBytes: 1, passes: 0)) },
        "the plan asks for 0 passes per unit; 1 to 1000000000 are possible"
      ),
    ])
  func refused(_ plan: TrialPlan, _ message: String) {
    let error = #expect(throws: TrialError.self) { try plan.validate() }
    #expect(error?.description == message)
  }

  @Test(
    "huge numbers are refused before anything is computed with them",
    arguments: [
      plan { $0.timeoutSeconds = 1e300 }, plan { $0.timeoutSeconds = .infinity }, plan { $0.units = .max },
      plan { $0.arrivals = Arrivals(.poisson, perSecond: .infinity) },
      plan { $0.warmUp = .init(page: $0.pages[0], units: .max) },
    ])
  func tooLarge(_ plan: TrialPlan) {
    #expect(throws: TrialError.self) { try plan.validate() }
  }
}
