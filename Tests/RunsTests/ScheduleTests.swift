import Catalogue
import Experiments
import FakeRuns
import Runs
import Strategies
import Testing
import Trial

@Suite(.timeLimit(.minutes(1)))
struct ScheduleTests {
  private func schedule(seed: UInt64, _ profile: Profile = .standard) throws -> Schedule {
    try .of(.fivePages, .fanOut, .firstResult, profile: profile, seed: seed)
  }

  @Test func sameSeedSameSchedule() throws {
    #expect(try schedule(seed: 7).blocks == schedule(seed: 7).blocks)
    #expect(try schedule(seed: 7).loads.map(\.resolved.pages) == schedule(seed: 7).loads.map(\.resolved.pages))
  }

  @Test func anotherSeedAnotherOrderAndOtherDelays() throws {
    #expect(try schedule(seed: 7).blocks != schedule(seed: 8).blocks)
    let draws = try [7, 8].map { try Schedule.of(.firstResult, seed: $0).loads[0].resolved.delays }
    #expect(draws[0] != draws[1])
  }

  @Test("An experiment's trials do not depend on the other experiments of the run.")
  func independentOfOthers() throws {
    let alone = try Schedule.of(.firstResult, profile: .standard, seed: 7)
    let among = try schedule(seed: 7)
    let own = among.blocks.filter { among.loads[$0.loadIndex].experiment.name == "first-result" }
    #expect(own.map(\.trials) == alone.blocks.map(\.trials))
  }

  @Test func everyStrategyOnceAndTheReferenceTwice() throws {
    let schedule = try schedule(seed: 3)
    for block in schedule.blocks {
      let load = schedule.loads[block.loadIndex]
      let running = Set(load.predictions.map(\.strategy))
      let reference = load.experiment.reference
      let own = block.trials.filter { $0.role != .control }
      #expect(own.count == running.count && Set(own.map(\.strategy)) == running)
      #expect(own.allSatisfy { ($0.role == .reference) == ($0.strategy == reference) })
      let controls = block.trials.filter { $0.role == .control }
      #expect(controls.map(\.strategy) == (load.isDecisive && running.contains(reference) ? [reference] : []))
      #expect(block.trials.map(\.position) == Array(1...block.trials.count))
    }
  }

  @Test("Only trials of headline loads take turns, with a lead of two units for each in flight and as much to measure.")
  func turns() throws {
    let schedule = try Schedule.of(.scale, .grain, .fanOut, profile: .standard)
    for load in schedule.loads {
      let isFine = load.spec.name == "c64-d0" || load.spec.name == "g100us"
      #expect((load.turns != nil) == isFine)
      for strategy in load.predictions.map(\.strategy) {
        let plan = load.request(for: strategy, on: twoCores).plan
        #expect(plan.turns == load.turns)
        try plan.validate()
      }
    }
    // 5,000 units, and 512 of them or more for each turn.
    #expect(try #require(schedule.load("c64-d0")).turns == .init(count: 9, lead: 128))
  }

  @Test("All orders are equally likely: each strategy comes first about equally often.")
  func ordersVary() throws {
    let schedule = try Schedule.of(.firstResult, blocks: 600)
    var firsts: [String: Int] = [:]
    for block in schedule.blocks { firsts["\(block.trials[0].strategy) \(block.trials[0].role)", default: 0] += 1 }
    // 100 each are expected; 60 is more than four standard deviations below.
    #expect(firsts.count == 6 && firsts.values.allSatisfy { $0 > 60 })
  }

  @Test("A run that ends early has blocks of every load.")
  func roundsOfBlocks() throws {
    let schedule = try schedule(seed: 1)
    #expect(schedule.blocks.map(\.number) == schedule.blocks.map(\.number).sorted())
    #expect(Set(schedule.blocks.prefix(schedule.loads.count).map(\.loadIndex)).count == schedule.loads.count)
  }

