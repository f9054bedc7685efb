internal import ProfileImport
internal import ProfileSpace

extension SpaceServer {
    /// The space as a place for imports of uploaded files.
    ///
    /// - Parameter names: what the files are called, for people.
    func deliveryPlace(names: [String]) -> DeliveryPlace {
        let space = space
        return DeliveryPlace(name: "space:" + space.directory) { run throws(ImportError) in
            SpaceDestination(
                space,
                run: SpaceRun(id: run.id.description, startedAt: run.startedAt, files: names))
        }
    }

    /// Where the folders of runs are kept.
    var runsFolder: String { options.runs ?? space.directory + "/runs" }
}
