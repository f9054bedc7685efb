public import IdentityResolution
public import ProfileImport

/// What an admin has configured of the real Segment, for the page's last steps. The keys themselves stay
/// with whoever made the closures.
public struct SegmentAccess: Sendable {
    /// Looks up the profiles that a file leads to, by the stage that reads it, and says what they are.
    public typealias Profiles =
        @Sendable (_ file: String, _ stage: PlanStage) async throws -> (any KnownProfiles, PlanBasis)

    /// Who gets what is sent: `api.segment.io`.
    public var host: String
    /// Where files can be sent; `nil` where there is no write key.
    public var place: DeliveryPlace?
    /// The profiles that are there, to compare a file with; `nil` where there is no token.
    public var profiles: Profiles?

    public init(host: String, place: DeliveryPlace? = nil, profiles: Profiles? = nil) {
        self.host = host
        self.place = place
        self.profiles = profiles
    }
}
