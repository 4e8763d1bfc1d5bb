// Unchecked: what a reader holds does not change after its init, and ONNX Runtime promises that "multiple threads can
// invoke the Run() method on the same inference session object"
// (https://onnxruntime.ai/docs/reference/high-level-design.html, "Key design decisions"; Run's comment in
// onnxruntime_c_api.h). ``endProfile()`` alone is for one thread, after the others are done.
extension TextReader: @unchecked Sendable {}
