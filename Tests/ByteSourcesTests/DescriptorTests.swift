import ByteSources
import Foundation
import Glibc
import Testing

@Suite struct DescriptorTests {
    /// A file of its own that goes with the test.
    final class TemporaryFile {
        let path = NSTemporaryDirectory() + "rollcall-\(UUID().uuidString)"

        init(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }

        deinit { unlink(path) }
    }

    @Test func readsAFile() async throws {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        let file = try TemporaryFile(bytes)
        let source = try DescriptorSource.file(file.path)
        #expect(source.size == bytes.count)
        #expect(await readAll(source) == Reading(bytes: bytes))
        #expect(source.inputBytes == bytes.count)
        let input = try openInput(path: file.path)
        #expect(try await input.prepare().inputSize == bytes.count)
        #expect(await readAll(input) == Reading(bytes: bytes))
    }

    @Test(arguments: [
        ("/nonexistent/people.csv", "No such file or directory"), ("/", "it is a folder, not a file"),
        ("/dev/null/x", "Not a directory"), ("", "No such file or directory"),
    ])
    func whatIsNoFileIsNoInput(path: String, detail: String) {
        #expect(throws: ByteSourceError(.noInput, byte: 0, detail: detail)) {
            _ = try openInput(path: path)
        }
    }

    @Test func aDeviceIsAFile() async throws {
        #expect(await readAll(try openInput(path: "/dev/null")) == Reading())
    }

    @Test func readsAPipeThatGivesLittleAndLate() async throws {
        let (reading, writing) = try makePipe()
        let source = try DescriptorSource(descriptor: reading, closesDescriptor: true)
        #expect(source.size == nil)
        let bytes = GzipMember("id\n1\n2\n").bytes
        let writer = Task.detached {
            for byte in bytes {
                _ = withUnsafeBytes(of: byte) { write(writing, $0.baseAddress, 1) }
                try await Task.sleep(for: .milliseconds(1))
            }
            close(writing)
        }
        #expect(await readAll(try openInput(source)) == Reading(bytes: Array("id\n1\n2\n".utf8)))
        try await writer.value
    }

    @Test func readsANonBlockingDescriptor() async throws {
        let (reading, writing) = try makePipe()
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        let source = try DescriptorSource(descriptor: reading, closesDescriptor: true)
        let writer = Task.detached {
            try await Task.sleep(for: .milliseconds(20))
            _ = write(writing, "abc", 3)
            close(writing)
        }
        #expect(await readAll(source) == Reading(bytes: Array("abc".utf8)))
        try await writer.value
    }

    @Test func signalsDoNotEndARead() async throws {
        // Without SA_RESTART, so that the waiting read really returns EINTR.
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in }
        sigaction(SIGUSR2, &action, nil)
        let (reading, writing) = try makePipe()
        let source = try DescriptorSource(descriptor: reading, closesDescriptor: true)
        let writer = Task.detached {
            for _ in 0..<20 {
                kill(getpid(), SIGUSR2)
                try await Task.sleep(for: .milliseconds(2))
            }
            _ = write(writing, "abc", 3)
            close(writing)
        }
        #expect(await readAll(source) == Reading(bytes: Array("abc".utf8)))
        try await writer.value
    }

    @Test func aCancelledTaskReadsNoLonger() async throws {
        let (reading, writing) = try makePipe()
        defer { close(writing) }
        let task = Task.detached {
            let source = try DescriptorSource(descriptor: reading, closesDescriptor: true)
            return await readAll(source)
        }
        try await Task.sleep(for: .milliseconds(20))
        task.cancel()
        #expect(try await task.value.failure?.code == .io)
    }

    @Test func aDescriptorThatIsNotOpenIsNoInput() {
        #expect(throws: ByteSourceError(.noInput, byte: 0, detail: "Bad file descriptor")) {
            _ = try DescriptorSource(descriptor: 9_999)
        }
    }

    private func makePipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }
}

@Suite struct AsyncBytesTests {
    struct Broken: Error, CustomStringConvertible { let description = "the line broke" }

    @Test func readsPiecesOfAnySize() async {
        let pieces: [ArraySlice<UInt8>] = [[], [1, 2, 3], [], [4], [5, 6, 7, 8, 9], []]
        for size in 1...10 {
            let reading = await readAll(
                AsyncBytesSource(Pieces(pieces: pieces)), bufferBytes: size)
            #expect(reading == Reading(bytes: Array(1...9)))
        }
    }

    @Test func anErrorOfTheSequenceKeepsItsWords() async {
        let source = AsyncBytesSource(Pieces(pieces: [[1, 2]], failure: Broken()))
        let error = ByteSourceError(.io, byte: 2, detail: "the line broke")
        #expect(await readAll(source) == Reading(bytes: [1, 2], failure: error))
    }

    @Test func anErrorInsideGzipIsPlacedInTheText() async throws {
        let member = GzipMember("a,b\n").bytes
        let source = AsyncBytesSource(Pieces(pieces: [member[...]], failure: Broken()))
        let reading = await readAll(try openInput(source))
        #expect(reading.failure?.code == .io)
        #expect(reading.failure?.inputByte == member.count)
    }
}
