//! The same request in the languages that people build applications with; each runs as it stands.

use serde_json::Value;

/// The variable of the environment that holds the token.
const TOKEN: &str = "NONAGON_TOKEN";

/// A language of an application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// A shell with curl.
    #[default]
    Curl,
    /// Python with requests.
    Python,
    /// JavaScript of browsers and Node.js 18 or later, as a module.
    JavaScript,
    /// Rust with ureq 3.
    Rust,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::Curl, Self::Python, Self::JavaScript, Self::Rust];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::Python => "Python",
            Self::JavaScript => "JavaScript",
            Self::Rust => "Rust",
        }
    }
}

/// A program in `language` that posts `body` to `url` and prints the answer. With `guarded` it
/// sends the token in the variable `NONAGON_TOKEN`: no secret stands in a program.
pub fn snippet(language: Language, url: &str, body: &Value, guarded: bool) -> String {
    match language {
        Language::Curl => curl(url, body, guarded),
        Language::Python => python(url, body, guarded),
        Language::JavaScript => javascript(url, body, guarded),
        Language::Rust => rust(url, body, guarded),
    }
}

fn curl(url: &str, body: &Value, guarded: bool) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', r"'\''"));
    let token = if guarded {
        format!("  -H \"Authorization: Bearer ${TOKEN}\" \\\n")
    } else {
        String::new()
    };
    format!(
        "curl -s {} \\\n  -H 'Content-Type: application/json' \\\n{token}  -d {}",
        quoted(url),
        quoted(&lines(body, "", &Literals::JSON))
    )
}

fn python(url: &str, body: &Value, guarded: bool) -> String {
    let (import, token) = if guarded {
        let token =
            format!("    headers={{\"Authorization\": \"Bearer \" + os.environ[\"{TOKEN}\"]}},\n");
        ("import os\n\n", token)
    } else {
        ("", String::new())
    };
    let body = lines(body, "    ", &Literals::PYTHON);
    let url = text(url);
    format!(
        "{import}import requests\n\nanswer = requests.post(\n    {url},\n    json={body},\n{token}    timeout=10,\n)\nanswer.raise_for_status()\nprint(answer.json())\n"
    )
}

fn javascript(url: &str, body: &Value, guarded: bool) -> String {
    let token = if guarded {
        format!("\n    \"Authorization\": `Bearer ${{process.env.{TOKEN}}}`,")
    } else {
        String::new()
    };
    let body = lines(body, "  ", &Literals::JSON);
    let url = text(url);
    format!(
        "const answer = await fetch({url}, {{\n  method: \"POST\",\n  headers: {{\n    \"Content-Type\": \"application/json\",{token}\n  }},\n  body: JSON.stringify({body}),\n}});\nconst found = await answer.json();\nif (!answer.ok) throw new Error(found.error);\nconsole.log(JSON.stringify(found));\n"
    )
}

fn rust(url: &str, body: &Value, guarded: bool) -> String {
    let (read, token) = if guarded {
        let read = format!("    let token = std::env::var(\"{TOKEN}\")?;\n");
        let token = "        .header(\"Authorization\", \"Bearer \".to_owned() + &token)\n";
        (read, token)
    } else {
        (String::new(), "")
    };
    let body = lines(body, "    ", &Literals::JSON);
    // As many signs as it takes, so that no text in the request ends the literal.
    let fence = "#".repeat(1 + longest_run(&body));
    let url = text(url);
    format!(
        "// [dependencies]\n// serde_json = \"1\"\n// ureq = {{ version = \"3\", features = [\"json\"] }}\n\nfn main() -> Result<(), Box<dyn std::error::Error>> {{\n{read}    let request = r{fence}\"{body}\"{fence};\n    let answer: serde_json::Value = ureq::post({url})\n        .header(\"Content-Type\", \"application/json\")\n{token}        .send(request)?\n        .body_mut()\n        .read_json()?;\n    println!(\"{{answer}}\");\n    Ok(())\n}}\n"
    )
}

fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '#').map(str::len);
    runs.max().unwrap_or(0)
}

/// A text literal that all of these languages read alike.
fn text(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

/// How a language writes what has no sign of its own.
struct Literals {
    null: &'static str,
    yes: &'static str,
    no: &'static str,
}

impl Literals {
    const JSON: Self = Self {
        null: "null",
        yes: "true",
        no: "false",
    };
    const PYTHON: Self = Self {
        null: "None",
        yes: "True",
        no: "False",
    };

    fn write(&self, value: &Value) -> String {
        match value {
            Value::Null => self.null.to_owned(),
            Value::Bool(true) => self.yes.to_owned(),
            Value::Bool(false) => self.no.to_owned(),
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.write(item)).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(fields) => {
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, value)| format!("{}: {}", text(name), self.write(value)))
                    .collect();
                format!("{{{}}}", fields.join(", "))
            }
            Value::Number(_) | Value::String(_) => value.to_string(),
        }
    }
}

/// A request with one input in a line, which is how people read it.
fn lines(body: &Value, indent: &str, literals: &Literals) -> String {
    let Some(inputs) = body["inputs"].as_array() else {
        return literals.write(body);
    };
    let inputs: Vec<String> = inputs
        .iter()
        .map(|input| format!("{indent}    {}", literals.write(input)))
        .collect();
    format!("{{\"inputs\": [\n{}\n{indent}]}}", inputs.join(",\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body() -> Value {
        json!({ "inputs": [
            { "name": "who's \"#\"##", "shape": [1], "datatype": "BYTES", "data": ["a\\b"] },
            { "name": "n", "shape": [1], "datatype": "BOOL", "data": [null] },
        ]})
    }

    #[test]
    fn no_text_in_a_request_ends_a_literal() {
        let of = |language| snippet(language, "http://x/y", &body(), false);
        assert!(of(Language::Curl).contains(r"who'\''s"));
        assert!(of(Language::Rust).contains("r###\"{"));
        assert!(of(Language::Python).contains("[None]"));
        assert!(of(Language::JavaScript).contains("[null]"));
    }

    #[test]
    fn what_curl_and_rust_send_is_the_request_itself() {
        let curl = snippet(Language::Curl, "http://x/y", &body(), true);
        let sent = curl
            .split_once("-d '")
            .unwrap()
            .1
            .strip_suffix('\'')
            .unwrap();
        let sent: Value = serde_json::from_str(&sent.replace(r"'\''", "'")).unwrap();
        assert_eq!(sent, body());
        let rust = snippet(Language::Rust, "http://x/y", &body(), true);
        let sent = rust
            .split_once("r###\"")
            .unwrap()
            .1
            .split_once("\"###")
            .unwrap()
            .0;
        assert_eq!(serde_json::from_str::<Value>(sent).unwrap(), body());
    }

    #[test]
    fn a_secret_is_read_and_never_written() {
        for language in Language::ALL {
            let guarded = snippet(language, "http://x", &body(), true);
            assert!(
                guarded.contains("Authorization") && guarded.contains(TOKEN),
                "{guarded}"
            );
            let open = snippet(language, "http://x", &body(), false);
            assert!(!open.contains("Authorization"), "{open}");
        }
    }
}
