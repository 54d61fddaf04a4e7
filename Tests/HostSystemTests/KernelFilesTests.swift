import Foundation
import HostSystem
import Testing

@Suite("The kernel's files are read in one place", .timeLimit(.minutes(1)))
struct KernelFilesTests {
  /// A folder that stands for `/`, removed with this.
  private final class Root {
    let path = FileManager.default.temporaryDirectory.path + "/kernel-files-" + UUID().uuidString

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to file: String) throws -> KernelFiles {
      let url = URL(filePath: path + file)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
      return KernelFiles(root: path)
    }
  }

  @Test func aValueStandsBehindItsKeyAndAColon() throws {
    let root = Root()
    let files = try root.write("model name\t: AMD EPYC: 7\nmodel name\t: another\nflags : a b\n", to: "/proc/cpuinfo")
    #expect(files.value(of: "model name", in: "/proc/cpuinfo") == "AMD EPYC: 7")
    #expect(files.value(of: "model", in: "/proc/cpuinfo") == "")
    #expect(files.value(of: "flags", in: "/proc/other") == "")
  }

  @Test func wordsFollowTheFirstWordOfALine() throws {
    let root = Root()
    let files = try root.write("cpu  1 2 3\ncpu0 4 5\n", to: "/proc/stat")
    #expect(files.words(after: "cpu", in: "/proc/stat") == ["1", "2", "3"])
    #expect(files.words(after: "cp", in: "/proc/stat") == [])
  }

  @Test func aFileLongerThanTheBufferIsReadWhole() throws {
    let root = Root()
    let text = String(repeating: "0123456789\n", count: 4000)
    #expect(try root.write(text, to: "/sys/long").contents("/sys/long") == text)
  }

  @Test func aMissingFileIsEmptyOrAnErrorThatNamesIt() {
    let files = KernelFiles(root: "/no/such/root")
    #expect(files.text("/proc/stat") == "")
    let error = #expect(throws: SystemError.self) { try files.contents("/proc/stat") }
    #expect(error?.description == "cannot read /proc/stat: No such file or directory")
  }

  @Test func theProgramIsInItsFolder() throws {
    let programs = try FileManager.default.contentsOfDirectory(atPath: KernelFiles.programFolder)
    #expect(!programs.isEmpty && !KernelFiles.programFolder.hasSuffix("/"))
  }
}
