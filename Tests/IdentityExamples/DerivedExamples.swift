internal import IdentityResolution

extension WorkedExample {
    private static let blocked = "ID value blocked"
    private static let fiveEmails = "email=e1 email=e2 email=e3 email=e4 email=e5"

    /// D1–D12: what follows from the rules.
    public static let derived: [WorkedExample] = [
        WorkedExample(
            "D1: a sixth e-mail is left off, the message stays",
            traits: [1: ["plan": "b"]],
            [
                Step("user_id=u1 \(fiveEmails)", to: 1),
                Step(
                    "user_id=u1 email=e6", traits: ["plan": "b"], to: 1, violations: [value],
                    profiles: ["\(fiveEmails) user_id=u1"]),
            ]),
        WorkedExample(
            "D2: two persons do not merge through an e-mail",
            [
                Step("user_id=u1 email=e1", to: 1),
                Step("user_id=u2 email=e2", to: 2),
                Step(
                    "user_id=u1 email=e2", to: 1, violations: [value],
                    profiles: ["email=e1 user_id=u1", "email=e2 user_id=u2"]),
            ]),
        WorkedExample(
            "D3: a merge that breaks no limit",
            [
                Step("email=e1", to: 1),
                Step("anonymous_id=a1", to: 2),
                Step(
                    "user_id=u1 email=e1 anonymous_id=a1", to: 1,
                    profiles: ["anonymous_id=a1 email=e1 user_id=u1"]),
            ]),
        WorkedExample(
            "D4: a window slides",
            rules: [rule("user_id", 1), rule("anonymous_id", 5, .weekly)],
            [
                Step("user_id=u1", to: 1),
                Step("user_id=u1 anonymous_id=a1", hours: 1, to: 1),
                Step("user_id=u1 anonymous_id=a2", hours: 2, to: 1),
                Step("user_id=u1 anonymous_id=a3", hours: 3, to: 1),
                Step("user_id=u1 anonymous_id=a4", hours: 4, to: 1),
                Step("user_id=u1 anonymous_id=a5", hours: 5, to: 1),
                Step("user_id=u1 anonymous_id=a6", hours: 6, to: 1, violations: [time]),
                // The first value counts up to, not at, the moment one window after it was added.
                Step("user_id=u1 anonymous_id=a6", hours: 168, to: 1, violations: [time]),
                Step(
                    "user_id=u1 anonymous_id=a6", hours: 8 * 24, to: 1,
                    profiles: [
                        "anonymous_id=a1 anonymous_id=a2 anonymous_id=a3 anonymous_id=a4 "
                            + "anonymous_id=a5 anonymous_id=a6 user_id=u1"
                    ]),
            ]),
        WorkedExample(
            "D4: the window's edge",
            rules: [rule("user_id", 1), rule("anonymous_id", 1, .daily)],
            [
                Step("user_id=u1 anonymous_id=a1", to: 1),
                Step("user_id=u1 anonymous_id=a2", hours: 23, to: 1, violations: [time]),
                Step("user_id=u1 anonymous_id=a2", hours: 24, to: 1),
            ]),
        WorkedExample(
            "a profile over a limit keeps what it has and takes other identifiers",
            rules: [rule("user_id", 1), rule("anonymous_id", 1, .daily), rule("email", 5)],
            [
                Step("user_id=u1 anonymous_id=a1", hours: 100, to: 1),
                // Times run backwards: inside the day before there is no other.
                Step("user_id=u1 anonymous_id=a2", hours: 80, to: 1),
                Step("user_id=u1 anonymous_id=a1 email=e1", hours: 100, to: 1),
                Step(
                    "user_id=u1 anonymous_id=a3 email=e1", hours: 100, to: 1,
                    violations: [time, time],
                    profiles: ["anonymous_id=a1 anonymous_id=a2 email=e1 user_id=u1"]),
                Step("email=e9", hours: 100, to: 2),
                Step(
                    "user_id=u1 email=e9", hours: 100, to: 1,
                    profiles: ["anonymous_id=a1 anonymous_id=a2 email=e1 email=e9 user_id=u1"]),
            ]),
        WorkedExample(
            "D5: a blocked value",
            [
                Step("email=e1", to: 1),
                Step("user_id=null email=e1", to: 1, violations: [blocked], profiles: ["email=e1"]),
            ]),
        WorkedExample(
            "D6: only blocked values",
            [
                Step("user_id=0000-00", to: nil, violations: [blocked], profiles: []),
                Step("group_id=g1", to: nil, profiles: []),
            ]),
        WorkedExample(
            "D7: a value that is there never counts again",
            [Step("user_id=u1", to: 1)]
                + (1...1_000).map { _ in Step("user_id=u1", to: 1, profiles: ["user_id=u1"]) }),
        WorkedExample(
            "D8: a thousand mappings",
            rules: [rule("user_id", 1), rule("anonymous_id", 5_000)],
            (1..<1_000).map { Step("user_id=u1 anonymous_id=a\($0)", to: 1) }
                + [
                    Step(
                        "user_id=u1 anonymous_id=new", to: 1,
                        violations: ["Identifier mapping limit exceeded"]),
                    Step("anonymous_id=new", to: 2),
                ]),
        WorkedExample(
            "D9: a hundred merges",
            rules: [rule("user_id", 1), rule("email", 500), rule("anonymous_id", 500)],
            [Step("user_id=u1", to: 1)]
                + (1...100).flatMap {
                    [Step("email=e\($0)", to: $0 + 1), Step("user_id=u1 email=e\($0)", to: 1)]
                }
                + [
                    Step("email=other", to: 102),
                    Step(
                        "email=other anonymous_id=a1 user_id=u1", to: 1,
                        violations: ["Profile merge limit exceeded"]),
                    Step("email=other", to: 102),
                    Step("anonymous_id=a1", to: 1),
                ]),
        WorkedExample(
            "D10: values are case-sensitive",
            [
                Step("email=A@x.co", to: 1),
                Step("email=a@x.co", to: 2, profiles: ["email=A@x.co", "email=a@x.co"]),
            ]),
        WorkedExample(
            "D11: the later row's trait stays",
            traits: [1: ["plan": "b"]],
            [
                Step("email=e1", traits: ["plan": "a"], to: 1),
                Step("email=e1", traits: ["plan": "b"], to: 1, profiles: ["email=e1"]),
            ]),
        WorkedExample(
            "D12: one e-mail, two persons",
            traits: [1: ["email": "e1"], 2: ["email": "e1"]],
            [
                Step("user_id=u1 email=e1", traits: ["email": "e1"], to: 1),
                Step(
                    "user_id=u2 email=e1", traits: ["email": "e1"], to: 2, violations: [value],
                    profiles: ["email=e1 user_id=u1", "user_id=u2"]),
            ]),
        WorkedExample(
            "group_id never matches",
            [
                Step("user_id=u1 group_id=g", to: 1),
                Step("user_id=u2 group_id=g", to: 2, profiles: ["user_id=u1", "user_id=u2"]),
            ]),
        WorkedExample(
            "of two e-mails with limit 1 the later is left off",
            rules: [rule("user_id", 1), rule("email", 1)],
            [
                Step(
                    "user_id=u1 email=e1 email=e2", to: 1, violations: [value],
                    profiles: ["email=e1 user_id=u1"]),
                Step("email=e3 email=e1", to: 1, violations: [value], profiles: ["email=e1 user_id=u1"]),
            ]),
    ]
}
