# From SwiftPM's record of a build: the compiler's arguments for each library module of this package, a line per module.
# Test targets are left out: no other module imports them.
def ours: startswith($root + "/") and endswith(".swift") and (startswith($root + "/.build/") | not);
def with_a_value:
  IN("-target", "-Xcc", "-swift-version", "-enable-upcoming-feature", "-package-name", "-module-cache-path");

.swiftCommands[]
| [.inputs[].name | select(ours)] as $sources
| select(.isLibrary and ($sources | length) > 0 and ($sources[0] | test("Tests/[^/]*Tests/") | not))
| .otherArguments as $all
| ["-module-name", .moduleName, "-I", .importPath, "-o", "\($graphs)/\(.moduleName).swiftmodule", "-parse-as-library"]
  + [range($all | length) | $all[.:.+2] | if .[0] | with_a_value then .[] else .[0] | select(startswith("-D")) end]
  + $sources
| @sh
