//! The Open Inference Protocol: metadata, inference, and what is refused.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{JSON, Server, bikes, columns, expected, expected_classes, tensors};
use crate::support::samples;

#[test]
fn the_server_and_the_model_say_what_they_are() {
    let server = Server::shop();
    let found = server.get("/v2").ok();
    assert_eq!(found["name"], "nonagon");
    assert_eq!(found["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(found["extensions"], json!([]));
    assert_eq!(server.get("/v2/health/live").ok(), json!({ "live": true }));
    assert_eq!(
        server.get("/v2/health/ready").ok(),
        json!({ "ready": true })
    );
    let model = server.get("/v2/models/shop").ok();
    assert_eq!(model["name"], "shop");
    assert_eq!(model["versions"], json!(["3"]));
    assert!(model["platform"].is_string());
    let inputs = columns()
        .map(|(name, datatype, _)| json!({ "name": name, "datatype": datatype, "shape": [-1] }));
    let mut found = model["inputs"].as_array().unwrap().clone();
    found.sort_by_key(|input| inputs.iter().position(|one| one == input));
    assert_eq!(found, inputs);
    assert_eq!(
        model["outputs"],
        json!([
            { "name": "class", "datatype": "BYTES", "shape": [-1] },
            { "name": "probabilities", "datatype": "FP64", "shape": [-1, 2] },
        ])
    );
    assert_eq!(server.get("/v2/models/shop/versions/3").ok(), model);
    let ready = json!({ "name": "shop", "ready": true });
    assert_eq!(server.get("/v2/models/shop/ready").ok(), ready);
    assert_eq!(server.get("/v2/models/shop/versions/3/ready").ok(), ready);
}

#[test]
fn an_inference_answers_every_row_as_a_batch_does() {
    let server = Server::shop();
    let mut request = tensors();
    let found = server.infer(&request).ok();
    assert_eq!(found["model_name"], "shop");
    assert_eq!(found["model_version"], "3");
    assert!(found.get("id").is_none(), "{found}");
    let expected = expected();
    let probabilities: Vec<f64> = expected
        .iter()
        .flat_map(|one| one.probabilities.clone())
        .collect();
    assert_eq!(
        found["outputs"],
        json!([
            { "name": "class", "datatype": "BYTES", "shape": [5], "data": expected_classes() },
            { "name": "probabilities", "datatype": "FP64", "shape": [5, 2], "data": probabilities,
              "parameters": { "classes": ["no", "yes"] } },
        ])
    );
    assert!(expected_classes().contains(&"yes".to_owned()));
    assert!(expected_classes().contains(&"no".to_owned()));
    request["id"] = json!("wanted: ü");
    let again = server.infer(&request).ok();
    assert_eq!(again["id"], "wanted: ü");
    assert_eq!(again["outputs"], found["outputs"]);
    let versioned = server.post(
        "/v2/models/shop/versions/3/infer",
        JSON,
        request.to_string(),
    );
    assert_eq!(versioned.ok()["outputs"], found["outputs"]);
}

#[test]
fn data_may_be_nested_and_one_row_is_one_of_a_batch() {
    let server = Server::shop();
    let whole = server.infer(&tensors()).ok();
    let mut nested = tensors();
    for input in nested["inputs"].as_array_mut().unwrap() {
        let cells = input["data"].as_array().unwrap().iter();
        input["data"] = cells.map(|cell| json!([cell])).collect();
        input["shape"] = json!([5, 1]);
    }
    assert_eq!(server.infer(&nested).ok()["outputs"], whole["outputs"]);
    for row in 0..5 {
        let mut one = tensors();
        for input in one["inputs"].as_array_mut().unwrap() {
            input["data"] = json!([input["data"][row]]);
            input["shape"] = json!([1]);
        }
        let found = server.infer(&one).ok();
        assert_eq!(
            found["outputs"][0]["data"][0],
            whole["outputs"][0]["data"][row]
        );
        for class in 0..2 {
            assert_eq!(
                found["outputs"][1]["data"][class],
                whole["outputs"][1]["data"][row * 2 + class]
            );
        }
    }
}

#[test]
fn a_client_may_ask_for_some_outputs() {
    let server = Server::shop();
    let mut request = tensors();
    request["outputs"] = json!([{ "name": "probabilities" }]);
    let found = server.infer(&request).ok();
    let outputs = found["outputs"].as_array().unwrap();
    assert_eq!(outputs.len(), 1);
    assert_eq!(outputs[0]["name"], "probabilities");
    request["outputs"] = json!([{ "name": "mood" }]);
    let text = server.infer(&request).refused(400);
    assert!(text.contains("mood") && text.contains("class"), "{text}");
}

/// The tensors with one of them changed.
fn with(index: usize, key: &str, value: Value) -> Value {
    let mut request = tensors();
    request["inputs"][index][key] = value;
    request
}

#[test]
fn an_inference_that_makes_no_sense_is_refused() {
    let server = Server::shop();
    let says = |request: &Value, words: &str| {
        let text = server.infer(request).refused(400);
        assert!(text.contains(words), "{text}");
    };
    says(&with(0, "shape", json!([4])), "“age” has shape [4]");
    says(&with(0, "shape", json!([0])), "“age”");
    says(&with(0, "shape", json!([1, 5])), "one value per row");
    // The product would be 0 if it were let overflow.
    let huge = json!([4_294_967_296_u64, 4_294_967_296_u64]);
    says(&with(0, "shape", huge.clone()), "“age”");
    let mut empty = with(0, "shape", huge);
    empty["inputs"][0]["data"] = json!([]);
    says(&empty, "“age”");
    says(&with(0, "shape", json!([-5])), "not an inference request");
    says(&with(0, "shape", json!("5")), "not an inference request");
    says(&with(0, "name", json!("height")), "missing: age");
    says(&with(0, "data", json!(["a", 1, 2, 3, 4])), "“age”");
    says(&with(0, "data", json!([true, 1, 2, 3, 4])), "“age”");
    says(&with(1, "data", json!([1.5, 1, 2, 3, 4])), "“visits”");
    says(&with(2, "data", json!([1, "a", "b", "c", "d"])), "“colour”");
    says(
        &with(3, "data", json!(["yes", true, true, true, true])),
        "“member”",
    );
    says(&with(0, "data", json!([{ "a": 1 }, 1, 2, 3, 4])), "“age”");
    let mut uneven = with(0, "data", json!([1.0]));
    uneven["inputs"][0]["shape"] = json!([1]);
    server.infer(&uneven).refused(400);
    says(&json!({ "inputs": [] }), "missing: ");
    says(&json!({ "inputs": {} }), "not an inference request");
    says(&json!({}), "inputs");
    says(&json!([]), "not an inference request");
    assert_eq!(server.endpoint.traffic().requests, 0);
    assert_eq!(server.endpoint.traffic().errors, 19);
    assert_eq!(server.stop(), [], "what is refused is not logged");
}

#[test]
fn a_regression_answers_numbers() {
    let package = bikes();
    let server = Server::start("bikes", 1, Arc::clone(&package));
    let model = server.get("/v2/models/bikes").ok();
    assert_eq!(
        model["outputs"],
        json!([{ "name": "prediction", "datatype": "FP64", "shape": [-1] }])
    );
    let table = nonagon::data::load(
        &samples().join("bikes/data.parquet"),
        &nonagon::terms::Silent,
    )
    .unwrap()
    .slice(3000, 40);
    let expected: Vec<f64> = package
        .predict(&table)
        .unwrap()
        .iter()
        .map(|one| one.value.unwrap())
        .collect();
    let cells = |name: &str, datatype: &str| -> Vec<Value> {
        let index = table.column_index(name).unwrap();
        (0..40)
            .map(|row| table.cell(row, index))
            .map(|text| match datatype {
                "BYTES" => json!(text),
                _ => serde_json::from_str(&text).unwrap(),
            })
            .collect()
    };
    let inputs: Vec<Value> = model["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|input| {
            let (name, datatype) = (
                input["name"].as_str().unwrap(),
                input["datatype"].as_str().unwrap(),
            );
            json!({ "name": name, "datatype": datatype, "shape": [40], "data": cells(name, datatype) })
        })
        .collect();
    let request = json!({ "inputs": inputs });
    let found = server.post("/v2/models/bikes/infer", JSON, request.to_string());
    assert_eq!(
        found.ok()["outputs"],
        json!([{ "name": "prediction", "datatype": "FP64", "shape": [40], "data": expected }])
    );
    let by_name = inputs.iter().map(|input| {
        let name = input["name"].as_str().unwrap().to_owned();
        (name, input["data"].clone())
    });
    let columns = json!({ "inputs": Value::Object(by_name.collect()) });
    assert_eq!(server.invoke(&columns).ok()["predictions"], json!(expected));
}
