public import IdentityResolution
public import ProfileImport

/// What an admin has configured of the real Segment, for the page's last steps. The keys themselves stay
/// with whoever made the closures.
public struct SegmentAccess: Sendable {
    /// Who gets what is sent: `api.segment.io`.
    public var host: String
    /// Where files can be sent; `nil` where there is no write key.
    public var place: DeliveryPlace?
    /// The profiles that are there, to compare a file with; `nil` where there is no token. Takes the
    /// file's path.
    public var profiles:
        (@Sendable (_ file: String) async throws -> (any KnownProfiles, PlanBasis))?

    public init(
        host: String, place: DeliveryPlace? = nil,
        profiles: (@Sendable (_ file: String) async throws -> (any KnownProfiles, PlanBasis))? = nil
    ) {
        self.host = host
        self.place = place
        self.profiles = profiles
    }
}
