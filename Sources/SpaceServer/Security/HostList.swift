/// The names that requests may be for.
struct HostList: Sendable {
    private let names: Set<[UInt8]>
    private let allowsAll: Bool

    /// - Parameter names: without port; `*` allows all.
    init(_ names: Set<String>) {
        self.names = Set(names.map { Array($0.lowercased().utf8) })
        allowsAll = names.contains("*")
    }

    /// - Parameter authority: a name, with or without port.
    func allows(_ authority: String) -> Bool {
        if allowsAll { return true }
        var name = Array(authority.lowercased().utf8)
        // The port comes after the last colon, unless that stands inside of an IPv6 address.
        if let colon = name.lastIndex(of: UInt8(ascii: ":")),
            !name[colon...].contains(UInt8(ascii: "]"))
        {
            name.removeSubrange(colon...)
        }
        return names.contains(name)
    }
}
