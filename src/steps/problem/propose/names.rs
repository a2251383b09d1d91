/// The words of a column's name, in lower case: `customerId` and `customer_id` are the same.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = '_';
    for c in name.chars() {
        let starts = c.is_uppercase() && !before.is_uppercase();
        if !c.is_alphanumeric() {
            before = '_';
            continue;
        }
        if starts || !before.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words
}

/// Whether one of the words of `name` is one of `wanted`.
pub(super) fn any_of(name: &str, wanted: &[&str]) -> bool {
    words(name)
        .iter()
        .any(|word| wanted.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_at_case_and_signs() {
        for name in [
            "customer_id",
            "customerId",
            "Customer ID",
            "customer-id",
            "CustomerID",
        ] {
            assert_eq!(words(name), ["customer", "id"], "{name}");
        }
        assert_eq!(words("arr_delay2"), ["arr", "delay2"]);
        assert_eq!(words("Größe"), ["größe"]);
        assert!(words("__").is_empty());
        assert!(any_of("is_late", &["late"]) && !any_of("plate", &["late"]));
    }
}
