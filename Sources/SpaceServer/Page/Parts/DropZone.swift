/// Where a file is dropped or chosen.
enum DropZone {
    /// - Parameters:
    ///   - action: the address that takes the file.
    ///   - fields: hidden ones; they stand before the file, so that the server has read them when it comes.
    ///   - text: what happens with the file, below the invitation.
    ///   - button: what sends it where there is no JavaScript.
    static func form(action: String, fields: HTML = .none, text: HTML, button: String) -> HTML {
        """
        <form method='post' action='\(action)' enctype='multipart/form-data' data-upload>\(fields)
        <div class='drop'>\(Icon.upload.html(44))
        <label class='pick' for='file'>Drop a CSV file here, or choose one</label>
        <input id='file' name='file' type='file' accept='.csv,.tsv,.txt,.gz,text/csv' required>
        <p class='note'>\(text)</p>
        <div class='sending' hidden><progress aria-label='Upload'></progress><p role='status'></p></div>
        <button class='no-js'>\(button)</button>
        <span class='button plain only-js' aria-hidden='true'>Choose a file</span>
        </div></form>
        """
    }
}
