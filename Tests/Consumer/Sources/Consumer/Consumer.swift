import RollcallCSV

/// Reads and writes a few records through the public interface.
@main
struct Consumer {
    static func main() throws {
        var writer = RecordWriter()
        writer.append(["name", "note"])
        writer.append(["Zoë", "says \"hi\", twice"])
        for record in try Records(bytes: writer.bytes) {
            print(record)
        }
    }
}
