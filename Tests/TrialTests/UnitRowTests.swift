import Testing
import Trial

@Suite("A unit's row has the documented layout", .timeLimit(.minutes(1)))
struct UnitRowTests {
  private let row = UnitRow(
    startNanoseconds: 0x0102_0304_0506_0708, firstByteNanoseconds: 0x1112_1314_1516_1718, doneNanoseconds: -2,
    bytes: 0x2122_2324_2526_2728, thread: 0x3132_3334, httpStatus: 0x4142, fault: 0x51, timesEnded: 0x61,
    connectionsOpened: 0x7374, repeats: 0x7172, answer: 0x8182_8384, intendedNanoseconds: -0x0102_0304_0506_0708)

  @Test func byteByByte() {
    let bytes = withUnsafeBytes(of: row) { Array($0) }
    #expect(bytes.count == 56)
    #expect(UnitRow.byteCount == 56)
    #expect(MemoryLayout<UnitRow>.stride == 56)
    #expect(bytes[0..<8] == [8, 7, 6, 5, 4, 3, 2, 1])
    #expect(bytes[8..<16] == [0x18, 0x17, 0x16, 0x15, 0x14, 0x13, 0x12, 0x11])
    #expect(bytes[16..<24] == [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
    #expect(bytes[24..<32] == [0x28, 0x27, 0x26, 0x25, 0x24, 0x23, 0x22, 0x21])
    #expect(bytes[32..<36] == [0x34, 0x33, 0x32, 0x31])
    #expect(bytes[36..<38] == [0x42, 0x41])
    #expect(bytes[38] == 0x51)
    #expect(bytes[39] == 0x61)
    #expect(bytes[40..<44] == [0x74, 0x73, 0x72, 0x71])
    #expect(bytes[44..<48] == [0x84, 0x83, 0x82, 0x81])
    #expect(bytes[48..<56] == [0xF8, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE])
  }

  @Test func anEmptyRowIsAllZeros() {
    #expect(withUnsafeBytes(of: UnitRow()) { $0.allSatisfy { $0 == 0 } })
  }

  @Test(
    "faults have the names that result files use",
    arguments: [(0, ""), (1, "malformed-url"), (8, "http-status"), (9, "timed-out"), (16, "other"), (200, "other")]
      as [(UInt8, String)])
  func faultNames(_ number: UInt8, _ name: String) {
    #expect(UnitRow(fault: number).faultName == name)
  }

  @Test func aDurationIsFromStartToDone() {
    #expect(UnitRow(startNanoseconds: 100, doneNanoseconds: 350).durationNanoseconds == 250)
  }
}
