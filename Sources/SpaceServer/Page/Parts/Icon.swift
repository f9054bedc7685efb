/// Small pictures beside words; they say nothing that the words do not, so screen readers skip them.
enum Icon {
    case brand, upload, file, good, bad, warn, info, place, people, cloud, list, space

    /// - Parameter size: in pixels, both ways.
    func html(_ size: Int = 20) -> HTML {
        """
        <svg width='\(size)' height='\(size)' viewBox='0 0 24 24' fill='none' stroke='currentColor' \
        stroke-width='2' stroke-linecap='round' stroke-linejoin='round' aria-hidden='true'>\
        <path d='\(path)'/></svg>
        """
    }

    private var path: String {
        switch self {
        case .brand: "M4 5h10M4 10h16M4 15h13M4 20h7"
        case .upload: "M12 16V4m0 0L7 9m5-5 5 5M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4"
        case .file: "M14 3H6a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V8zm0 0v5h5M9 13h6M9 17h6"
        case .good: "M20 6 9 17l-5-5"
        case .bad: "M18 6 6 18M6 6l12 12"
        case .warn:
            "M12 8v5m0 3.5v.01M10.3 3.9 2.5 17.4A2 2 0 0 0 4.2 20.4h15.6a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 "
                + "0-3.4 0z"
        case .info: "M12 11v6m0-9.5v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z"
        case .place:
            "M12 21s7-6.2 7-11a7 7 0 1 0-14 0c0 4.8 7 11 7 11zm0-8.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"
        case .people:
            "M16 20v-1.5a4 4 0 0 0-4-4H7a4 4 0 0 0-4 4V20M9.5 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM21 "
                + "20v-1.5a4 4 0 0 0-3-3.9M15.5 4.1a3.5 3.5 0 0 1 0 6.8"
        case .cloud: "M7 18a4.5 4.5 0 0 1-.5-9 6 6 0 0 1 11.6 1.5A3.8 3.8 0 0 1 17.5 18z"
        case .list: "M8 6h12M8 12h12M8 18h12M4 6v.01M4 12v.01M4 18v.01"
        case .space:
            "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zm0 0v12c0 1.7 3.6 3 8 3s8-1.3 8-3V6M4 12c0 "
                + "1.7 3.6 3 8 3s8-1.3 8-3"
        }
    }
}
