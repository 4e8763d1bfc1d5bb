import Glibc
import Synchronization
import Testing

@testable import ModelRuntime

/// How requests come to share a run of the model.
@Suite(.timeLimit(.minutes(2)))
struct ServeBatchTests {
    @Test
    func `takes a batch when it is full, without waiting for the delay`() throws {
        let queue = JobQueue<Int>(capacity: 10, batch: 3, delay: 60_000)
        for number in 0..<5 { try queue.add(number) }
        #expect(queue.next() == [0, 1, 2])
        #expect(queue.depth == 2)
    }

    @Test
    func `takes what there is when the oldest has waited for the delay`() throws {
        let queue = JobQueue<Int>(capacity: 10, batch: 3, delay: 100)
        let start = MonotonicTime.now
        try queue.add(1)
        usleep(50_000)
        try queue.add(2)
        #expect(queue.next() == [1, 2])
        let seconds = MonotonicTime.now.seconds(since: start)
        #expect(seconds >= 0.1)
    }

    @Test
    func `keeps the order and lets a heavy job go alone`() throws {
        let queue = JobQueue<String>(capacity: 10, batch: 4, delay: 0)
        try queue.add("two", weight: 2)
        try queue.add("three", weight: 3)
        try queue.add("nine", weight: 9)
        try queue.add("one", weight: 1)
        #expect((0..<4).map { _ in queue.next() } == [["two"], ["three"], ["nine"], ["one"]])
    }

    @Test
    func `gives out what waits when it is closed, and nothing after`() throws {
        let queue = JobQueue<Int>(capacity: 2, batch: 10, delay: 60_000)
        try queue.add(1)
        try queue.add(2)
        #expect(throws: JobQueue<Int>.Refusal.full) { try queue.add(3) }
        queue.close()
        #expect(throws: JobQueue<Int>.Refusal.closed) { try queue.add(4) }
        #expect(queue.next() == [1, 2])
        #expect(queue.next() == nil)
    }

    @Test
    func `puts requests that come together into one run, and fails the bad one alone`() throws {
        let gate = Gate()
        let server = try ServeFixture(ServedModels(sentiment: StubJudge(gate)), workers: 1) { $0.batch = 8 }
        let first = try server.client()
        first.request("POST", "/v1/sentiment", [("Content-Type", "text/plain")], Array("a".utf8))
        gate.waitFor(1)
        let clients = try ["a", "break", "abc", "abcd"].map { text in
            let client = try server.client()
            client.request("POST", "/v1/sentiment", [("Content-Type", "text/plain")], Array(text.utf8))
            return client
        }
        #expect(server.eventually { $0.sentiment?.depth == 4 })
        gate.open()
        #expect(try clients.map { try $0.answer().status } == [200, 500, 200, 200])
        let histogram = try #require(server.service.metrics.counts.batches["/v1/sentiment"])
        #expect(histogram.counts.reduce(0, +) == 2)
        #expect(histogram.sum == 5)
    }

    @Test
    func `judges texts together as it judges them one by one`() throws {
        let reader = try SentimentReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")),
            model: RepositoryFiles.path("recipes/models/sentiment"),
            settings: SessionSettings(device: .cpu, threads: 1))
        let texts = ["很好", "", "太失望了，再也不会来！", "等了一个小时菜还是凉的。", "强烈推荐", "x", "房间很干净，早餐也不错"]
        let single = try texts.map { try reader.judge($0) }
        for rows in [1, 2, 3, 100] {
            let together = try reader.judge(texts, rows: rows).map { try $0.get() }
            #expect(together.map(\.label) == single.map(\.label))
            #expect(zip(together, single).allSatisfy { abs($0.score - $1.score) < 1e-6 })
        }
        #expect(reader.judge([], rows: 4).isEmpty)
    }

    @Test
    func `answers many clients at once with the scores of one`() throws {
        let reader = try SentimentReader(
            Engine(library: RepositoryFiles.required("IMAGESMITH_TEST_ONNXRUNTIME")),
            model: RepositoryFiles.path("recipes/models/sentiment"),
            settings: SessionSettings(device: .cpu, threads: 1))
        let server = try ServeFixture(ServedModels(sentiment: BatchedSentiment(reader: reader, rows: 16))) {
            $0.batchDelay = 50
        }
        let texts = (0..<48).map {
            "第\($0)次来，" + String(repeating: "味道很好", count: $0 % 7) + ($0 % 2 == 0 ? "推荐" : "失望")
        }
        let clients = try texts.map { text in
            let client = try server.client()
            client.request("POST", "/v1/sentiment", [("Content-Type", "text/plain")], Array(text.utf8))
            return client
        }
        for (client, text) in zip(clients, texts) {
            let answer = try client.answer()
            #expect(answer.status == 200)
            var fields = try Fields(JSONParser.parse(Array(answer.body.utf8)))
            let expected = try reader.judge(text)
            #expect(try fields.text("label") == expected.label)
            #expect(try abs(fields.number("score", in: 0...1) - expected.score) < 2e-6)
        }
        let histogram = try #require(server.service.metrics.counts.batches["/v1/sentiment"])
        #expect(histogram.sum == 48)
        #expect(histogram.counts.reduce(0, +) < 48)
    }
}
