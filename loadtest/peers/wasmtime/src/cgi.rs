//! CGI (RFC 3875): a request as variables, a response from standard output.

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HOST, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};

/// The variables that Verge sets, too.
pub fn variables(head: &Parts, body: usize) -> Vec<(String, String)> {
    let text = |value: Option<&HeaderValue>| {
        value.map_or(String::new(), |v| String::from_utf8_lossy(v.as_bytes()).into())
    };
    let host = text(head.headers.get(HOST));
    let (name, port) = host.split_once(':').unwrap_or((&host, "80"));
    let mut variables: Vec<(String, String)> = [
        ("GATEWAY_INTERFACE", "CGI/1.1"),
        ("PATH_INFO", head.uri.path()),
        ("QUERY_STRING", head.uri.query().unwrap_or("")),
        ("REMOTE_ADDR", "127.0.0.1"),
        ("REQUEST_METHOD", head.method.as_str()),
        ("REQUEST_URI", head.uri.path_and_query().map_or("/", |uri| uri.as_str())),
        ("SCRIPT_NAME", ""),
        ("SERVER_NAME", name),
        ("SERVER_PORT", port),
        ("SERVER_PROTOCOL", "HTTP/1.1"),
        ("SERVER_SOFTWARE", "wasmtime-peer"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    if body > 0 {
        variables.push(("CONTENT_LENGTH".to_owned(), body.to_string()));
        variables.push(("CONTENT_TYPE".to_owned(), text(head.headers.get(CONTENT_TYPE))));
    }
    for (name, value) in &head.headers {
        variables.push((
            format!("HTTP_{}", name.as_str().to_ascii_uppercase().replace('-', "_")),
            text(Some(value)),
        ));
    }
    variables
}

/// The response that a program wrote; 502 where it wrote none.
pub fn response(output: &Bytes) -> Response<Full<Bytes>> {
    parse(output).unwrap_or_else(|| {
        let mut response = Response::new(Full::from("The guest wrote no response.\n"));
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    })
}

fn parse(output: &Bytes) -> Option<Response<Full<Bytes>>> {
    let end = output.windows(4).position(|at| at == b"\r\n\r\n")?;
    let mut response = Response::new(Full::new(output.slice(end + 4..)));
    for line in std::str::from_utf8(&output[..end]).ok()?.split("\r\n") {
        let (name, value) = line.split_once(": ")?;
        if name == "Status" {
            *response.status_mut() = StatusCode::from_bytes(value.as_bytes().get(..3)?).ok()?;
        } else {
            response
                .headers_mut()
                .append(HeaderName::try_from(name).ok()?, HeaderValue::from_str(value).ok()?);
        }
    }
    Some(response)
}
