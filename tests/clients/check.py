"""Asks a running `nonagon serve` with the clients that people use.

usage: check.py URL MODEL SCREENSHOT.png FOLDER

FOLDER is where the program in Rust is built; it stays, so that the next time is quick.
Needs requests, tritonclient[http], prometheus_client and selenium, Chromium with its driver for
the page, and curl, Node.js and cargo for the programs that the endpoint shows. Everything must agree on the answer to one row, and the answer must take a label.
"""

import ast
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import numpy as np
import requests
import tritonclient.http as triton
from prometheus_client.parser import text_string_to_metric_families
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

TYPES = {"FP64": np.float64, "INT64": np.int64, "BOOL": np.bool_, "BYTES": np.object_}


def must(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}")


def with_requests(url):
    """MLflow scoring: every way to write one row gives one answer. Gives it with its id."""
    document = requests.get(url + "/openapi.json", timeout=30).json()
    content = document["paths"]["/invocations"]["post"]["requestBody"]["content"]
    record = content["application/json"]["example"]["dataframe_records"][0]
    split = {"columns": list(record), "data": [list(record.values())]}
    bodies = [
        {"dataframe_records": [record]},
        {"dataframe_split": split},
        {"instances": [record]},
        {"inputs": {name: [value] for name, value in record.items()}},
    ]
    found = [requests.post(url + "/invocations", json=body, timeout=30).json() for body in bodies]
    csv = requests.post(
        url + "/invocations",
        data=content["text/csv"]["example"],
        headers={"content-type": "text/csv; charset=utf-8"},
        timeout=30,
    )
    answers = [one["predictions"] for one in [*found, csv.json()]]
    must(all(one == answers[0] for one in answers), f"different answers: {answers}")
    bad = requests.post(url + "/invocations", json={"inputs": 3}, timeout=30)
    must(bad.status_code == 400 and bad.json()["error"], "nonsense was not refused")
    return record, answers[0][0], found[0]["prediction_ids"][0]


def with_triton(url, model, record):
    """The Open Inference Protocol, as Triton's own client speaks it. Gives the answer."""
    client = triton.InferenceServerClient(url.removeprefix("http://"))
    must(client.is_server_live() and client.is_server_ready(), "the server is not ready")
    must(client.is_model_ready(model), "the model is not ready")
    metadata = client.get_model_metadata(model)
    inputs = []
    for one in metadata["inputs"]:
        cell = np.array([record[one["name"]]], dtype=TYPES[one["datatype"]])
        tensor = triton.InferInput(one["name"], [1], one["datatype"])
        tensor.set_data_from_numpy(cell, binary_data=False)
        inputs.append(tensor)
    first = metadata["outputs"][0]["name"]
    wanted = [triton.InferRequestedOutput(first, binary_data=False)]
    found = client.infer(model, inputs, request_id="from triton", outputs=wanted)
    must(found.get_response()["id"] == "from triton", "the id did not come back")
    (answer,) = found.as_numpy(first)
    try:
        client.infer("nothing", inputs)
        must(False, "a model that is not there has answered")
    except triton.InferenceServerException as refused:
        must("nothing" in refused.message(), refused.message())
    return answer.decode() if isinstance(answer, bytes) else answer


def with_browser(url, record, screenshot):
    """The page: fills the form, presses Predict, and gives the answer that it shows."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    profile = tempfile.mkdtemp()
    for flag in ["headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
                 "disable-background-networking", "disable-component-update", "disable-sync",
                 f"user-data-dir={profile}", "window-size=1000,900"]:
        options.add_argument("--" + flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        driver.get(url + "/")
        for name, value in record.items():
            field = driver.find_element(By.NAME, name)
            field.send_keys({True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value))
        driver.find_element(By.TAG_NAME, "button").click()
        shown = lambda page: ": " in page.find_element(By.ID, "answer").text
        WebDriverWait(driver, 30).until(shown)
        text = driver.find_element(By.ID, "answer").text
        must(driver.find_element(By.ID, "answer").get_attribute("class") == "", text)
        driver.save_screenshot(screenshot)
        problems = [one for one in driver.get_log("browser") if "favicon" not in one["message"]]
        must(not problems, f"the page complains: {problems}")
    finally:
        driver.quit()
        shutil.rmtree(profile, ignore_errors=True)
    return text.splitlines()[0].split(": ", 1)[1]


def ran(command, **where):
    """The JSON that a program prints, which Python prints as it writes its own values."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, **where)
    must(done.returncode == 0, f"{command[0]}: {done.stderr}")
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        return ast.literal_eval(done.stdout)


def with_snippets(url, folder):
    """The programs that the endpoint shows, as they stand. Gives how many there are."""
    document = requests.get(url + "/openapi.json", timeout=30).json()
    samples = document["paths"]["/v2/models/{model}/infer"]["post"]["x-codeSamples"]
    folder = pathlib.Path(folder)
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "ask.mjs").unlink(missing_ok=True)
    found = []
    for sample in samples:
        language, source = sample["lang"], sample["source"]
        if language == "curl":
            found.append(ran(["sh", "-c", source]))
        elif language == "Python":
            found.append(ran([sys.executable, "-c", source]))
        elif language == "JavaScript":
            (folder / "ask.mjs").write_text(source)
            found.append(ran(["node", folder / "ask.mjs"]))
        else:
            lines = [line.removeprefix("// ") for line in source.splitlines() if line.startswith("// ")]
            manifest = '[package]\nname = "ask"\nversion = "0.1.0"\nedition = "2024"\n[workspace]\n'
            (folder / "Cargo.toml").write_text(manifest + "\n".join(lines) + "\n")
            (folder / "src" / "main.rs").write_text(source)
            # The versions that this repository has, which are on this machine already.
            shutil.copy("Cargo.lock", folder / "Cargo.lock")
            own = {**os.environ, "CARGO_TARGET_DIR": str(folder / "target")}
            found.append(ran(["cargo", "run", "-q"], cwd=folder, env=own))
    answers = [one["outputs"] for one in found]
    must(all(one == answers[0] for one in answers), f"different answers: {answers}")
    return len(found)


def same(a, b):
    try:
        return float(a) == float(b)
    except ValueError:
        return a == b


def main(url, model, screenshot, folder):
    record, answer, prediction = with_requests(url)
    must(same(answer, with_triton(url, model, record)), "Triton's client got another answer")
    shown = with_browser(url, record, screenshot)
    must(same(answer, shown), f"the page shows {shown}, not {answer}")
    label = {"prediction_id": prediction, "label": answer}
    kept = requests.post(url + "/feedback", json=label, timeout=30).json()
    must((kept["kept"], kept["unknown"]) == (1, 0), f"the label was not kept: {kept}")
    text = requests.get(url + "/metrics", timeout=30).text
    families = {family.name: family for family in text_string_to_metric_families(text)}
    answered = families["nonagon_answers"].samples[0].value
    must(answered == 7, f"{answered} answers were counted")
    print(f"requests, tritonclient and Chromium agree: {answer}")
    print(f"{with_snippets(url, folder)} languages run as shown")


main(*sys.argv[1:])
