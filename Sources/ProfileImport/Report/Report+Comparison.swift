extension Report {
    /// How much of a space the identifiers of a file were compared with.
    public struct Comparison: Sendable, Hashable {
        /// Profiles that stand, in all.
        public var profiles: Int
        /// Profiles that were gone through; where they are fewer, they are spread evenly over all.
        public var compared = 0
        /// One in so many of their identifiers was compared with: a power of two, 1 for all of them.
        public var share = 1
        /// Why the profiles could not be read; `nil` where they could.
        public var failure: String?

        /// - Parameter profiles: that stand, in all.
        public init(profiles: Int) { self.profiles = profiles }

        /// Whether there are profiles that were not gone through.
        public var isPartOfProfiles: Bool { compared < profiles }

        /// Whether every identifier of the space was compared with.
        public var isComplete: Bool { !isPartOfProfiles && share == 1 && failure == nil }

        /// What people should know of it; `nil` where every identifier was compared with.
        public var remark: String? {
            if isComplete { return nil }
            if let failure {
                return "The identifiers were not compared with those of the space: \(failure)"
            }
            let part = isPartOfProfiles ? "\(ShownNumber.grouped(compared)) of the " : ""
            let some = share > 1 ? ", with one in \(ShownNumber.grouped(share)) of them" : ""
            return "The identifiers were compared with those of \(part)\(ShownNumber.grouped(profiles)) profiles "
                + "of the space\(some)."
        }

        /// What was found in the profiles that were gone through, as it would be for all of them.
        func estimate(_ found: Int) -> Int {
            guard isPartOfProfiles, compared > 0 else { return found }
            return Int((Double(found) * Double(profiles) / Double(compared)).rounded())
        }
    }
}
