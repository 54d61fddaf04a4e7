#!/usr/bin/env bash
# The checks of the source, each against a small package that breaks it and one that doesn't. Builds that package.
set -euo pipefail
# shellcheck source=lib/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/expect.sh"

tree=$scratch/tree
mkdir -p "$tree"/{Sources/{Low,High/{Plans,Runs},app},Tests/HighTests,scripts}

# check NAME: runs a check on the tree; leaves $status, $stdout, $stderr.
check() { run bash "$root/scripts/checks/$1.sh" "$tree"; }

# columns

wide=$(printf 'é%.0s' {1..120})
printf '%s\n' "// ${wide:3}" >"$tree/Sources/Low/Wide.swift"
check columns
expect "120 columns are allowed, whatever they are in bytes" equal "$status$stdout" 0
printf '%s\n' "" "// ${wide:2}" >"$tree/scripts/wide.sh"
check columns
expect "121 are not" equal "$status" 1
expect "and are shown" contains "$stdout" "scripts/wide.sh:2:// é"
expect "and counted" contains "$stderr" "1 lines over 120 columns"
rm "$tree/scripts/wide.sh" "$tree/Sources/Low/Wide.swift"

# output

cat >"$tree/Sources/Low/Output.swift" <<'SWIFT'
/// `print(x)` ignores errors.
func good() throws { try StandardOutput.write(blueprint("print") + sprint(1)) }
SWIFT
check output
expect "checked output is allowed, and so is what only looks like other output" equal "$status$stdout" 0
cat >>"$tree/Sources/Low/Output.swift" <<'SWIFT'
func bad() { print("x") }
func worse() { FileHandle.standardError.write(Data()) }
func worst() throws { try text.write(toFile: path, atomically: true, encoding: .utf8); fputs("x", stderr) }
SWIFT
check output
expect "print, FileHandle and write(toFile:) are not" equal "$status" 1
expect "each is shown" contains "$stdout" "Sources/Low/Output.swift:3:func bad"
expect "and counted" contains "$stderr" "output: 3 lines"
rm "$tree/Sources/Low/Output.swift"

# words

nothing="" # keeps this file's own text free of what it plants
echo "Pages per second, CPU per page. In the time a page takes, it takes units a strategy has." >"$tree/README.md"
check words
expect "plain words are allowed" equal "$status$stdout" 0
printf '%s\n' "No${nothing}body waits." "To who${nothing}ever reads" "costs CPU ${nothing}a page" >>"$tree/README.md"
echo "// 3 switches ${nothing}a unit, 5 pages ${nothing}a second" >"$tree/Tests/HighTests/Words.swift"
check words
expect "others are not" equal "$status" 1
expect "none of them" contains "$stderr" "words: 5 lines"
expect "nor with a capital" contains "$stdout" "README.md:2:No"
expect "in no folder" contains "$stdout" "Tests/HighTests/Words.swift:1:"
expect "and what to say instead is said" contains "$stdout" "[instead: per]"
rm "$tree/README.md" "$tree/Tests/HighTests/Words.swift"

# layers

cat >"$tree/Package.swift" <<'SWIFT'
// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "tree",
  targets: [
    .target(name: "Low"),
    .target(name: "High", dependencies: ["Low"]),
    .executableTarget(name: "app", dependencies: ["High", "Low"]),
    .testTarget(name: "HighTests", dependencies: ["High"]),
  ])
SWIFT
cat >"$tree/Sources/Low/Low.swift" <<'SWIFT'
/// Leaf.
package struct Leaf {}
SWIFT
cat >"$tree/Sources/High/Plans/Plan.swift" <<'SWIFT'
package import Low

// Runner and Runs.runner only in a comment.
struct Plan { let text = "a Runner, \("even" + "Runner")", leaf: Leaf }
let note = """
  Runner // "Runner"
  """
SWIFT
cat >"$tree/Sources/High/Runs/Runner.swift" <<'SWIFT'
struct Runner { let plan: Plan }
extension Plan { fileprivate struct Runner {} }
extension Plan {
  var planned: Int { 1 }
}
SWIFT
printf '@preconcurrency internal import struct Low.Leaf\nimport High\n' >"$tree/Sources/app/main.swift"
echo '@testable import High' >"$tree/Tests/HighTests/HighTests.swift"
check layers
expect "folders may refer to each other one way" equal "$status$stdout$stderr" 0

sed -i 's/^let note/let answer = "\\(Runner.self)"\n&/' "$tree/Sources/High/Plans/Plan.swift"
check layers
expect "not both ways, not even from within a literal" contains "$stdout" \
  "Sources/High/Plans/Plan.swift:5: Runner: Plans refers to Runs, which refers back"
