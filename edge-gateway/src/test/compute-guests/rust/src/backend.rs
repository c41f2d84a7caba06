//! Backends: what a guest can ask about them, and those it makes itself.

use crate::send::told;
use crate::{Answer, optional, parameter};
use fastly::backend::BackendBuilder;
use fastly::http::request::SendError;
use fastly::secret_store::Secret;
use fastly::{Backend, Request, Response};
use std::time::Duration;

pub fn answer(route: &str, mut request: Request) -> Option<Answer> {
    Some(match route {
        "about" => {
            let backend = Backend::from_name(&parameter(&request, "name")).expect("a name");
            format!(
                "exists={} dynamic={} host={} port={} override={:?} tls={} connect={} first={} between={}",
                backend.exists(),
                backend.is_dynamic(),
                backend.get_host(),
                backend.get_port() > 0,
                backend.get_host_override(),
                backend.is_ssl(),
                backend.get_connect_timeout().as_millis(),
                backend.get_first_byte_timeout().as_millis(),
                backend.get_between_bytes_timeout().as_millis()
            )
            .into()
        }
        "health" => {
            let name = parameter(&request, "name");
            let mut health = fastly_sys::fastly_backend::BackendHealth::Unknown;
            let status = unsafe {
                fastly_sys::fastly_backend::is_healthy(name.as_ptr(), name.len(), &mut health)
            };
            format!("{} {health:?}", status.code).into()
        }
        // target, host, tls, sni, certificate, grpc, first (ms) as query; a CA or a client's certificate as headers would be too
        // long for a URL, so they come as the request's body.
        "dynamic" => {
            let target = parameter(&request, "target");
            let body = request.take_body_str();
            match built(&request, &target, &body).finish() {
                Ok(backend) => {
                    let about =
                        format!("dynamic={} tls={}", backend.is_dynamic(), backend.is_ssl());
                    let path = optional(&request, "path").unwrap_or_else(|| "/echo".to_owned());
                    format!("{about} {}", sent(&backend, &path)).into()
                }
                Err(error) => format!("{error:?}").into(),
            }
        }
        "twice" => {
            let target = parameter(&request, "target");
            let first = Backend::builder("twice", &target).finish();
            let second = Backend::builder("twice", &target).finish();
            let taken = Backend::builder("origin", &target).finish();
            format!("{} {:?} {:?}", first.is_ok(), second.err(), taken.err()).into()
        }
        _ => return None,
    })
}

fn sent(backend: &Backend, path: &str) -> String {
    let result: Result<Response, SendError> =
        Request::get(format!("http://guest.example{path}")).with_pass(true).send(backend);
    told(result)
}

fn built(request: &Request, target: &str, body: &str) -> BackendBuilder {
    let mut builder = Backend::builder("made", target);
    if let Some(host) = optional(request, "host") {
        builder = builder.override_host(host);
    }
    if parameter(request, "tls") == "true" {
        builder = builder.enable_ssl();
    }
    if let Some(name) = optional(request, "sni") {
        builder = builder.sni_hostname(name);
    }
    if let Some(name) = optional(request, "certificate") {
        builder = builder.check_certificate(name);
    }
    if let Some(first) = optional(request, "first") {
        builder =
            builder.first_byte_timeout(Duration::from_millis(first.parse().expect("a number")));
    }
    if let Some(between) = optional(request, "between") {
        builder = builder
            .between_bytes_timeout(Duration::from_millis(between.parse().expect("a number")));
    }
    if let Some(connect) = optional(request, "connect") {
        builder =
            builder.connect_timeout(Duration::from_millis(connect.parse().expect("a number")));
    }
    if parameter(request, "grpc") == "true" {
        use fastly::experimental::GrpcBackend;
        builder = builder.for_grpc(true);
    }
    // PEM texts, one after the other: the CA, then the client's certificate, then its key.
    let mut pems = body.split_inclusive("-----END CERTIFICATE-----\n");
    if let Some(authority) = pems.next().filter(|pem| pem.contains("BEGIN")) {
        builder = builder.ca_certificate(authority);
    }
    if let (Some(certificate), Some(key)) = (pems.next(), pems.next()) {
        let key = Secret::from_bytes(key.as_bytes().to_vec()).expect("a secret");
        builder = builder.provide_client_certificate(certificate, key);
    }
    builder
}
