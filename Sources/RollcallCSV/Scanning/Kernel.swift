internal import CScan

/// How the scan looks at the bytes. Every kernel gives the same result (design §9, invariant 8);
/// they differ in speed and in the machine they need.
public enum Kernel: String, Sendable, Hashable, CaseIterable {
    /// Byte by byte, on every machine. The others are held to it.
    case scalar
    /// 16 bytes at a time; needs SSSE3 and PCLMUL.
    case sse2
    /// 32 bytes at a time; needs AVX2, BMI2 and PCLMUL.
    case avx2
    /// 64 bytes at a time; needs AVX-512 with VBMI2 and PCLMUL.
    case avx512
    /// 16 bytes at a time on 64-bit ARM.
    case neon

    /// The fastest kernel of this machine. Found out once.
    public static let best: Kernel =
        [.avx512, .avx2, .sse2, .neon].first { $0.isAvailable } ?? .scalar

    /// Whether this machine can run it. A reader told to use another one uses `scalar`.
    public var isAvailable: Bool { rc_kernel_available(number) != 0 }

    /// The kernel's number in C.
    var number: Int32 {
        switch self {
        case .scalar: Int32(RC_KERNEL_SCALAR)
        case .sse2: Int32(RC_KERNEL_SSE2)
        case .avx2: Int32(RC_KERNEL_AVX2)
        case .avx512: Int32(RC_KERNEL_AVX512)
        case .neon: Int32(RC_KERNEL_NEON)
        }
    }
}
