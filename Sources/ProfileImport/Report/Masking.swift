public import ProfileCSV

/// How values of a file look where they may be read by others: in files, pipes and logs (design
/// §5).
public enum Masking {
    /// `text` with every letter as `x` and every digit as `0`; signs, spaces and what is in `shown`
    /// stay.
    ///
    /// - Parameter shown: code points that are the finding itself and so are never masked.
    /// - Complexity: O(length of `text`).
    public static func mask(_ text: String, showing shown: Set<Unicode.Scalar> = []) -> String {
        var masked = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if shown.contains(scalar) {
                masked.append(scalar)
            } else if scalar.properties.isAlphabetic {
                masked.append("x")
            } else if scalar.properties.numericType != nil {
                masked.append("0")
            } else {
                masked.append(scalar)
            }
        }
        return String(masked)
    }

    /// The excerpt of `problem`, masked but for the offending character, which its argument
    /// `code_point` names (`U+2019`; several are parted by spaces).
    public static func excerpt(of problem: Problem) -> String? {
        guard let excerpt = problem.excerpt else { return nil }
        return mask(excerpt, showing: offending(in: problem))
    }

    private static func offending(in problem: Problem) -> Set<Unicode.Scalar> {
        let named = problem.arguments["code_point"] ?? ""
        return Set(
            named.split(separator: " ").compactMap { name in
                guard name.hasPrefix("U+"), let value = UInt32(name.dropFirst(2), radix: 16) else {
                    return nil
                }
                return Unicode.Scalar(value)
            })
    }
}
