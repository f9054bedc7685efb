internal import ProfileSpace

/// The profiles that a search finds, gone through page by page so that memory stays small.
struct ProfileList {
    private static let pageSize = 1_000

    /// `nil` where there is no space: the list is empty.
    let space: Space?
    let filters: [ProfileFilter]
    let detail: Profile.Detail

    func forEach(_ use: (Profile) throws -> Void) throws {
        guard let space else { return }
        var after = 0
        while true {
            let page = try space.profiles(
                where: filters, after: after, limit: Self.pageSize, detail: detail)
            for profile in page.profiles { try use(profile) }
            guard let next = page.next else { return }
            after = next
            try Task.checkCancellation()
        }
    }
}
