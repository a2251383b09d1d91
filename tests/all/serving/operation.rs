//! What operators use: figures for Prometheus, the description of the endpoint, the page, the
//! secret, and a log that refuses to lose anything.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use nonagon::serving::{Endpoint, Limits, Listen, ServeError, Served};
use serde_json::json;

use super::{
    INFER, INVOKE, JSON, Server, agent, answer, prometheus::families, records, shop, tensors,
};

#[test]
fn the_figures_for_prometheus_are_those_of_the_requests() {
    let server = Server::shop();
    server.infer(&tensors()).ok();
    server.invoke(&json!({ "instances": records() })).ok();
    server.infer(&json!({})).refused(400);
    server.get(INVOKE).refused(405);
    let metrics = server.get("/metrics");
    assert!(
        metrics
            .content_type
            .starts_with("text/plain; version=0.0.4")
    );
    let families = families(&metrics.text);
    let of = |name: &str| {
        let family = name
            .strip_suffix("_count")
            .or_else(|| name.strip_suffix("_sum"))
            .unwrap_or(name);
        let samples = &families[family].samples;
        let found = samples.iter().find(|sample| sample.name == name).unwrap();
        // What belongs to the program and not to a version must not begin anew with each.
        let of_version = ["answers", "rows", "failures", "model_load", "inference"];
        let is_of_version = |one: &&str| family.starts_with(&format!("nonagon_{one}_"));
        let labels = [("model", "shop"), ("version", "3")];
        let labels = &labels[..=usize::from(of_version.iter().any(is_of_version))];
        let wanted: Vec<_> = labels
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        assert_eq!(found.labels, wanted, "{name}");
        found.value
    };
    assert_eq!(of("nonagon_failures_total"), 0.0);
    assert_eq!(of("nonagon_answers_total"), 2.0);
    assert_eq!(of("nonagon_rows_total"), 10.0);
    assert_eq!(of("nonagon_errors_total"), 1.0);
    assert_eq!(of("nonagon_in_flight"), 0.0);
    assert_eq!(of("nonagon_ready"), 1.0);
    assert_eq!(of("nonagon_inference_seconds_count"), 2.0);
    assert_eq!(of("nonagon_request_seconds_count"), 3.0);
    assert!(of("nonagon_request_seconds_sum") >= of("nonagon_inference_seconds_sum"));
    assert!(of("nonagon_resident_memory_bytes") > 1e6);
    assert!(of("nonagon_cpu_seconds_total") >= 0.0);
    assert_eq!(of("nonagon_model_load_seconds"), 0.002);
    assert_eq!(families["nonagon_request_seconds"].kind, "histogram");
    assert_eq!(families["nonagon_answers_total"].kind, "counter");
}

#[test]
fn a_name_with_signs_of_the_format_stays_one_label() {
    let name = "a \"b\", c=\\d\n# e";
    let server = Server::start(name, 3, shop());
    let families = families(&server.get("/metrics").text);
    for family in families.values() {
        for sample in &family.samples {
            assert_eq!(sample.labels[0], ("model".to_owned(), name.to_owned()));
        }
    }
}

#[test]
fn every_path_of_the_description_answers_as_described() {
    let server = Server::shop();
    let document = server.get("/openapi.json").ok();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 17);
    for (path, operations) in paths {
        let mut real = path.clone();
        for one in operations["parameters"].as_array().into_iter().flatten() {
            let name = one["name"].as_str().unwrap();
            real = real.replace(&format!("{{{name}}}"), one["example"].as_str().unwrap());
        }
        assert!(!real.contains('{'), "{real}");
        if operations["get"].is_object() {
            let found = server.get(&real);
            let content = &operations["get"]["responses"]["200"]["content"];
            let media_type = content.as_object().unwrap().keys().next().unwrap();
            assert_eq!(found.status, 200, "{real}");
            assert!(
                found.content_type.starts_with(media_type),
                "{real}: {found:?}"
            );
            continue;
        }
        let content = &operations["post"]["requestBody"]["content"];
        for (media_type, body) in content.as_object().unwrap() {
            let example = &body["example"];
            let text = example
                .as_str()
                .map_or_else(|| example.to_string(), str::to_owned);
            server.post(&real, media_type, text).ok();
        }
    }
}

#[test]
fn the_page_names_every_input_and_nothing_outside() {
    let server = Server::start("</script><b>", 3, shop());
    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert!(page.content_type.starts_with("text/html"));
    for name in ["age", "visits", "colour", "member"] {
        assert!(page.text.contains(&format!("\"{name}\"")), "{name}");
    }
    assert!(!page.text.contains("{{MODEL}}"));
    assert!(!page.text.contains("http:") && !page.text.contains("https:"));
    assert_eq!(page.text.matches("</script>").count(), 1);
}

fn served() -> Served {
    Served {
        name: "shop".to_owned(),
        version: 1,
        package: shop(),
        load: None,
        features: None,
    }
}

fn listen(address: IpAddr, token: Option<&str>) -> Listen {
    Listen {
        address,
        port: 0,
        token: token.map(str::to_owned),
        limits: Limits::default(),
    }
}

#[test]
fn an_open_address_needs_a_token() {
    for token in [None, Some("")] {
        let listen = listen(Ipv4Addr::UNSPECIFIED.into(), token);
        let refused = Endpoint::start(served(), listen, Arc::new(|_| Ok(())), Arc::new(|| 0));
        assert!(matches!(refused.err(), Some(ServeError::Open(_))));
    }
}

#[test]
fn who_does_not_know_the_token_learns_nothing() {
    let listen = listen(Ipv4Addr::LOCALHOST.into(), Some("sesame"));
    let endpoint = Endpoint::start(served(), listen, Arc::new(|_| Ok(())), Arc::new(|| 0)).unwrap();
    let get = |path: &str, sent: Option<&str>| {
        let mut request = agent().get(format!("http://{}{path}", endpoint.address()));
        if let Some(sent) = sent {
            request = request.header("authorization", sent);
        }
        answer(request.call())
    };
    for path in ["/", "/metrics", "/v2", "/nothing"] {
        for sent in [
            None,
            Some("Bearer sesam"),
            Some("sesame"),
            Some("Basic sesame"),
        ] {
            let text = get(path, sent).refused(401);
            assert!(!text.contains("sesame"), "{text}");
        }
    }
    get("/v2", Some("Bearer sesame")).ok();
    get("/v2", Some("bearer sesame")).ok();
    get("/nothing", Some("Bearer sesame")).refused(404);
}

#[test]
fn what_cannot_be_logged_is_not_given() {
    let full = Arc::new(|_: &[nonagon::serving::Logged]| Err("no room in /secret".to_owned()));
    let endpoint = Endpoint::start(served(), 0, full, Arc::new(|| 0)).unwrap();
    let body = tensors();
    for (path, body) in [(INFER, body), (INVOKE, json!({ "instances": records() }))] {
        let url = format!("http://{}{path}", endpoint.address());
        let request = agent().post(url).header("content-type", JSON);
        let text = answer(request.send(body.to_string().as_str())).refused(503);
        assert!(!text.contains("secret"), "{text}");
    }
    let traffic = endpoint.traffic();
    assert_eq!((traffic.requests, traffic.rows, traffic.errors), (0, 0, 2));
}
