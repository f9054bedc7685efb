internal import HTTPTypes
internal import Hummingbird

/// The frame around every page: head, navigation, main part.
enum PageLayout {
    /// A part of the page that the navigation leads to.
    struct Section: Sendable {
        var path: String
        var name: String
    }

    /// - Parameters:
    ///   - session: `nil` for whoever is not logged in; the navigation then leads to the login.
    ///   - path: the section that is shown, marked in the navigation.
    static func page(
        title: String, session: Session?, path: String = "", sections: [Section] = [], main: HTML
    ) -> HTML {
        let links: [HTML] = sections.map { section in
            let mark: HTML = section.path == path ? " aria-current='page'" : ""
            return "<li><a href='\(section.path)'\(mark)>\(section.name)</a></li>"
        }
        let account: HTML =
            if let session {
                """
                <form method='post' action='/logout'>\(csrf(session))\
                <button class='quiet'>Log out</button></form>
                """
            } else {
                "<a href='/login'>Log in</a>"
            }
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
            <script src='\(PageAssets.path(of: "page.js"))' defer></script>
            </head>
            <body>
            <a class='skip' href='#main'>Skip to the content</a>
            <header><nav aria-label='Main'><a class='brand' href='/'>rollcall</a>\
            <ul>\(links)</ul>\(account)</nav></header>
            <main id='main'>
            <h1>\(title)</h1>
            \(main)
            </main>
            </body>
            </html>

            """
    }

    /// The hidden field that every form of a session carries.
    static func csrf(_ session: Session) -> HTML {
        "<input type='hidden' name='csrf' value='\(session.csrf)'>"
    }

    /// A page that says one thing: errors, mostly.
    static func message(title: String, text: String, requestID: String? = nil) -> HTML {
        let trace: HTML = requestID.map { "<p class='note'>Request \($0)</p>" } ?? ""
        return page(
            title: title, session: nil,
            main: "<p>\(text)</p>\(trace)<p><a href='/'>To the start</a></p>")
    }

    static func title(of status: HTTPResponse.Status) -> String {
        switch status.code {
        case 400: "This cannot be read"
        case 401, 403: "Not allowed"
        case 404: "Nothing here"
        case 405: "Not in this way"
        case 413: "Too large"
        case 429, 503: "Please wait"
        case 507: "No room"
        default: status.code < 500 ? "This did not work" : "Something went wrong"
        }
    }
}
