internal import ProfileImport

/// Where an import delivers: the place for the library, and the words for the person.
struct Delivery {
    let name: DestinationName
    let place: DeliveryPlace
    /// Where the rows go, said before anything happens.
    let announcement: String

    init(_ name: DestinationName, folder: SpaceFolder, memory: Int) {
        self.name = name
        switch name {
        case .space:
            place = folder.deliveryPlace(memory: memory)
            announcement = "Into the local space \(folder.location.path); nothing goes to Segment."
        case .folder(let path):
            place = .folder(path)
            announcement = "Into files of the folder \(path); nothing goes to Segment."
        case .lines:
            place = .lines()
            announcement = "Onto standard output, one message a line; nothing goes to Segment."
        }
    }
}
