import Foundation
import IdentifyMessages
import Testing

@testable import ProfileImport

@Suite struct FolderDestinationTests {
    private func batch(_ number: Int, _ messages: [String]) -> Batch {
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for message in messages {
            bytes += Array((message + ",").utf8)
            ends.append(bytes.count)
        }
        var packer = BatchPacker(firstNumber: number)
        _ = packer.add(MessageBuffer(bytes: bytes, ends: ends, rows: Array(1...messages.count)))
        return packer.finish()
            ?? Batch(number: 0, slices: [], messageCount: 0, byteCount: 0, rows: [])
    }

    @Test func eachBatchIsAFileWithExactlyTheRequestBody() async throws {
        let folder = try TemporaryFolder()
        let destination = try FolderDestination(new: folder.path + "/a/b")
        _ = try await destination.send(batch(1, [#"{"a":1}"#, #"{"b":","}"#]))
        _ = try await destination.send(batch(1_234_567, ["{}"]))
        #expect(try folder.names("a/b") == ["batch-000001.json", "batch-1234567.json"])
        #expect(try folder.text("a/b/batch-000001.json") == #"{"batch":[{"a":1},{"b":","}]}"#)
    }

    @Test func aFolderWithFilesIsRefusedForANewRunAndTakenForOneThatGoesOn() async throws {
        let folder = try TemporaryFolder()
        _ = try folder.write("x", "")
        let error = #expect(throws: ImportError.self) { try FolderDestination(new: folder.path) }
        #expect(error?.exitStatus == 73)
        let file = #expect(throws: ImportError.self) {
            try FolderDestination(new: folder.path + "/x/y")
        }
        #expect(file?.exitStatus == 73)
        let again = try FolderDestination(existing: folder.path)
        _ = try await again.send(batch(1, ["{}"]))
        #expect(try folder.names() == ["batch-000001.json", "x"])
    }

    @Test func aFolderThatVanishesIsToldAndNotMadeAgain() async throws {
        let folder = try TemporaryFolder()
        let destination = try FolderDestination(new: folder.path + "/d")
        try FileManager.default.removeItem(atPath: folder.path + "/d")
        let error = await #expect(throws: DeliveryError.self) {
            try await destination.send(batch(1, ["{}"]))
        }
        #expect(error?.code == .io)
        #expect(error?.detail.contains("vanished") == true)
        #expect(try folder.names() == [])
    }

    @Test func linesAreMessagesWithoutTheBatchAroundThem() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("out", "")
        let handle = try #require(FileHandle(forWritingAtPath: path))
        let destination = LineDestination(descriptor: handle.fileDescriptor)
        _ = try await destination.send(batch(1, [#"{"a":1}"#, #"{"b":","}"#]))
        _ = try await destination.send(batch(2, ["{}"]))
        #expect(try folder.text("out") == "{\"a\":1}\n{\"b\":\",\"}\n{}\n")
    }
}
