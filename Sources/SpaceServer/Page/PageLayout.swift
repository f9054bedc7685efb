internal import HTTPTypes
internal import Hummingbird

/// The frame around every page: head, navigation, main part.
enum PageLayout {
    /// A part of the page that the navigation leads to.
    struct Section: Sendable {
        var path: String
        var name: String
    }

    /// In the order of the navigation.
    static let sections = [
        Section(path: "/", name: "Check a file"),
        Section(path: "/setup", name: "Guided setup"),
        Section(path: "/profiles", name: "Profiles"),
        Section(path: "/history", name: "Update history"),
        Section(path: "/debugger", name: "Debugger"),
        Section(path: "/delivery", name: "Delivery"),
        Section(path: "/insights", name: "Insights"),
    ]

    /// - Parameters:
    ///   - session: `nil` for whoever is not logged in; the navigation then leads to the login.
    ///   - path: the section that is shown, marked in the navigation.
    ///   - lead: one or two sentences below the title.
    ///   - refreshes: seconds after which a browser without JavaScript loads the page again.
    ///   - isNarrow: for a short form.
    ///   - above: what stands before the title.
    static func page(
        title: String, session: Session?, path: String = "", lead: HTML? = nil, refreshes: Int? = nil,
        isNarrow: Bool = false, above: HTML = .none, main: HTML
    ) -> HTML {
        let links: [HTML] = sections.map { section in
            let mark: HTML = section.path == path ? " aria-current='page'" : ""
            return "<li><a href='\(section.path)'\(mark)>\(section.name)</a></li>"
        }
        let account: HTML =
            if let session {
                """
                <form class='account' method='post' action='/logout'>\(csrf(session))\
                <button class='quiet'>Log out</button></form>
                """
            } else {
                "<a class='account' href='/login'>Log in</a>"
            }
        let refresh: HTML? = refreshes.map {
            "<noscript><meta http-equiv='refresh' content='\($0)'></noscript>"
        }
        let lead: HTML? = lead.map { "<p class='lead'>\($0)</p>" }
        return """
            <!doctype html>
            <html lang='en'>
            <head>
            <meta charset='utf-8'>
            <meta name='viewport' content='width=device-width, initial-scale=1'>
            <meta name='color-scheme' content='light dark'>
            <title>\(title) · rollcall</title>
            <link rel='stylesheet' href='\(PageAssets.path(of: "page.css"))'>
            <link rel='icon' href='data:,'>
            <script src='\(PageAssets.path(of: "page.js"))' defer></script>\(refresh)
            </head>
            <body>
            <a class='skip' href='#main'>Skip to the content</a>
            <header class='top'><nav aria-label='Main'>\
            <a class='brand' href='/'>\(Icon.brand.html(22))rollcall</a>\
            <ul>\(links)</ul>\(account)</nav></header>
            <main id='main' class='\(isNarrow ? "narrow" : "")'>
            \(above)<div class='title'><h1>\(title)</h1>\(lead)</div>
            \(main)
            </main>
            </body>
            </html>

            """
    }

    /// The hidden field that every form of a session carries.
    static func csrf(_ session: Session?) -> HTML {
        session.map { "<input type='hidden' name='csrf' value='\($0.csrf)'>" } ?? ""
    }

    /// A page that says one thing: errors, mostly.
    static func message(title: String, text: String, requestID: String? = nil) -> HTML {
        let trace: HTML = requestID.map { "<p class='note'>Request \($0)</p>" } ?? ""
        return page(
            title: title, session: nil,
            main: """
                <div class='card'><p>\(text)</p>\(trace)<p><a class='button plain' href='/'>To the start</a>\
                </p></div>
                """)
    }

    static func title(of status: HTTPResponse.Status) -> String {
        switch status.code {
        case 400: "This cannot be read"
        case 401, 403: "Not allowed"
        case 404: "Nothing here"
        case 405: "Not in this way"
        case 409: "Not now"
        case 413: "Too large"
        case 429, 503: "Please wait"
        case 507: "No room"
        default: status.code < 500 ? "This did not work" : "Something went wrong"
        }
    }
}
