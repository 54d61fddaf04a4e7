import Foundation
import PageProtocol
import Testing
import TextFormats

/// Cells that a spreadsheet would take for formulas, and cells that read back as what was written.
@Suite(.timeLimit(.minutes(1))) struct CSVCellTests {
  private func line(_ fields: String...) -> String {
    var csv = CSVText()
    csv.append(fields)
    return csv.text
  }

  @Test(arguments: [
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", "\n=x", "=HYPERLINK(\"x\")", "-", "-inf", "+nan",
    "－1", "＝1", "'=1", "''=1",
  ])
  func aFormulaBecomesText(text: String) {
    let written = line(text).drop { $0 == "\"" }
    #expect(written.hasPrefix("'"))
  }

  @Test(arguments: ["-5", "+5", "-5e-3", "-0.25", "a=b", "x-1", "'quoted'", "'", "", "1", "–", "thread-pool", "1@2"])
  func numbersAndOtherTextStayAsTheyAre(text: String) { #expect(line(text, "x") == text + ",x\n") }

  @Test func whatWasWrittenIsReadBack() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "cells-\(UUID().uuidString).csv").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var generator = SeededGenerator(seed: 5)
    let pieces = ["=", "+", "-", "@", "'", "\"", ",", "\t", "\r", "\n", "1", "e", "x", "＝", "é", " ", ".", "inf"]
    let texts = (0..<3000).map { _ in
      (0..<Int(generator.next() % 6)).map { _ in pieces[Int(generator.next() % UInt64(pieces.count))] }.joined()
    }
    var csv = CSVText()
    csv.append(["text", "end"])
    for text in texts { csv.append([text, "end"]) }
    try ReplacedFile.write(csv.text, to: path)
    let table = try CSVTable(file: path, columns: ["text", "end"])
    let column = try table.column("text")
    var read: [String] = []
    try table.forEachRow { row in read.append(row[column]) }
    #expect(read == texts)
  }
}
