// swift-tools-version: 6.2
import PackageDescription

let houseRules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: houseRules)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: houseRules)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: houseRules)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let niocore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioposix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioembedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let niohttp1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let niotls = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let niossl = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let swiftcsv = Target.Dependency.product(name: "SwiftCSV", package: "SwiftCSV")

let strategies: [Target.Dependency] = [
  "SequentialStrategy", "ThreadStrategy", "DispatchStrategy", "CallbackStrategy", "StructuredStrategy",
]

let package = Package(
  name: "threads-versus-async",
  products: [
    .executable(name: "harness", targets: ["harness"]),
    .executable(name: "harness-worker", targets: ["harness-worker"]),
    .executable(name: "page-server", targets: ["page-server"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    // Without Foundation, which page-server would have to load at every start.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.6.4"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
  ],
  targets: [
    // C shims, header-only.
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLinux"),

    // Leaves: the kernel's files and limits; timers; text formats; what client and server agree on.
    module("HostSystem", ["CLinux"]),
    module("Timers", ["CLinux"]),
    module("TextFormats", ["HostSystem"]),
    module("PageProtocol", ["TextFormats"]),

    // What is compared: the work, and the strategies that schedule it. The strategies know nothing of libcurl.
    module("Workload", ["PageProtocol", "TextFormats", "CLinux"]),
    module("SequentialStrategy", ["Workload"]),
    module("ThreadStrategy", ["Workload"]),
    module("DispatchStrategy", ["Workload"]),
    module("CallbackStrategy", ["Workload"]),
    module("StructuredStrategy", ["Workload"]),

    // Every strategy by its name: what it promises, and how it is run.
    module("Strategies", ["Workload"] + strategies),

    // How one unit of work gets done.
    module("Curl", ["Workload", "CCurl"]),
    module("EventLoop", ["Timers", "CLinux", deque]),
    module("Performers", ["Curl", "EventLoop", "Timers", "Workload", "PageProtocol", "HostSystem", "CLinux"]),

    // What strategies are made of, measured through them.
    module("Primitives", ["Workload", "CLinux"]),

    // One trial: its plan, its record, the worker's protocol; and the processes that run it.
    module("Statistics"),
    module("Trial", ["Strategies", "Workload", "PageProtocol", "Statistics", "TextFormats", "HostSystem", "CLinux"]),
    module(
      "TrialRunner",
      ["Trial", "Curl", "Strategies", "Workload", "PageProtocol", "TextFormats", "HostSystem", subprocess, system]),

    // How busy the machine is with other things, and how fast its cores are.
    module("MachineWatch", ["Workload", "PageProtocol", "TextFormats", "HostSystem", "CLinux"]),

    // Which trials: what an experiment is, all of them as data, runs of them, and what runs say.
    module(
      "Experiments",
      ["Trial", "Strategies", "Workload", "PageProtocol", "Statistics", "TextFormats", "HostSystem", histogram]),
    module(
      "Catalogue",
      ["Experiments", "Trial", "Strategies", "Workload", "PageProtocol", "Statistics", "TextFormats", "HostSystem"]),
    module(
      "Runs",
      [
        "Catalogue", "Experiments", "MachineWatch", "Trial", "Strategies", "Workload", "PageProtocol", "Statistics",
        "TextFormats", "HostSystem", subprocess,
      ]),
    module(
      "Analysis",
      ["Runs", "Catalogue", "Experiments", "Strategies", "Workload", "PageProtocol", "Statistics", "TextFormats"]),

    // Whether the method finds what was planted, and nothing else.
    module(
      "SelfCheck",
      [
        "MachineWatch", "Experiments", "Trial", "Strategies", "Workload", "PageProtocol", "Statistics", "TextFormats",
      ]),

    // What it is measured against.
    module(
      "PageServer",
      [
        "Timers", "PageProtocol", "TextFormats", "HostSystem", histogram, subprocess, system, niocore, nioposix,
        nioembedded, niohttp1, niotls, niossl,
      ]),

    // How a program reads its command line and ends.
    module("CommandRunner", ["HostSystem", argumentParser]),

    program(
      "harness",
      [
        "Analysis", "Runs", "Catalogue", "Experiments", "SelfCheck", "TrialRunner", "Trial", "MachineWatch", "Curl",
        "Strategies", "Workload", "PageProtocol", "Statistics", "TextFormats", "CommandRunner", "HostSystem",
        argumentParser,
      ]),
    program(
      "harness-worker",
      [
        "Trial", "Performers", "Primitives", "Curl", "EventLoop", "Timers", "Strategies", "Workload", "TextFormats",
        "HostSystem", "CLinux",
      ]),
    program("page-server", ["PageServer", "PageProtocol", "CommandRunner", "HostSystem", argumentParser]),

    // What tests share: a server with scripted answers, and threads that tests may block.
    .target(name: "TestBench", dependencies: ["PageProtocol"], path: "Tests/TestBench", swiftSettings: houseRules),
    tests("HostSystemTests", ["HostSystem", "TestBench"]),
    tests("MachineWatchTests", ["MachineWatch", "HostSystem"]),
    tests("TextFormatsTests", ["PageProtocol", "TextFormats"]),
    tests("PageProtocolTests", ["PageProtocol", "TextFormats"]),
    tests("WorkloadTests", ["Workload", "PageProtocol"]),
    tests("StrategyTests", ["Strategies", "ThreadStrategy", "StructuredStrategy", "Workload", "TestBench"]),
    tests("CurlTests", ["Curl", "Workload", "PageProtocol", "TestBench"]),
    tests("EventLoopTests", ["EventLoop", "Timers", "PageProtocol", "CLinux", "TestBench"]),
    tests(
      "PerformersTests",
      [
        "Performers", "Curl", "EventLoop", "Trial", "Strategies", "Workload", "PageProtocol", "CLinux", "TestBench",
      ]),
    tests("PrimitivesTests", ["Primitives", "Workload"]),
    tests("TrialTests", ["Trial", "Strategies", "Workload", "PageProtocol", "HostSystem", "CLinux", "TestBench"]),
    tests("StatisticsTests", ["PageProtocol", "Statistics", "HostSystem"], exclude: ["Reference"]),
    tests(
      "PageServerTests", ["PageServer", "PageProtocol", "TextFormats", "HostSystem", "TestBench", niocore, niohttp1]),
    tests(
      "FaultMatrixTests",
      [
        "PageServer", "Performers", "Curl", "EventLoop", "Strategies", "Trial", "Workload", "PageProtocol",
        "HostSystem", "TestBench",
      ]),
    // What tests of runs share: trials that were never run, and folders that go with their test.
    .target(
      name: "FakeRuns",
      dependencies: ["Runs", "Experiments", "Trial", "MachineWatch", "Strategies", "Workload", "HostSystem"],
      path: "Tests/FakeRuns",
      swiftSettings: houseRules),
    tests(
      "ExperimentsTests",
      [
        "Runs", "Catalogue", "Experiments", "FakeRuns", "Trial", "Strategies", "Workload", "PageProtocol", "Statistics",
        "HostSystem",
      ]),
    tests(
      "CatalogueTests",
      ["Runs", "Catalogue", "Experiments", "FakeRuns", "Trial", "Strategies", "Workload", "HostSystem"]),
    tests(
      "RunsTests",
      [
        "Runs", "Catalogue", "Experiments", "FakeRuns", "Trial", "MachineWatch", "Strategies", "Workload",
        "PageProtocol", "TextFormats", "HostSystem", swiftcsv,
      ]),
    tests(
      "AnalysisTests",
      [
        "Analysis", "Runs", "Catalogue", "Experiments", "FakeRuns", "Trial", "Strategies", "Workload", "Statistics",
        "TextFormats", "HostSystem", "TestBench", swiftcsv,
      ], exclude: ["SmallRun"]),
    tests(
      "TrialRunnerTests",
      ["TrialRunner", "Trial", "Strategies", "Workload", "PageProtocol", "HostSystem", "TestBench"]),
    tests("SelfCheckTests", ["Experiments", "SelfCheck", "Trial", "Workload", "PageProtocol"]),
    tests("HarnessTests", ["harness", "Runs", "Catalogue", "FakeRuns", "Strategies"]),
    tests(
      "ConformanceTests",
      ["TrialRunner", "Trial", "Strategies", "Workload", "PageProtocol", "HostSystem", "TestBench", subprocess, system]),
  ]
)
