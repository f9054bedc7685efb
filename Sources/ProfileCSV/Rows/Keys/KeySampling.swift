internal import Synchronization

/// Which values are still followed across rows, told by whoever follows them to those who make the
/// keys: what nobody follows needs no mark of its row's traits.
package final class KeySampling: Sendable {
    private let level = Atomic<Int>(0)

    package init() {}

    /// Values are followed whose hash has so many zeros at its low end. It never falls, so a maker who
    /// learns of it late only does more than is needed.
    package func rise(to level: Int) { self.level.store(level, ordering: .relaxed) }

    /// The bits of a hash that are zero where its value is followed.
    var mask: UInt64 { (UInt64(1) &<< UInt64(level.load(ordering: .relaxed))) &- 1 }
}
