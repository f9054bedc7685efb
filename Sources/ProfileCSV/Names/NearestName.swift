/// The known name that somebody most likely meant.
enum NearestName {
    /// The one of `names` nearest to `name`, letter case aside; `nil` when none is near enough: one
    /// slip in names of up to four letters, two in longer ones, three from ten letters on.
    static func of(_ name: String, among names: [String]) -> String? {
        let wanted = Array(name.lowercased().unicodeScalars)
        guard !wanted.isEmpty else { return nil }
        let limit = wanted.count <= 4 ? 1 : wanted.count < 10 ? 2 : 3
        var best: (name: String, distance: Int)?
        for candidate in names {
            let scalars = Array(candidate.lowercased().unicodeScalars)
            guard let distance = EditDistance.between(wanted, scalars, limit: limit),
                distance < scalars.count, distance < best?.distance ?? .max
            else { continue }
            best = (candidate, distance)
        }
        return best?.name
    }
}
