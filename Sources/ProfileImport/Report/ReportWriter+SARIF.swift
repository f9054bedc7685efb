internal import ProfileCSV

/// SARIF 2.1.0 (OASIS), which code scanners show beside the lines of a file.
extension ReportWriter {
    /// One log with one run, whose artifacts are the files.
    public func sarif(_ reports: [Report]) -> [UInt8] {
        let codes = Self.codes(of: reports)
        var text = JSONText()
        text.object { text in
            text.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
            text.member("version", "2.1.0")
            text.key("runs")
            text.array { text in
                text.object { text in
                    text.key("tool")
                    text.object {
                        $0.key("driver")
                        driver(codes, into: &$0)
                    }
                    text.member("columnKind", "unicodeCodePoints")
                    text.key("artifacts")
                    text.array { text in
                        for report in reports { text.object { artifact(report, into: &$0) } }
                    }
                    text.key("results")
                    text.array { text in
                        for (index, report) in reports.enumerated() {
                            for problem in report.problems {
                                text.object { result(problem, report, index, codes, into: &$0) }
                            }
                        }
                    }
                }
            }
        }
        text.endLine()
        return text.bytes
    }

    /// Every code once, in the order of the reports.
    private static func codes(of reports: [Report]) -> [ProblemCode] {
        var seen: Set<ProblemCode> = []
        return reports.flatMap { $0.counts.map(\.code) }.filter { seen.insert($0).inserted }
    }

    private func driver(_ codes: [ProblemCode], into text: inout JSONText) {
        text.object { text in
            text.member("name", "rollcall")
            text.member("version", version)
            text.key("rules")
            text.array { text in
                for code in codes {
                    text.object { text in
                        text.member("id", code.rawValue)
                        guard let explanation = Explanation.of(code) else { return }
                        message("shortDescription", explanation.title, into: &text)
                        message("fullDescription", explanation.meaning, into: &text)
                        message("help", explanation.mend, into: &text)
                    }
                }
            }
        }
    }

    private func artifact(_ report: Report, into text: inout JSONText) {
        text.key("location")
        text.object { $0.member("uri", Self.uri(report.file)) }
        text.member("length", report.compressedBytes ?? report.bytes)
        text.member("encoding", report.encoding)
        text.key("properties")
        text.object { text in
            text.member("target", report.target.rawValue)
            text.member("ok", report.isOK)
            text.key("counts")
            text.object { text in
                for (code, count) in report.counts { text.member(code.rawValue, count) }
            }
        }
    }

    private func result(
        _ problem: Problem, _ report: Report, _ artifact: Int, _ codes: [ProblemCode],
        into text: inout JSONText
    ) {
        text.member("ruleId", problem.code.rawValue)
        text.member("ruleIndex", codes.firstIndex(of: problem.code))
        text.member("level", severity(of: problem, in: report).rawValue)
        let fix = words.fix(problem).map { " " + $0 } ?? ""
        message("message", words.message(problem) + fix, into: &text)
        text.key("locations")
        text.array { text in
            text.object { text in
                text.key("physicalLocation")
                text.object { text in
                    text.key("artifactLocation")
                    text.object { text in
                        text.member("uri", Self.uri(report.file))
                        text.member("index", artifact)
                    }
                    if let line = problem.place.line {
                        text.key("region")
                        text.object { text in
                            text.member("startLine", line)
                            if let excerpt = excerpt(of: problem) {
                                message("snippet", excerpt, into: &text)
                            }
                        }
                    }
                }
                guard let place = Wording.place(of: problem) else { return }
                text.key("logicalLocations")
                text.array { text in text.object { $0.member("fullyQualifiedName", place) } }
            }
        }
        text.key("properties")
        text.object { text in
            text.member("severity", problem.severity.rawValue)
            targets(of: problem, into: &text)
            places(of: problem, into: &text)
        }
    }

    private func message(_ name: String, _ sentence: String, into text: inout JSONText) {
        text.key(name)
        text.object { $0.member("text", sentence) }
    }

    /// A file's name as a relative or absolute URI.
    private static func uri(_ file: String) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var uri = file.hasPrefix("/") ? "file://" : ""
        for byte in (file == "-" ? "stdin" : file).utf8 {
            let isPlain =
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-._~/".utf8.contains(byte)
                }
            if isPlain {
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                uri += "%"
                uri.unicodeScalars.append(digits[Int(byte >> 4)])
                uri.unicodeScalars.append(digits[Int(byte & 15)])
            }
        }
        return uri
    }
}
