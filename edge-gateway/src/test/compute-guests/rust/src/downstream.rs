//! What a guest is told about the request that it answers.

use crate::{Answer, parameter};
use fastly::Request;
use std::io::Read;

pub fn answer(route: &str, mut request: Request) -> Option<Answer> {
    Some(match route {
        "line" => format!("{} {} {:?}", request.get_method_str(), request.get_url_str(), request.get_version()).into(),
        "headers" => headers(&request).into(),
        "values" => {
            let name = parameter(&request, "name");
            request.get_header_all_str(name.as_str()).join(" | ").into()
        }
        "original" => {
            let names = request.get_original_header_names().expect("names that fit").expect("a client's request");
            let count = request.get_original_header_count().expect("a client's request");
            let ours: Vec<_> = names.iter().filter(|name| name.to_ascii_lowercase().starts_with("x-")).cloned().collect();
            format!("{} {}", ours.join(","), count as usize == names.len()).into()
        }
        "client" => format!(
            "client={} server={} id={}",
            request.get_client_ip_addr().expect("an address"),
            request.get_server_ip_addr().expect("an address"),
            request.get_client_request_id().is_some_and(|id| !id.is_empty())
        )
        .into(),
        "tls" => format!(
            "protocol={:?} cipher={:?} server={:?} ja3={} ja4={} hello={} certificate={:?} verified={:?}",
            request.get_tls_protocol().expect("text"),
            request.get_tls_cipher_openssl_name().expect("text"),
            request.get_tls_client_servername(),
            request.get_tls_ja3_md5().is_some(),
            request.get_tls_ja4().is_some(),
            request.get_tls_client_hello().is_some(),
            request.get_tls_raw_client_certificate().expect("text").map(str::len),
            request.get_tls_client_cert_verify_result()
        )
        .into(),
        "fingerprints" => format!(
            "h2={:?} oh={:?} ddos={:?} region={}",
            request.get_client_h2_fingerprint(),
            request.get_client_oh_fingerprint(),
            request.get_client_ddos_detected(),
            request.get_compliance_region().is_some()
        )
        .into(),
        "bot" => format!(
            "analyzed={} detected={} name={:?} category={:?} kind={:?} verified={:?}",
            request.get_bot_analyzed(),
            request.get_bot_detected(),
            request.get_bot_name().expect("text"),
            request.get_bot_category().expect("text"),
            request.get_bot_category_kind(),
            request.get_bot_verified()
        )
        .into(),
        "proxy" => format!(
            "anonymous={:?} vpn={:?} tor={:?} service={:?}",
            request.get_vpn_proxy_is_anonymous(),
            request.get_vpn_proxy_is_anonymous_vpn(),
            request.get_vpn_proxy_is_tor_exit_node(),
            request.get_vpn_proxy_service_name()
        )
        .into(),
        "key" => request.fastly_key_is_valid().to_string().into(),
        "body" => {
            let body = request.take_body_bytes();
            let sum: u64 = body.iter().map(|byte| u64::from(*byte)).sum();
            format!("{} bytes, sum {sum}", body.len()).into()
        }
        "body-length" => format!("{:?}", request.get_body_mut().known_length()).into(),
        "body-prefix" => {
            let prefix = String::from_utf8_lossy(&request.get_body_prefix_mut(5)).into_owned();
            format!("{prefix} of {}", request.into_body_str()).into()
        }
        // Reads so little that the rest has to wait in the connection.
        "body-part" => {
            let mut part = [0; 4];
            request.get_body_mut().read_exact(&mut part).expect("four bytes");
            String::from_utf8_lossy(&part).into_owned().into()
        }
        _ => return None,
    })
}

/// The fields that start with `x-`, in the order of the names, each value on a line of its own.
fn headers(request: &Request) -> String {
    let mut text = String::new();
    for (name, value) in request.get_headers().filter(|(name, _)| name.as_str().starts_with("x-")) {
        text += &format!("{name}: {}\n", value.to_str().expect("text"));
    }
    text
}
