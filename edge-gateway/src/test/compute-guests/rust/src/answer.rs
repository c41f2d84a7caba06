//! What a guest can answer, and how.

use crate::{Answer, number, parameter};
use fastly::experimental::StreamingBodyExt;
use fastly::handle::{BodyHandle, ResponseHandle};
use fastly::http::{FramingHeadersMode, HttpKeepaliveMode, Version, header};
use fastly::{Body, Request, Response};
use fastly_shared::BodyWriteEnd;
use std::io::Write;

pub fn answer(route: &str, mut request: Request) -> Option<Answer> {
    if let Some(status) = route.strip_prefix("status/") {
        let status: u16 = status.parse().expect("a status");
        return Some(Response::from_status(status).with_body(format!("status {status}")).into());
    }
    Some(match route {
        "headers" => {
            let mut response = Response::from_body("headers")
                .with_header("x-gone", "1")
                .with_header("x-set", "old");
            response.append_header("x-many", "a");
            response.append_header("x-many", "b");
            response.append_header(header::SET_COOKIE, "one=1; Path=/");
            response.append_header(header::SET_COOKIE, "two=2");
            response.set_header("x-set", "new");
            let gone = response.remove_header_str("x-gone");
            response.set_header(
                "x-report",
                format!("{gone:?} {:?}", response.get_header_all_str("x-many")),
            );
            response.into()
        }
        "version" => Response::from_body("version").with_version(Version::HTTP_2).into(),
        // Every chunk is on its way before the next is made.
        "stream" => {
            let mut stream = Response::new().with_header("x-kind", "stream").stream_to_client();
            for chunk in 0..number(&request, "chunks", 3) {
                write!(stream, "chunk {chunk}\n").expect("a client that reads");
                stream.flush().expect("a client that reads");
            }
            stream.finish().expect("an open stream");
            Answer::Sent
        }
        "large" => {
            let mut stream = Response::new().stream_to_client();
            let block = [b'x'; 64 * 1024];
            for _ in 0..number(&request, "blocks", 16) {
                stream.write_all(&block).expect("a client that reads");
            }
            stream.finish().expect("an open stream");
            Answer::Sent
        }
        // The client sees a body that was cut off.
        "abandon" => {
            let mut stream = Response::new().stream_to_client();
            stream.write_all(b"half of it").expect("a client that reads");
            stream.flush().expect("a client that reads");
            stream.abandon().expect("an open stream");
            Answer::Sent
        }
        "dropped" => {
            let mut stream = Response::new().stream_to_client();
            stream.write_all(b"never finished").expect("a client that reads");
            stream.flush().expect("a client that reads");
            drop(stream);
            Answer::Sent
        }
        "append" => {
            let mut body = Body::from("one ");
            body.append(Body::from("two "));
            let mut response = Response::from_body(body);
            response.append_body(Body::from("three"));
            let length = response.get_body_mut().known_length();
            response.set_header("x-length", format!("{length:?}"));
            response.into()
        }
        "append-to-stream" => {
            let mut stream = Response::new().stream_to_client();
            stream.write_all(b"<").expect("a client that reads");
            stream.append(request.take_body());
            stream.write_all(b">").expect("a client that reads");
            stream.finish().expect("an open stream");
            Answer::Sent
        }
        "front" => {
            let body = BodyHandle::new();
            for (text, end) in
                [("b", BodyWriteEnd::Back), ("a", BodyWriteEnd::Front), ("c", BodyWriteEnd::Back)]
            {
                let mut written = 0;
                let status = unsafe {
                    fastly_sys::fastly_http_body::write(
                        body.as_u32(),
                        text.as_ptr(),
                        text.len(),
                        end,
                        &mut written,
                    )
                };
                assert!(status.is_ok() && written == 1);
            }
            ResponseHandle::new().send_to_client(body);
            Answer::Sent
        }
        "trailers" => {
            let mut stream = Response::new().stream_to_client();
            stream.write_all(b"with trailers").expect("a client that reads");
            stream.append_trailer("x-checksum", "abc");
            stream.finish().expect("an open stream");
            Answer::Sent
        }
        "hints" => {
            Response::from_status(103)
                .with_header("link", "</style.css>; rel=preload")
                .send_to_client();
            Response::from_body("after the hints").into()
        }
        "manual-length" => {
            let mut response = Response::from_body("0123456789");
            response.set_framing_headers_mode(FramingHeadersMode::ManuallyFromHeaders);
            response.set_header(header::CONTENT_LENGTH, "10");
            response.into()
        }
        // A length that the body has not; the host's own framing is what is sent.
        "wrong-length" => {
            Response::from_body("0123456789").with_header(header::CONTENT_LENGTH, "3").into()
        }
        "close" => Response::from_body("closing")
            .with_http_keepalive_mode(HttpKeepaliveMode::NoKeepalive)
            .into(),
        "nothing" => Answer::Sent,
        "panic" => panic!("the guest gives up: {}", parameter(&request, "why")),
        "exit" => std::process::exit(number(&request, "code", 1) as i32),
        "spin" => loop {
            std::hint::black_box(0);
        },
        "grow" => {
            let mut held = Vec::new();
            loop {
                held.push(vec![1_u8; 1 << 20]);
                std::hint::black_box(&held);
            }
        }
        "echo" => {
            let kind = request.get_content_type();
            let mut response = Response::from_body(request.take_body());
            if let Some(kind) = kind {
                response.set_content_type(kind);
            }
            response.into()
        }
        "redirect" => Response::see_other("/elsewhere?a=b").into(),
        "binary" => Response::from_body((0..=255).collect::<Vec<u8>>()).into(),
        "empty" => Response::from_status(204).into(),
        "latin" => {
            let value =
                fastly::http::HeaderValue::from_bytes(b"caf\xe9").expect("a value of bytes");
            Response::new().with_header("x-latin", value).into()
        }
        _ => return None,
    })
}
