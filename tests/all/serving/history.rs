//! What the endpoint used and did, second by second.

use std::time::Duration;

use serde_json::json;

use super::{Server, tensors};

#[test]
fn every_second_is_sampled_with_what_was_done_in_it() {
    let server = Server::shop();
    for _ in 0..10 {
        server.infer(&tensors()).ok();
        server.infer(&json!({})).refused(400);
    }
    while server.endpoint.samples_taken() < 2 {
        std::thread::sleep(Duration::from_millis(20));
    }
    let samples = server.endpoint.history();
    assert!(samples.len() >= 2);
    assert!(samples.is_sorted_by_key(|sample| sample.at));
    // However long a second took here: the requests are in the samples, each once.
    assert!(samples.iter().any(|sample| sample.requests > 0.0));
    assert!(samples.iter().any(|sample| sample.errors > 0.0));
    for sample in &samples {
        assert!(sample.memory_bytes.unwrap() > 1_000_000);
        assert!(sample.cpu.unwrap() >= 0.0);
        assert_eq!(sample.in_flight, 0);
        let latency = sample.request;
        assert_eq!(latency.p50.is_some(), latency.p99.is_some());
        if let (Some(p50), Some(p95), Some(p99)) = (latency.p50, latency.p95, latency.p99) {
            assert!(0.0 < p50 && p50 <= p95 && p95 <= p99);
        }
    }
    let text = server.get("/metrics").text;
    assert!(text.contains("nonagon_cpu_share{"), "{text}");
    assert!(text.contains("nonagon_ready{model=\"shop\"} 1\n"), "{text}");
}
