internal import ArgumentParser

/// Where the secrets are that a remote place wants; never the secrets themselves.
struct SecretFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file with the write key. Default: $SEGMENT_WRITE_KEY, else that of space.yaml.",
            valueName: "file"))
    var writeKeyFile: String?

    @OptionGroup var profileToken: ProfileTokenFlag
}

/// Where the token is by which profiles are read.
struct ProfileTokenFlag: ParsableArguments {
    @Option(
        name: .customLong("profile-token-file"),
        help: ArgumentHelp(
            "The file with the Profile API token. Default: $SEGMENT_PROFILE_TOKEN, else that of "
                + "space.yaml.",
            valueName: "file"))
    var file: String?
}
