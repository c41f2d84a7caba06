//! Requests to backends: synchronous, asynchronous, streaming; and what they fail with.

use crate::{Answer, number, optional, parameter};
use fastly::handle::{BodyHandle, RequestHandle};
use fastly::http::header;
use fastly::http::request::{PendingRequest, PollResult, SendError, select};
use fastly::http::{FramingHeadersMode, Method, Version};
use fastly::{Backend, Body, Request, Response};
use std::io::Write;

/// A request for the backend and path of the query, past the cache.
fn to(request: &Request, method: Method) -> (Request, String) {
    let backend = optional(request, "backend").unwrap_or_else(|| "origin".to_owned());
    let path = optional(request, "path").unwrap_or_else(|| "/echo".to_owned());
    (Request::new(method, format!("http://guest.example{path}")).with_pass(true), backend)
}

/// A response or an error in one line.
pub fn told(result: Result<Response, SendError>) -> String {
    match result {
        Ok(mut response) => {
            let status = response.get_status().as_u16();
            let body = response.take_body();
            let mut text = Vec::new();
            let mut body = body;
            match std::io::Read::read_to_end(&mut body, &mut text) {
                Ok(_) => format!("{status} {}", String::from_utf8_lossy(&text)),
                Err(error) => {
                    format!("{status} cut after {} bytes: {:?}", text.len(), error.kind())
                }
            }
        }
        Err(error) => format!("error {:?} from {}", error.root_cause(), error.backend_name()),
    }
}

