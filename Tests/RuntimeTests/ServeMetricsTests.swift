import Testing
import TestSupport

@testable import ModelRuntime

/// What `/metrics` says, as Prometheus' own parser reads it.
@Suite(.timeLimit(.minutes(2)))
struct ServeMetricsTests {
    /// Prints every sample as a line, sorted, but for what no test can foresee.
    private static let parser = """
        import sys
        try:
            from prometheus_client.parser import text_string_to_metric_families
        except ImportError:
            sys.exit("install the Debian package python3-prometheus-client")
        for family in text_string_to_metric_families(sys.stdin.read()):
            assert family.documentation, family.name
            print(family.name, family.type, len(family.samples))
            for sample in family.samples:
                if sample.name.endswith("_sum") and "seconds" in sample.name or sample.name.startswith("process"):
                    assert sample.value > 0, sample
                elif "duration" not in sample.name or sample.name.endswith("_count"):
                    labels = ",".join(f"{k}={v}" for k, v in sorted(sample.labels.items()))
                    print(" ", sample.name, labels, sample.value)
        """

    @Test
    func `is read by the parser of Prometheus' client, number by number`() async throws {
        let text = try Self.metrics()
        // Debian's Python, for the package is Debian's.
        let parsed = try await Tool("sh")(
            "-c", "exec /usr/bin/python3 -c \"$0\"", Self.parser, input: Array(text.utf8))
        #expect(
            String(decoding: parsed, as: UTF8.self) == """
                imagesmith_requests counter 4
                  imagesmith_requests_total code=415,route=/v1/ocr 1.0
                  imagesmith_requests_total code=200,route=/v1/sentiment 2.0
                  imagesmith_requests_total code=500,route=/v1/sentiment 1.0
                  imagesmith_requests_total code=404,route=other 1.0
                imagesmith_errors counter 3
                  imagesmith_errors_total kind=client,route=/v1/ocr 1.0
                  imagesmith_errors_total kind=model,route=/v1/sentiment 1.0
                  imagesmith_errors_total kind=client,route=other 1.0
                imagesmith_request_duration_seconds histogram 51
                  imagesmith_request_duration_seconds_count route=/v1/ocr 1.0
                  imagesmith_request_duration_seconds_count route=/v1/sentiment 3.0
                  imagesmith_request_duration_seconds_count route=other 1.0
                imagesmith_batch_size histogram 12
                  imagesmith_batch_size_bucket le=1,route=/v1/sentiment 2.0
                  imagesmith_batch_size_bucket le=2,route=/v1/sentiment 2.0
                  imagesmith_batch_size_bucket le=4,route=/v1/sentiment 3.0
                  imagesmith_batch_size_bucket le=8,route=/v1/sentiment 3.0
                  imagesmith_batch_size_bucket le=16,route=/v1/sentiment 3.0
                  imagesmith_batch_size_bucket le=32,route=/v1/sentiment 3.0
                  imagesmith_batch_size_bucket le=64,route=/v1/sentiment 3.0
                  imagesmith_batch_size_bucket le=128,route=/v1/sentiment 3.0
                  imagesmith_batch_size_bucket le=256,route=/v1/sentiment 3.0
                  imagesmith_batch_size_bucket le=+Inf,route=/v1/sentiment 3.0
                  imagesmith_batch_size_sum route=/v1/sentiment 5.0
                  imagesmith_batch_size_count route=/v1/sentiment 3.0
                imagesmith_queue_depth gauge 2
                  imagesmith_queue_depth route=/v1/ocr 0.0
                  imagesmith_queue_depth route=/v1/sentiment 0.0
                imagesmith_connections gauge 1
                  imagesmith_connections  1.0
                imagesmith_body_bytes gauge 1
                  imagesmith_body_bytes  0.0
                imagesmith_ready gauge 1
                  imagesmith_ready  1.0
                process_resident_memory_bytes gauge 1

                """)
    }

    /// A server's metrics after a few requests.
    private static func metrics() throws -> String {
        let server = try ServeFixture(ServedModels(ocr: JPEGOnly(), sentiment: StubJudge()))
        #expect(try server.judge("a").status == 200)
        #expect(try server.judge("break").status == 500)
        let texts = Array(#"{"texts":["a","b","c"]}"#.utf8)
        #expect(try server.ask("POST", "/v1/sentiment", "application/json", texts).status == 200)
        #expect(try server.ask("POST", "/v1/ocr", "image/gif", [1]).status == 415)
        #expect(try server.ask("GET", "/a").status == 404)
        #expect(server.eventually { $0.connections.used == 0 })
        return try server.ask("GET", "/metrics").body
    }

    private struct JPEGOnly: PictureReading {
        func page(_ picture: [UInt8]) throws -> JSONValue { .null }
    }

    @Test
    func `says how much of a GPU's memory is in use, by what the driver says`() async throws {
        let scratch = try ScratchDirectory()
        let driver = scratch.directory.path.string + "/libcuda.so"
        // Stands in for NVIDIA's driver: one device, number 1, whose memory is told in its own context alone.
        let source = """
            #include <stddef.h>
            static void *current;
            int cuInit(unsigned flags) { return flags; }
            int cuDeviceGet(int *device, int number) { *device = 7; return number != 1; }
            int cuDevicePrimaryCtxRetain(void **context, int device) { *context = (void *)0x70; return device != 7; }
            int cuCtxSetCurrent(void *context) { current = context; return 0; }
            int cuMemGetInfo_v2(size_t *free, size_t *total) {
                *free = 3000; *total = 8000; return current != (void *)0x70;
            }
            """
        _ = try await Tool("clang")("-shared", "-fPIC", "-x", "c", "-", "-o", driver, input: Array(source.utf8))
        let memory = try #require(DeviceMemory(number: 1, driver: driver))
        #expect(try #require(memory.bytes) == (5000, 8000))
        #expect(DeviceMemory(number: 0, driver: driver) == nil)
        #expect(DeviceMemory(number: 0, driver: "/nowhere/libcuda.so") == nil)
        let service = Service(
            ServeSettings(host: .loopback, port: 0, ocrModel: try Path("/m"), sentimentModel: nil), device: memory)
        let lines = service.metricsText.split(separator: "\n")
        #expect(lines.contains("imagesmith_device_memory_used_bytes{device=\"1\"} 5000"))
        #expect(lines.contains("imagesmith_device_memory_total_bytes{device=\"1\"} 8000"))
    }
}