  @Test func blocksOfProfiles() throws {
    for (profile, headline, other) in [(Profile.quick, 4, 1), (.standard, 12, 3), (.full, 20, 6)] {
      let schedule = try Schedule.of(.fanOut, profile: profile)
      #expect(schedule.load("n1000-d100ms")?.blocks == headline)
      #expect(schedule.load("n100-d100ms")?.blocks == other)
    }
    #expect(try Schedule.of(.fanOut, blocks: 2).loads.allSatisfy { $0.blocks == 2 })
  }

  @Test func onlyChosenStrategies() throws {
    let schedule = try Schedule.of(.fivePages, strategies: [.taskGroup, .callbacks])
    #expect(schedule.blocks.allSatisfy { Set($0.trials.map(\.strategy)) == [.taskGroup, .callbacks] })
    #expect(schedule.loads[0].leftOut.isEmpty)
    #expect(throws: Schedule.Impossible.self) { try Schedule.of(.firstResult, strategies: [.sequential]) }
  }

  @Test func strategiesThatTakeTooLongOrDoNotFitAreLeftOut() throws {
    let many = try #require(try Schedule.of(.fanOut, profile: .full).load("n10000-d100ms"))
    #expect(Set(many.predictions.map(\.strategy)) == [.callbacks, .taskGroup, .eventLoop])
    func reason(_ strategy: StrategyName) -> String { many.leftOut.first { $0.strategy == strategy }?.reason ?? "" }
    for strategy in [StrategyName.threadPool, .threadPerPage] {
      #expect(reason(strategy).hasPrefix("too few open files: \(strategy.rawValue) would have 10000 fetches in flight"))
    }
    #expect(reason(.sequential).hasPrefix("predicted to take 16 min"))
    let thousand = try #require(try Schedule.of(.fanOut).load("n1000-d100ms"))
    #expect(thousand.prediction(for: .threadPool) != nil && thousand.prediction(for: .taskGroupBlocking) == nil)
  }

  @Test("With 20,000 open files, 6,645 blocking transfers fit; a pool of 255 threads has at most 255.")
  func descriptors() {
    #expect(twoCores.obstacle(to: .threadPool, inFlight: 6645) == nil)
    #expect(
      twoCores.obstacle(to: .threadPool, inFlight: 6646)
        == "too few open files: thread-pool would have 6646 fetches in flight, each with 3 open files, and of the "
        + "20000 that a process may have open 64 are for other things: (20000 − 64) ÷ 3 = 6645 is the most that fits")
    #expect(twoCores.obstacle(to: .eventLoop, inFlight: 19_936) == nil)
    #expect(twoCores.obstacle(to: .eventLoop, inFlight: 19_937)?.contains("each with 1 open file, and") == true)
    func most(_ strategy: StrategyName) -> Int { twoCores.mostInFlight(strategy, units: 100_000, limit: 8000) }
    #expect(most(.dispatch) == 255 && most(.dispatchUnbounded) == 255 && most(.taskGroupBlocking) == 2)
    #expect(most(.sequential) == 1 && most(.threadPool) == 8000 && most(.eventLoop) == 8000)
  }

  @Test("The quick profile fits into four minutes on two cores, with 15 s for looking and calibrating.")
  func quickIsQuick() throws {
    let choices = RunChoices(experiments: Catalogue.experiments, profile: .quick)
    #expect(try Schedule(choices, machine: twoCores).seconds <= 225)
  }

  @Test("The estimate is above the sum of the predicted runtimes.")
  func dryRun() throws {
    let schedule = try Schedule.of(.fivePages)
    let dryRun = DryRun(schedule)
    #expect(dryRun.trials == 44 && dryRun.blocks == 4)
    // Four blocks, each with at least two sequential trials of 1 s and five others of 0.35 s.
    #expect(dryRun.estimatedSeconds > 4 * (2 + 5 * 0.35))
    #expect(dryRun.estimatedSeconds < 60)
    // The cost of a page, with threads and with a loop, three trials each.
    #expect(dryRun.calibrationSeconds > 6 * 2000 * 45e-6 && dryRun.calibrationSeconds < 5)
    let loads = dryRun.loads.map(\.estimatedSeconds).reduce(dryRun.calibrationSeconds, +)
    #expect(loads.isApproximately(dryRun.estimatedSeconds))
  }
}
