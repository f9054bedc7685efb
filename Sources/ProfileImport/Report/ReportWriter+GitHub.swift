internal import ProfileCSV

/// Workflow commands of GitHub, which show problems beside the lines of a file.
extension ReportWriter {
    /// One line a problem, then one for every code whose places are not all among them.
    public func github(_ report: Report) -> [UInt8] {
        var text = ""
        var shown: [ProblemCode: Int] = [:]
        for problem in report.problems {
            shown[problem.code, default: 0] += 1
            var properties = ["file=\(Self.property(report.file))"]
            if let line = problem.place.line { properties.append("line=\(line)") }
            properties.append("title=\(Self.property(problem.code.rawValue))")
            let place = Wording.place(of: problem).map { $0 + ": " } ?? ""
            let fix = words.fix(problem).map { " " + $0 } ?? ""
            text +=
                "::\(Self.level(severity(of: problem, in: report))) \(properties.joined(separator: ","))::"
            text += Self.escaped(place + words.message(problem) + fix) + "\n"
        }
        for (code, count) in report.counts where count > shown[code] ?? 0 {
            let more = count - (shown[code] ?? 0)
            text +=
                "::notice file=\(Self.property(report.file)),title=\(Self.property(code.rawValue))::"
            text += "\(more) more of these\n"
        }
        return Array(text.utf8)
    }

    private static func level(_ severity: Problem.Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .note: "notice"
        }
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func property(_ text: String) -> String {
        var property = ""
        for scalar in escaped(text).unicodeScalars {
            switch scalar {
            case ":": property += "%3A"
            case ",": property += "%2C"
            default: property.unicodeScalars.append(scalar)
            }
        }
        return property
    }
}
