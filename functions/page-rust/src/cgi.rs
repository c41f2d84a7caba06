//! CGI (RFC 3875): the request is environment variables and standard input, the response is a
//! header block and a body on standard output.

use std::io::{self, Read, Write};

/// RFC 3875, section 4.1, and `REQUEST_URI`.
const META_VARIABLES: &[&str] = &[
    "CONTENT_LENGTH",
    "CONTENT_TYPE",
    "GATEWAY_INTERFACE",
    "PATH_INFO",
    "QUERY_STRING",
    "REMOTE_ADDR",
    "REMOTE_HOST",
    "REQUEST_METHOD",
    "REQUEST_URI",
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "SERVER_SOFTWARE",
];

pub struct Request {
    pub method: String,
    /// Percent-decoded by the gateway; starts with `/`.
    pub path: String,
    /// Without `?`, still encoded.
    pub query: String,
    /// Header fields, names in lower case, sorted.
    pub headers: Vec<(String, String)>,
    /// The variables that CGI names, sorted; not those of the function's own configuration.
    pub meta: Vec<(String, String)>,
}

impl Request {
    pub fn from_env() -> Request {
        let mut request = Request {
            method: String::new(),
            path: String::new(),
            query: String::new(),
            headers: Vec::new(),
            meta: Vec::new(),
        };
        // A path or a header may hold bytes that are not UTF-8; `vars` would panic on them.
        for (name, value) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            let value = value.to_string_lossy().into_owned();
            if let Some(field) = name.strip_prefix("HTTP_") {
                request.headers.push((header_name(field), value));
            } else {
                match name.as_str() {
                    "REQUEST_METHOD" => request.method.clone_from(&value),
                    "PATH_INFO" => request.path.clone_from(&value),
                    "QUERY_STRING" => request.query.clone_from(&value),
                    "CONTENT_TYPE" | "CONTENT_LENGTH" if !value.is_empty() => {
                        request.headers.push((header_name(&name), value.clone()));
                    }
                    _ => {}
                }
                if META_VARIABLES.contains(&name.as_str()) {
                    request.meta.push((name, value));
                }
            }
        }
        request.headers.sort();
        request.meta.sort();
        request
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let field = self.headers.iter().find(|(field, _)| field == name);
        field.map(|(_, value)| value.as_str())
    }

    pub fn query_pairs(&self) -> Vec<(String, String)> {
        pairs(self.query.as_bytes())
    }

    /// The fields of a submitted form, or the response that refuses it.
    pub fn form(&self, limit: u64) -> Result<Vec<(String, String)>, Response> {
        let content_type = self.header("content-type").unwrap_or("");
        let media_type = content_type.split(';').next().unwrap_or("").trim();
        if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Response::text(
                "415 Unsupported Media Type",
                "Send the form as application/x-www-form-urlencoded.\n",
            ));
        }
        let mut body = Vec::new();
        let read = io::stdin().lock().take(limit + 1).read_to_end(&mut body);
        if let Err(error) = read {
            eprintln!("the form did not arrive whole: {error}");
            return Err(Response::text("400 Bad Request", "The form did not arrive whole.\n"));
        }
        if body.len() as u64 > limit {
            return Err(Response::text(
                "413 Content Too Large",
                &format!("The form may have {limit} bytes.\n"),
            ));
        }
        Ok(pairs(&body))
    }
}

/// The value of the first pair with a name, or an empty string.
pub fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    let pair = pairs.iter().find(|(key, _)| key == name);
    pair.map_or("", |(_, value)| value.as_str())
}

fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

fn header_name(variable: &str) -> String {
    variable.to_ascii_lowercase().replace('_', "-")
}

pub struct Response {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Response {
    pub fn new(status: &'static str, content_type: &'static str, body: Vec<u8>) -> Response {
        Response {
            status,
            headers: vec![
                ("Content-Type", content_type.to_owned()),
                ("Content-Length", body.len().to_string()),
                ("X-Content-Type-Options", "nosniff".to_owned()),
            ],
            body,
        }
    }

    pub fn text(status: &'static str, body: &str) -> Response {
        Response::new(status, "text/plain; charset=utf-8", body.as_bytes().to_vec())
    }

    /// No body, so no type and no length either (RFC 9110, section 15.4.5).
    pub fn not_modified() -> Response {
        Response { status: "304 Not Modified", headers: Vec::new(), body: Vec::new() }
    }

    /// Adds a field. The value must not come from the request unchecked: a line break in it would
    /// start another field.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Response {
        self.headers.push((name, value.into()));
        self
    }

    pub fn send(&self, mut out: impl Write) -> io::Result<()> {
        let mut message = format!("Status: {}\r\n", self.status).into_bytes();
        for (name, value) in &self.headers {
            write!(message, "{name}: {value}\r\n")?;
        }
        message.extend_from_slice(b"\r\n");
        message.extend_from_slice(&self.body);
        out.write_all(&message)?;
        out.flush()
    }
}
