internal import CZlib

/// How an input is to be opened. The defaults take what design §5 lists without being asked: plain
/// or gzip, UTF-8, or UTF-16 and UTF-32 with a byte order mark.
public struct InputOptions: Sendable, Hashable {
    /// The text's encoding by a name that ICU knows (`windows-1252`, `shift_jis`, `utf-16le` …), in
    /// any case. nil (default): UTF-8, unless a byte order mark says otherwise.
    public var encoding: String?
    /// What inflates gzip. Default: ISA-L where the machine has it, else zlib.
    public var inflater: InflaterChoice

    public init(encoding: String? = nil, inflater: InflaterChoice = .automatic) {
        self.encoding = encoding
        self.inflater = inflater
    }
}

/// Which library inflates gzip. The bytes are the same with either.
public enum InflaterChoice: String, Sendable, Hashable, CaseIterable {
    /// ISA-L where the machine has it, else zlib.
    case automatic
    case zlib
    /// ISA-L, opened at run time; an `io` error where the machine lacks it.
    case isal

    /// Whether this machine has it. Tries ISA-L out when first asked.
    public var isAvailable: Bool { self != .isal || rc_isal_is_usable() == 1 }
}
