/// Why a message is not kept, in the words of Segment's delivery overview (`tracking-api` §5).
enum DiscardCode: String, Sendable, CaseIterable {
    case emptyBatch = "empty_batch"
    case noUserAnonID = "no_user_anon_id"
    case eventNotDefined = "event_not_defined"
    case eventNotString = "event_not_string"
    case propertiesNotObject = "properties_not_object"
    case traitsNotObject = "traits_not_object"
    case nameNotString = "name_not_string"
    case categoryNotString = "category_not_string"
    case idRequired = "id_required"
    case idNotString = "id_not_string"
    case consentPreferencesMissing = "consent_categorypreferences_should_exist"
    case consentNotObject = "consent_fields_should_be_object"
    case consentPreferencesNotObject = "consent_categorypreferences_fields_should_be_object"
    case consentPreferencesNotBool = "consent_categorypreferences_fields_should_be_bool"
    case consentVersionNotNumber = "consent_version_should_be_number"
    case advertisingIDNotString = "device_advertisingid_should_be_string"
    case badRequest = "bad_request"
    case unknownSource = "unknown_source"
    case sourceDisabled = "source_disabled"
    /// Resolved to nobody: the space's own rules left every identifier off.
    case noIdentifiers = "no_identifiers"

    /// For people.
    var text: String {
        switch self {
        case .emptyBatch: "The batch holds no message."
        case .noUserAnonID: "The message has neither a userId nor an anonymousId."
        case .eventNotDefined: "A track message needs an event."
        case .eventNotString: "The event is no text."
        case .propertiesNotObject: "The properties are no object."
        case .traitsNotObject: "The traits are no object."
        case .nameNotString: "The name is no text."
        case .categoryNotString: "The category is no text."
        case .idRequired: "An identifier that this type of message needs is missing."
        case .idNotString: "An identifier is empty or no text."
        case .consentPreferencesMissing: "The consent lacks its category preferences."
        case .consentNotObject: "The consent is no object."
        case .consentPreferencesNotObject: "The consent's category preferences are no object."
        case .consentPreferencesNotBool: "A category preference is neither true nor false."
        case .consentVersionNotNumber: "The consent's version is no number."
        case .advertisingIDNotString: "The device's advertising ID is no text."
        case .badRequest: "The message cannot be understood."
        case .unknownSource: "The write key belongs to no source."
        case .sourceDisabled: "The source's write key was revoked."
        case .noIdentifiers: "Every identifier of the message was left off."
        }
    }
}
