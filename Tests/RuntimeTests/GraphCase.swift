import Testing

@testable import ModelRuntime

/// A small network in the notation of `onnx.parser`, behind its version of the operators where that is not 14.
struct GraphCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let network: String
    /// The operators after it was simplified; nil where it stays as it is.
    let simple: String?
    let purpose: GraphPurpose

    private init(_ description: String, _ network: String, _ simple: String?, for purpose: GraphPurpose = .pages) {
        (testDescription, self.network, self.simple, self.purpose) = (description, network, simple, purpose)
    }

    private static let picture = "g (float[n,2,h,w] x) => (float[a,b,c,d] y)"
    private static let kernel = "float[3,2,3,3] k = {random}"
    private static let pixel = "float[3,2,1,1] p = {random}"
    private static let swish = "float three = {3.0}, float zero = {0.0}, float six = {6.0}"

    private static let pictures = [
        GraphCase(
            "a hard swish of four operators",
            "\(picture) <\(kernel), \(swish)> { c = Conv(x, k) s = Add(c, three) l = Clip(s, zero, six) m = Mul(c, l) "
                + "y = Div(m, six) }", "Conv HardSigmoid Mul"),
        GraphCase(
            "a hard swish of one operator", "\(picture) { r = Relu(x) y = HardSwish(r) }", "Relu HardSigmoid Mul"),
        GraphCase(
            "no hard swish: clipped at another number",
            "\(picture) <\(swish), float five = {5.0}> "
                + "{ s = Add(x, three) l = Clip(s, zero, five) m = Mul(x, l) y = Div(m, six) }", "Add Clip Mul Div"),
        GraphCase(
            "no hard swish: of another tensor",
            "\(picture) <\(swish)> { r = Relu(x) s = Add(x, three) l = Clip(s, zero, six) m = Mul(r, l) "
                + "y = Div(m, six) }", "Relu Add Clip Mul Div"),
        GraphCase(
            "no hard swish: divided by another number",
            "\(picture) <\(swish), float five = {5.0}> { s = Add(x, three) l = Clip(s, zero, six) m = Mul(x, l) "
                + "y = Div(m, five) }", "Add Clip Mul Div"),
        GraphCase(
            "a hard swish whose middle the network gives, too",
            "g (float[n,2,h,w] x) => (float[a,b,c,d] y, float[a,b,c,d] l) <\(swish)> { s = Add(x, three) "
                + "l = Clip(s, zero, six) m = Mul(x, l) y = Div(m, six) }", "Add Clip Mul Div"),
        GraphCase(
            "factors, terms and a normalization behind a convolution",
            "\(picture) <\(kernel), float[1] f = {-2.5}, float[1,3,1,1] t = {random}, float[3] s = {random}, "
                + "float[3] b = {random}, float[3] m = {random}, float[3] v = {0.5, 1.0, 2.0}> { c = Conv(x, k) "
                + "d = Mul(f, c) e = Add(d, t) y = BatchNormalization(e, s, b, m, v) }", "Conv"),
        GraphCase(
            "a normalization before a hard swish of a convolution with padding, groups and a bias",
            "\(picture) <float[4,1,3,3] k = {random}, float[4] b = {random}, float[4] s = {random}, float[4] m = {random}, "
                + "float[4] v = {0.5, 1.0, 2.0, 0.1}> { c = Conv<group=2, pads=[1,1,1,1], strides=[2,1]>(x, k, b) "
                + "d = BatchNormalization<epsilon=0.01>(c, s, b, m, v) y = HardSwish(d) }", "Conv HardSigmoid Mul"),
        GraphCase(
            "a term for each column",
            "\(picture) <\(kernel), float[6] t = {random}> { c = Conv(x, k) y = Add(c, t) }", "Conv Add"),
        GraphCase(
            "a transposed convolution with a term and a normalization",
            "\(picture) <float[2,3,2,2] k = {random}, float[1,3,1,1] t = {random}, float[3] s = {random}, "
                + "float[3] b = {random}, float[3] m = {random}, float[3] v = {0.5, 1.0, 2.0}> "
                + "{ c = ConvTranspose<strides=[2,2]>(x, k) d = Add(c, t) y = BatchNormalization(d, s, b, m, v) }",
            "ConvTranspose"),
        GraphCase(
            "a transposed convolution in groups",
            "\(picture) <float[2,3,2,2] k = {random}, float[1,6,1,1] t = {random}> "
                + "{ c = ConvTranspose<strides=[2,2], group=2>(x, k) y = Mul(c, t) }", "ConvTranspose Mul"),
        GraphCase(
            "a factor behind a convolution that the network gives, too",
            "g (float[n,2,h,w] x) => (float[a,b,c,d] y, float[a,b,c,d] c) <\(kernel), float f = {2.0}> "
                + "{ c = Conv(x, k) y = Mul(c, f) }", "Conv BatchNormalization"),
        GraphCase(
            "a factor and a term before two convolutions",
            "g (float[n,2,h,w] x) => (float[a,b,c,d] y, float[a,b,e,f] z) <\(kernel), \(pixel), float[1] f = {0.3}, "
                + "float[1] t = {-0.7}> { r = Relu(x) m = Mul(f, r) s = Add(m, t) y = Conv(s, k) z = Conv(s, p) }",
            "Relu Conv Conv"),
        GraphCase(
            "a factor before a convolution that pads",
            "\(picture) <\(kernel), float f = {0.3}> { r = Relu(x) m = Mul(r, f) y = Conv<pads=[1,1,1,1]>(m, k) }",
            "Relu Conv"),
        GraphCase(
            "a term before a convolution that pads",
            "\(picture) <\(kernel), \(pixel), float[3,3,3,3] q = {random}, float f = {0.3}, float t = {-0.7}> "
                + "{ c = Conv(x, p) r = Relu(c) m = Mul(r, f) s = Add(m, t) y = Conv<pads=[0,1,0,1]>(s, q) }",
            "Conv Relu BatchNormalization Conv"),
        GraphCase(
            "a term before a convolution that pads by itself",
            "\(picture) <\(kernel), float t = {-0.7}> { r = Relu(x) s = Add(r, t) y = Conv<auto_pad=\"SAME_UPPER\">(s, k) }",
            "Relu Add Conv"),
        GraphCase(
            "a term for each channel before a convolution",
            "\(picture) <\(kernel), float[1,2,1,1] t = {random}> { r = Relu(x) s = Add(r, t) y = Conv(s, k) }",
            "Relu Add Conv"),
        GraphCase(
            "a factor that gives what it multiplies more sizes",
            "g (float[2,h,w] x) => (float[a,b,c,d] y) <\(kernel), float[1,1,1,1] f = {2.0}> "
                + "{ r = Relu(x) m = Mul(r, f) y = Conv(m, k) }", "Relu Mul Conv"),
        GraphCase(
            "a factor before a convolution whose result goes elsewhere, too",
            "g (float[n,2,h,w] x) => (float[a,b,c,d] y, float[a,b,e,f] z) <\(kernel), float f = {0.3}> "
                + "{ r = Relu(x) m = Mul(r, f) y = Conv(m, k) z = Sigmoid(m) }", "Relu Mul Conv Sigmoid"),
        GraphCase(
            "a gate over channels, added to what it gates",
            "\(picture) <\(kernel), float[3,3,1,1] q = {random}> { c = Conv(x, k) a = GlobalAveragePool(c) b = Conv(a, q) "
                + "s = HardSigmoid(b) m = Mul(c, s) y = Add(c, m) }", "Conv GlobalAveragePool Conv HardSigmoid Add Mul"),
        GraphCase(
            "a gate over channels that is used elsewhere, too",
            "g (float[n,2,h,w] x) => (float[a,b,c,d] y, float[a,b,e,f] s) <\(kernel), float[3,3,1,1] q = {random}> "
                + "{ c = Conv(x, k) a = GlobalAveragePool(c) b = Conv(a, q) s = HardSigmoid(b) m = Mul(c, s) y = Add(m, c) }",
            "Conv GlobalAveragePool Conv HardSigmoid Mul Add"),
        GraphCase(
            "the head of a DB network",
            "\(picture) <float[2,5,2,2] k = {random}, float[5] b = {random}, float[5,1,2,2] q = {random}, float[1] e = {0.4}> "
                + "{ t = ConvTranspose<strides=[2,2]>(x, k, b) r = Relu(t) u = ConvTranspose<strides=[2,2]>(r, q, e) "
                + "y = Sigmoid(u) }", "Conv Relu Conv DepthToSpace Sigmoid"),
        GraphCase(
            "three doublings in a row, two channels at the end",
            "\(picture) <float[2,5,2,2] k = {random}, float[5,3,2,2] q = {random}, float[3,2,2,2] o = {random}> "
                + "{ t = ConvTranspose<strides=[2,2]>(x, k) r = Relu(t) u = ConvTranspose<strides=[2,2]>(r, q) s = Relu(u) "
                + "y = ConvTranspose<strides=[2,2]>(s, o) }", "Conv Relu Conv DepthToSpace Relu ConvTranspose"),
        GraphCase(
            "transposed convolutions that overlap",
            "\(picture) <float[2,5,3,3] k = {random}, float[5,1,2,2] q = {random}> { t = ConvTranspose<strides=[2,2]>(x, k) "
                + "r = Relu(t) y = ConvTranspose<strides=[2,2]>(r, q) }", "ConvTranspose Relu ConvTranspose"),
        GraphCase(
            "a GELU",
            "\(picture) <\(pixel), float[2,3,1,1] q = {random}, float root = {1.4142135}, float one = {1.0}, "
                + "float half = {0.5}> { c = Conv(x, p) d = Div(c, root) e = Erf(d) s = Add(e, one) m = Mul(c, s) "
                + "l = Mul(m, half) y = Conv(l, q) }", "Conv Div Erf Add Mul Mul Conv"),
        GraphCase(
            "constants of nodes, laid out anew, behind another name",
            "\(picture) <\(kernel), int64[4] l = {1, -1, 1, 1}, float[3] b = {random}> { c = Conv(x, k) r = Reshape(b, l) "
                + "q = Identity(r) s = Add(c, q) f = Constant<value = float {2.0}>() m = Mul(s, f) i = Identity(m) "
                + "y = Relu(i) }", "Conv Relu"),
        GraphCase(
            "a swish of PaddlePaddle, whose factor is 1",
            "\(picture) <float[1] one = {1.0}> { r = Relu(x) b = Mul(r, one) s = Sigmoid(b) y = Mul(r, s) }",
            "Relu Sigmoid Mul"),
        GraphCase(
            "a constant of another form than what it is laid out in",
            "\(picture) <int64[2] l = {0, -1}, float[1,1] b = {random}> { r = Reshape(b, l) y = Mul(x, r) }",
            "Reshape Mul"),
        GraphCase(
            "an enlarged picture that would wait for another",
            "\(picture) <float[4] s = {1.0, 1.0, 2.0, 2.0}> { a = Sigmoid(x) b = Sigmoid(a) c = Relu(x) "
                + "r = Resize(c, , s) d = Resize(r, , s) e = Resize(b, , s) f = Resize(e, , s) y = Add(f, d) }",
            "Sigmoid Sigmoid Relu Resize Resize Resize Resize Add"),
        GraphCase(
            "a picture before an enlarged one",
            "\(picture) <float[4] s = {1.0, 1.0, 1.0, 1.0}> { a = Sigmoid(x) b = Sigmoid(a) c = Relu(x) "
                + "r = Resize(c, , s) y = Add(b, r) }", "Sigmoid Relu Resize Sigmoid Add"),
        GraphCase(
            "a picture before an enlarged one that is taken before, too",
            "\(picture) <float[4] s = {1.0, 1.0, 1.0, 1.0}> { b = Sigmoid(x) c = Relu(b) r = Resize(c, , s) "
                + "y = Add(b, r) }", "Sigmoid Relu Resize Add"),
        GraphCase(
            "an expansion to twice sixteen channels, of which each is then convolved alone",
            "\(picture) <float[32,2,1,1] p = {random}, float[32] b = {random}, float f = {0.3}, float t = {-0.7}, "
                + "float[32,1,3,3] k = {random}, float[32] e = {random}> { c = Conv(x, p, b) s = HardSwish(c) m = Mul(s, f) "
                + "a = Add(m, t) y = Conv<group=32, pads=[1,1,1,1], strides=[2,2]>(a, k, e) }",
            "Conv HardSigmoid Mul BatchNormalization Conv Conv HardSigmoid Mul BatchNormalization Conv Concat"),
        GraphCase(
            "two such expansions",
            "\(picture) <float[32,2,1,1] p = {random}, float[32,1,1,1] k = {random}, float[48,32,1,1] q = {random}, "
                + "float[48,1,1,1] l = {random}> { c = Conv(x, p) s = HardSwish(c) d = Conv<group=32>(s, k) "
                + "e = Conv(d, q) t = HardSwish(e) y = Conv<group=48>(t, l) }",
            "Conv HardSigmoid Mul Conv Conv HardSigmoid Mul Conv Concat Conv HardSigmoid Mul Conv"),
        GraphCase(
            "an expansion to other numbers of channels",
            "\(picture) <float[24,2,1,1] p = {random}, float[24,1,3,3] k = {random}> { c = Conv(x, p) s = HardSwish(c) "
                + "y = Conv<group=24>(s, k) }", "Conv HardSigmoid Mul Conv"),
        GraphCase(
            "an expansion without an activation",
            "\(picture) <float[32,2,1,1] p = {random}, float[32,1,3,3] k = {random}> { c = Conv(x, p) "
                + "y = Conv<group=32>(c, k) }", "Conv Conv"),
        GraphCase(
            "an expansion that is convolved together",
            "\(picture) <float[32,2,1,1] p = {random}, float[32,32,1,1] k = {random}> { c = Conv(x, p) s = HardSwish(c) "
                + "y = Conv(s, k) }", "Conv HardSigmoid Mul Conv"),
        GraphCase(
            "an expansion that the network gives, too",
            "g (float[n,2,h,w] x) => (float[a,b,c,d] y, float[a,b,e,f] s) <float[32,2,1,1] p = {random}, "
                + "float[32,1,3,3] k = {random}> { c = Conv(x, p) s = HardSwish(c) y = Conv<group=32>(s, k) }",
            "Conv HardSigmoid Mul Conv"),
        GraphCase("nothing to change", "9:\(picture) { y = Relu(x) }", "Relu"),
    ]

    static let all = pictures + classifiers

    /// A classifier of texts over windows of two tokens, and the same but for one place.
    private static let classifiers = [
        GraphCase(
            "filters over windows of embeddings", classifier,
            "Cast Unsqueeze Unsqueeze Cast Gather Unsqueeze Where Pad Slice Slice Concat Mul Add MatMul Reshape "
                + "Gather ReduceSum ReduceMax Add Relu Concat", for: .texts),
        other("a place before a text", "pad = {0, 0, 0, 0, 1, 0}", "pad = {0, 1, 0, 0, 0, 0}"),
        other("a window that goes backwards", "Concat<axis = 2>(s0, s1)", "Concat<axis = 2>(s1, s0)"),
        other("an axis counted from the end", "Concat<axis = 2>", "Concat<axis = -1>"),
        other("another mask for a filter", "k0 = Mul(r0, k)", "k0 = Mul(r0, f2)"),
        other("no ReLU", "r0 = Relu(a0)", "r0 = Sigmoid(a0)"),
        other("the mean of activations", "m0 = ReduceMax<", "m0 = ReduceMean<"),
        other("a bias for each place", "a0 = Add(p0, b0)", "a0 = Add(p0, k)"),
        other("activations that are taken twice", "(m0, m1)", "(m0, m0, m1)"),
        other("masked embeddings that are wanted, too", "(float[b,f] y)", "(float[b,f] y, float[b,s,d] h)"),
        other("windows that are wanted, too", "(float[b,f] y)", "(float[b,f] y, float[b,s,d] c)"),
    ]

    private static func other(_ description: String, _ part: String, _ other: String) -> GraphCase {
        GraphCase(description, classifier.replacing(part, with: other), nil, for: .texts)
    }

    private static let classifier =
        "g (int64[b,s] ids, int64[b,s] m) => (float[b,f] y) <float[7,3] e = {random}, int64[1] zero = {0}, "
        + "int64[1] one = {1}, int64[1] two = {2}, int64[1] three = {3}, int64[1] last = {-1}, "
        + "int64[1] end = {9223372036854775807}, int64[6] pad = {0, 0, 0, 0, 1, 0}, float[3,2] w0 = {random}, "
        + "float[2] b0 = {random}, float[6,4] w1 = {random}, float[4] b1 = {random}> { f = Cast<to = 1>(m) "
        + "k = Unsqueeze(f, two) f2 = Unsqueeze(f, last) g = Gather(e, ids) h = Mul(g, k) p = Pad(h, pad) "
        + "s0 = Slice(p, zero, last, one) s1 = Slice(p, one, end, one) c = Concat<axis = 2>(s0, s1) "
        + "v = Slice(c, zero, three, two) p0 = MatMul(v, w0) a0 = Add(p0, b0) r0 = Relu(a0) k0 = Mul(r0, k) "
        + "m0 = ReduceMax<axes = [1], keepdims = 0>(k0) p1 = MatMul(c, w1) a1 = Add(p1, b1) r1 = Relu(a1) k1 = Mul(r1, k) "
        + "m1 = ReduceMax<axes = [1], keepdims = 0>(k1) y = Concat<axis = 1>(m0, m1) }"

    /// What is left as it is.
    static let refused = [
        "8:\(picture) { y = Relu(x) }", "26:\(picture) { y = Relu(x) }",
        // A default that a caller may replace is no constant.
        "g (float[n,2,h,w] x, float[3,2,3,3] k = {random}) => (float[a,b,c,d] y) { y = Conv(x, k) }",
        // What lies in an inner graph may take any tensor of the outer one.
        "g (float[n,2,h,w] x, bool b) => (float[a,b,c,d] y) "
            + "{ y = If (b) <then_branch = t () => (float[a,b,c,d] r) { r = Relu(x) }, "
            + "else_branch = e () => (float[a,b,c,d] r) { r = Sigmoid(x) }> }",
        "\(picture) { \"imagesmith/1\" = Relu(x) y = Sigmoid(\"imagesmith/1\") }",
        // Each convolution would get large weights of its own,
        "g (float[n,200,h,w] x) => (float[a,b,c,d] y, float[a,b,e,f] z) <float[100,200,1,1] k = {random}, float f = {2.0}> "
            + "{ c = Conv(x, k) y = Mul(c, f) z = Conv(x, k) }",
        // or small ones, and be many.
        "g (float[n,120,h,w] x0) => (float[a,b,c,d] x400) <float[120,120,1,1] k = {random}, float f = {2.0}> "
            + chain(400) { "c\($0) = Conv(x\($0), k) x\($0 + 1) = Mul(c\($0), f)" },
        "g (float[n] x0) => (float[a] x10001) " + chain(10_001) { "x\($0 + 1) = Relu(x\($0))" },
    ]

    private static func chain(_ count: Int, _ link: (Int) -> String) -> String {
        "{ " + (0..<count).map(link).joined(separator: " ") + " }"
    }
}