expect "of a circle both ways are shown" contains "$stdout" \
  "Sources/High/Runs/Runner.swift:1: Plan: Runs refers to Plans, which refers back"
sed -i 's/^let answer.*/func count(_ plan: Plan) -> Int { plan.planned }/' "$tree/Sources/High/Plans/Plan.swift"
check layers
expect "members of extensions count too" contains "$stdout" "Plan.swift:5: planned: Plans refers to Runs"
sed -i '/^func/d' "$tree/Sources/High/Plans/Plan.swift"

mkdir "$tree/Sources/High/Ends"
echo 'struct End { let runner: Runner }' >"$tree/Sources/High/Ends/End.swift"
echo 'let end: End? = nil' >>"$tree/Sources/High/Plans/Plan.swift"
check layers
expect "a circle of three is one" equal "$(wc -l <<<"$stdout")" 3
sed -i '/^let end/d' "$tree/Sources/High/Plans/Plan.swift"

echo 'import High' >"$tree/Sources/app/main.swift"
check layers
expect "a dependency that is imported nowhere is found" equal "$status$stdout" \
  "1Package.swift: app declares Low, but imports it nowhere"
for ((i = 0; i < 3299; i++)); do echo; done >"$tree/Sources/High/Long.swift"
check layers
expect "a target that is too long is found" contains "$stdout" "Sources/High: 3312 lines of Swift in one target"
for ((i = 0; i < 300; i++)); do echo >"$tree/Sources/app/$i.swift"; done
check layers
expect "too many files are found" contains "$stdout" "Sources: 306 Swift files; at most 300"
expect "too many short ones too" contains "$stdout" "files of at most 20 lines, of which 8 are allowed"
rm "$tree/Sources/High/Long.swift" "$tree"/Sources/app/[0-9]*.swift

# docs

check docs
expect "without a build there is no answer" equal "$status" 2
cat >"$tree/Sources/Low/Low.swift" <<'SWIFT'
/// A leaf.
package struct Leaf {
  /// Its size in bytes.
  package let size: Int
  package init(size: Int) { self.size = size }
}

/// A comment belongs to its declaration across attributes.
@available(*, noasync)
@discardableResult
package func documented() -> Int { 1 }

package func bare(
  _ first: Int,
  second: Int
) {}

/// A protocol.
package protocol Growing {
  /// Documented.
  func grow(_ leaf: Leaf)
  func wither()
}

/// An enum.
package enum Season {
  /// Documented.
  case spring
  case autumn, winter
}

extension Leaf {
  @inline(never)
  package static var none: Leaf { Leaf(size: 0) }
  ///
  package var blank: Int { 0 }
  var inside: Int { 0 }
}

#if os(Linux)
  package var built: Int { 1 }
#else
  package var unbuilt: Int { 1 }
#endif

public struct Open {
  /// Documented.
  public subscript(index: Int) -> Int { index }
}
SWIFT
cat >"$tree/Sources/High/Plans/Plan.swift" <<'SWIFT'
package import Low

/// Grows.
package struct Grower: Growing, Hashable, CustomStringConvertible, Codable {
  private let hidden: Int
  package init(hidden: Int) { self.hidden = hidden }
  package init?(text: String) { nil }
  package func grow(_ leaf: Leaf) {}
  package func wither() {}
  package func shrink(_ leaf: Leaf) {}
  package var description: String { "" }
  package static func == (a: Self, b: Self) -> Bool { a.hidden == b.hidden }
  package func hash(into hasher: inout Hasher) {}
  package init(from decoder: any Decoder) throws { hidden = 1 }
  package func encode(to encoder: any Encoder) throws {}
}

extension Int { package var leaves: Leaf { Leaf(size: self) } }
SWIFT
echo 'import High' >"$tree/Sources/app/main.swift"
rm -r "$tree"/Sources/High/{Runs,Ends}
run swift build --package-path "$tree"
expect "the package builds" equal "$status" 0
check docs
expect "what is not documented is found, and nothing else" equal "$stdout" \
  "Sources/High/Plans/Plan.swift:6: Grower.init(hidden:)
Sources/High/Plans/Plan.swift:7: Grower.init(text:)
Sources/High/Plans/Plan.swift:10: Grower.shrink(_:)
Sources/High/Plans/Plan.swift:18: Int.leaves
Sources/Low/Low.swift:13: bare(_:second:)
Sources/Low/Low.swift:22: Growing.wither()
Sources/Low/Low.swift:29: Season.autumn
Sources/Low/Low.swift:29: Season.winter
Sources/Low/Low.swift:34: Leaf.none
Sources/Low/Low.swift:36: Leaf.blank
Sources/Low/Low.swift:41: built
Sources/Low/Low.swift:46: Open"
expect "and counted" equal "$status$stderr" "1docs: 12 declarations without documentation"

finish
