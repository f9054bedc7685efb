internal import IdentityResolution

extension WorkedExample {
    static let value = "Identifier value limit exceeded"
    static let time = "Identifier value time limit exceeded"

    /// T1–T8: what Segment's own pages tell.
    public static let documented: [WorkedExample] = [
        WorkedExample(
            "T1: limit and priority",
            rules: [rule("user_id", 1), rule("email", 5), rule("anonymous_id", 5)],
            [
                Step("user_id=abc123 email=jane@example1.com", to: 1),
                Step(
                    "user_id=abc456 email=jane@example1.com", to: 2, violations: [value],
                    profiles: ["email=jane@example1.com user_id=abc123", "user_id=abc456"]),
            ]),
        WorkedExample(
            "T2: merge protection",
            [
                Step("anonymous_id=a1 user_id=u1", to: 1),
                Step("anonymous_id=a1", to: 1),
                Step(
                    "anonymous_id=a1 user_id=u2", to: 2, violations: [value],
                    profiles: ["anonymous_id=a1 user_id=u1", "user_id=u2"]),
            ]),
        WorkedExample(
            "T3: anonymous to known",
            [
                Step("anonymous_id=anon_123", to: 1),
                Step("anonymous_id=anon_123", to: 1),
                Step(
                    "user_id=use_123 anonymous_id=anon_123", to: 1,
                    profiles: ["anonymous_id=anon_123 user_id=use_123"]),
            ]),
        WorkedExample(
            "T4: e-commerce journey",
            [
                Step("anonymous_id=anon_123 ios.id=ios_abc123", to: 1),
                Step("anonymous_id=anon_123 ios.id=ios_abc123", to: 1),
                Step("user_id=abc123def anonymous_id=anon_123 ios.id=ios_abc123", to: 1),
                Step("user_id=abc123def anonymous_id=anon_456 android.id=and_1a2b3c4d", to: 1),
                Step(
                    "user_id=abc123def anonymous_id=anon_789 android.id=and_1a2b3c4d", to: 1,
                    profiles: [
                        "android.id=and_1a2b3c4d anonymous_id=anon_123 anonymous_id=anon_456 "
                            + "anonymous_id=anon_789 ios.id=ios_abc123 user_id=abc123def"
                    ]),
            ]),
        WorkedExample(
            "T5: merge of two anonymous profiles",
            [
                Step("anonymous_id=5285", to: 1),
                Step("anonymous_id=5285 email=jane.kim@segment.com", to: 1),
                Step(
                    "anonymous_id=b50e", hours: 1_221, to: 2,
                    profiles: ["anonymous_id=5285 email=jane.kim@segment.com", "anonymous_id=b50e"]),
                Step(
                    "anonymous_id=b50e email=jane.kim@segment.com", hours: 1_222, to: 1,
                    profiles: ["anonymous_id=5285 anonymous_id=b50e email=jane.kim@segment.com"]),
            ]),
        WorkedExample(
            "T6: three-way look-up",
            [
                Step("anonymous_id=anon_1", to: 1),
                Step("anonymous_id=anon_3 user_id=user_1 email=demo@example.com", to: 2),
                Step(
                    "anonymous_id=anon_1 user_id=user_1 email=demo@example.com", to: 1,
                    profiles: [
                        "anonymous_id=anon_1 anonymous_id=anon_3 email=demo@example.com user_id=user_1"
                    ]),
                Step("anonymous_id=anon_5", to: 3),
            ]),
        WorkedExample(
            "T7: shared device",
            [
                Step("user_id=u1 ios.id=ios_X", to: 1),
                Step(
                    "user_id=u2 ios.id=ios_X", to: 2, violations: [value],
                    profiles: ["ios.id=ios_X user_id=u1", "user_id=u2"]),
                Step("user_id=u3 ios.id=ios_X", to: 3, violations: [value]),
            ]),
        WorkedExample(
            "T7 without limits: they collapse",
            rules: [rule("user_id", 1_000), rule("ios.id", 1_000)],
            [
                Step("user_id=u1 ios.id=ios_X", to: 1),
                Step(
                    "user_id=u2 ios.id=ios_X", to: 1,
                    profiles: ["ios.id=ios_X user_id=u1 user_id=u2"]),
            ]),
        WorkedExample(
            "T8: Google's client ID survives a logout",
            [
                Step("anonymous_id=a1 ga_client_id=g", to: 1),
                Step(
                    "anonymous_id=a2 ga_client_id=g", to: 1,
                    profiles: ["anonymous_id=a1 anonymous_id=a2 ga_client_id=g"]),
                Step("anonymous_id=a3", to: 2),
                Step(
                    "anonymous_id=a3 ga_client_id=g", to: 1,
                    profiles: ["anonymous_id=a1 anonymous_id=a2 anonymous_id=a3 ga_client_id=g"]),
            ]),
    ]
}