pub fn answer(route: &str, mut request: Request) -> Option<Answer> {
    let (mut ours, backend) = to(&request, Method::GET);
    Some(match route {
        "get" => told(ours.send(backend)).into(),
        "proxy" => {
            let mut passed =
                Request::new(request.get_method().clone(), ours.get_url_str()).with_pass(true);
            for (name, value) in
                request.get_headers().filter(|(name, _)| name.as_str().starts_with("x-"))
            {
                passed.append_header(name, value);
            }
            passed.set_body(request.take_body());
            match passed.send(backend) {
                Ok(response) => response.into(),
                Err(error) => {
                    Response::from_status(502).with_body(format!("{:?}", error.root_cause())).into()
                }
            }
        }
        "method" => {
            ours.set_method(parameter(&request, "method").as_str());
            told(ours.send(backend)).into()
        }
        "headers" => {
            ours.append_header("x-many", "a");
            ours.append_header("x-many", "b");
            ours.set_header("x-one", "old");
            ours.set_header("x-one", "new");
            ours.set_header("x-gone", "1");
            ours.remove_header("x-gone");
            told(ours.send(backend)).into()
        }
        "response-headers" => {
            let response = ours.send(backend).expect("a response");
            let values = response.get_header_all_str("x-many").join(" | ");
            let cookies = response.get_header_all_str(header::SET_COOKIE).join(" | ");
            format!("{values} / {cookies} / {:?}", response.get_version()).into()
        }
        "post" => told(
            Request::post(ours.get_url_str()).with_pass(true).with_body("posted").send(backend),
        )
        .into(),
        // Two writes and a finish: the length is not known when the head goes out.
        "streaming" => {
            let post = Request::post(ours.get_url_str()).with_pass(true);
            let (mut body, pending) = post.send_async_streaming(backend).expect("a backend");
            for part in 0..number(&request, "parts", 2) {
                write!(body, "part {part};").expect("a backend that reads");
                body.flush().expect("a backend that reads");
            }
            body.finish().expect("an open body");
            told(pending.wait()).into()
        }
        "streaming-abandoned" => {
            let post = Request::post(ours.get_url_str()).with_pass(true);
            let (mut body, pending) = post.send_async_streaming(backend).expect("a backend");
            body.write_all(b"half").expect("a backend that reads");
            body.flush().expect("a backend that reads");
            body.abandon().expect("an open body");
            match pending.wait() {
                Ok(response) => format!("answered {}", response.get_status().as_u16()).into(),
                Err(_) => "failed".into(),
            }
        }
        "streaming-append" => {
            let post = Request::post(ours.get_url_str()).with_pass(true);
            let (mut body, pending) = post.send_async_streaming(backend).expect("a backend");
            body.write_all(b"[").expect("a backend that reads");
            body.append(request.take_body());
            body.write_all(b"]").expect("a backend that reads");
            body.finish().expect("an open body");
            told(pending.wait()).into()
        }
        "async" => {
            let slow = Request::get("http://guest.example/wait?ms=200&say=slow").with_pass(true);
            let fast = Request::get("http://guest.example/wait?ms=0&say=fast").with_pass(true);
            let slow = slow.send_async(backend.as_str()).expect("a backend");
            let fast = fast.send_async(backend.as_str()).expect("a backend");
            format!("{}, {}", told(slow.wait()), told(fast.wait())).into()
        }
        "select" => {
            let pending: Vec<PendingRequest> = [("400", "slow"), ("0", "fast")]
                .iter()
                .map(|(wait, say)| {
                    let url = format!("http://guest.example/wait?ms={wait}&say={say}");
                    Request::get(url)
                        .with_pass(true)
                        .send_async(backend.as_str())
                        .expect("a backend")
                })
                .collect();
            let (first, rest) = select(pending);
            let (second, rest) = (told(first), rest);
            let (last, rest) = {
                let (result, rest) = select(rest);
                (told(result), rest)
            };
            format!("{second}, {last}, {} left", rest.len()).into()
        }
        "poll" => {
            let slow = Request::get("http://guest.example/wait?ms=300&say=slow").with_pass(true);
            let mut pending = slow.send_async(backend.as_str()).expect("a backend");
            let mut polls = 0_u64;
            loop {
                match pending.poll() {
                    PollResult::Pending(still) => {
                        polls += 1;
                        pending = still;
                        std::thread::sleep(std::time::Duration::from_millis(5));
                    }
                    PollResult::Done(result) => {
                        break format!("{} after waiting: {}", told(result), polls > 0).into();
                    }
                }
            }
        }
        // The response is sent by the host when it comes, with headers changed for it.
        "pending" => {
            let pending = ours.send_async(backend.as_str()).expect("a backend");
            pending
                .with_response_header("x-many", "added")
                .with_set_response_header("x-set", "by the guest")
                .without_response_header("x-gone")
                .send_to_client()
                .expect("a pending request");
            Answer::Sent
        }
        "gzip" => {
            ours.set_auto_decompress_gzip(parameter(&request, "auto") == "true");
            let response = ours.send(backend).expect("a response");
            let encoding = response.get_header_str(header::CONTENT_ENCODING).map(str::to_owned);
            let length = response.get_header_str(header::CONTENT_LENGTH).map(str::to_owned);
            let body = response.into_body_bytes();
            format!(
                "encoding={encoding:?} length={length:?} starts={:?}",
                String::from_utf8_lossy(&body[..5])
            )
            .into()
        }
        "manual-length" => {
            let mut post =
                Request::post(ours.get_url_str()).with_pass(true).with_body("0123456789");
            post.set_framing_headers_mode(FramingHeadersMode::ManuallyFromHeaders);
            post.set_header(header::CONTENT_LENGTH, "10");
            told(post.send(backend)).into()
        }
        "wrong-length" => {
            let post = Request::post(ours.get_url_str()).with_pass(true).with_body("0123456789");
            told(post.with_header(header::CONTENT_LENGTH, "3").send(backend)).into()
        }
        "version" => {
            ours.set_version(Version::HTTP_10);
            told(ours.send(backend)).into()
        }
        "address" => {
            let response = ours.send(backend).expect("a response");
            let address = response.get_backend_addr().expect("an address");
            format!("{} {}", address.ip(), address.port() > 0).into()
        }
        "trailers" => {
            let (_, mut body) = ours.send(backend).expect("a response").into_handles();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut body, &mut text).expect("text");
            let mut value = [0_u8; 64];
            let mut length = 0;
            let name = "x-checksum";
            let status = unsafe {
                fastly_sys::fastly_http_body::trailer_value_get(
                    body.as_u32(),
                    name.as_ptr(),
                    name.len(),
                    value.as_mut_ptr(),
                    value.len(),
                    &mut length,
                )
            };
            format!("{text}; {} {}", status.code, String::from_utf8_lossy(&value[..length])).into()
        }
        // The body of a response goes on to the client while it still comes.
        "relay" => {
            let response = ours.send(backend).expect("a response");
            Response::from_body(response.into_body()).with_header("x-relay", "1").into()
        }
        "host-header" => {
            ours.set_header(header::HOST, "other.example");
            told(ours.send(backend)).into()
        }
        "many" => {
            let count = number(&request, "count", 10);
            let pending: Vec<PendingRequest> = (0..count)
                .map(|index| {
                    let url = format!("http://guest.example/wait?ms=50&say={index}");
                    Request::get(url)
                        .with_pass(true)
                        .send_async(backend.as_str())
                        .expect("a backend")
                })
                .collect();
            let all: Vec<String> = pending.into_iter().map(|one| told(one.wait())).collect();
            all.join(",").into()
        }
        "handles" => {
            let mut handle = RequestHandle::new();
            handle.set_url(&ours.get_url_str().parse().expect("a URL"));
            let mut body = BodyHandle::new();
            body.write_all(b"by handle").expect("a body");
            handle.set_method(&Method::POST);
            let (response, body) = handle.send(body, &backend).expect("a response");
            format!("{} {}", response.get_status().as_u16(), body.into_string()).into()
        }
        "unknown" => match Request::get("http://guest.example/").send("nowhere") {
            Ok(_) => "sent".into(),
            Err(error) => format!("{:?}", error.root_cause()).into(),
        },
        "exists" => {
            let name = parameter(&request, "backend");
            format!("{:?}", Backend::from_name(&name).map(|backend| backend.exists())).into()
        }
        "upload" => {
            let size = number(&request, "bytes", 1 << 20) as usize;
            told(
                Request::post(ours.get_url_str())
                    .with_pass(true)
                    .with_body(Body::from(vec![b'u'; size]))
                    .send(backend),
            )
            .into()
        }
        _ => return None,
    })
}
