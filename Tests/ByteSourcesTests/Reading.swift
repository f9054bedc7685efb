import ByteSources
import Testing

/// All that a source gave: its bytes and the fault that ended it, if one did.
struct Reading: Equatable, CustomStringConvertible {
    var bytes: [UInt8] = []
    var failure: ByteSourceError?

    var description: String {
        let text = String(decoding: bytes.prefix(60), as: UTF8.self)
        return "\(bytes.count) bytes \(text) \(String(describing: failure))"
    }
}

/// Reads a source to its end through a buffer of `bufferBytes`; checks that the end, or the fault,
/// stays when asked again.
func readAll(_ source: any ByteSource, bufferBytes: Int = 4096) async -> Reading {
    var reading = Reading()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferBytes, alignment: 8)
    defer { buffer.deallocate() }
    do throws(ByteSourceError) {
        while true {
            let count = try await source.read(into: buffer)
            if count == 0 { break }
            reading.bytes.append(contentsOf: buffer.prefix(count))
        }
        let again = try await source.read(into: buffer)
        #expect(again == 0)
    } catch {
        reading.failure = error
        do throws(ByteSourceError) {
            let count = try await source.read(into: buffer)
            Issue.record("after \(error) came \(count) bytes")
        } catch let again {
            #expect(again == error)
        }
    }
    return reading
}

/// Opens bytes held in memory and reads them as text.
func readText(
    _ bytes: [UInt8], _ options: InputOptions = InputOptions(), stepBytes: Int = .max,
    bufferBytes: Int = 4096
) async -> Reading {
    await readText(MemorySource(bytes, stepBytes: stepBytes), options, bufferBytes: bufferBytes)
}

/// Opens a source and reads it as text.
func readText(
    _ source: any ByteSource, _ options: InputOptions = InputOptions(), bufferBytes: Int = 4096
) async -> Reading {
    do throws(ByteSourceError) {
        return await readAll(try openInput(source, options: options), bufferBytes: bufferBytes)
    } catch {
        return Reading(failure: error)
    }
}

/// A sequence that hands out the given pieces.
struct Pieces: AsyncSequence {
    typealias Element = ArraySlice<UInt8>
    typealias Failure = any Error
    var pieces: [ArraySlice<UInt8>]
    var failure: (any Error)?

    struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: [ArraySlice<UInt8>]
        var failure: (any Error)?

        mutating func next() async throws -> ArraySlice<UInt8>? {
            if pieces.isEmpty {
                if let failure { throw failure }
                return nil
            }
            await Task.yield()
            return pieces.removeFirst()
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: pieces, failure: failure) }
}
