//! Functions that the crate no longer calls, called as older binaries call them.

use crate::{Answer, parameter};
use fastly::Request;
use fastly_shared::FastlyStatus;
use fastly_sys::{fastly_http_req as http_req, fastly_http_resp as http_resp};

mod older {
    use fastly_shared::FastlyStatus;

    #[link(wasm_import_module = "fastly_http_req")]
    unsafe extern "C" {
        pub fn send(
            request: u32,
            body: u32,
            backend: *const u8,
            backend_len: usize,
            response_out: *mut u32,
            body_out: *mut u32,
        ) -> FastlyStatus;
        pub fn pending_req_poll(
            pending: u32,
            done: *mut i32,
            response_out: *mut u32,
            body_out: *mut u32,
        ) -> FastlyStatus;
        pub fn pending_req_wait(
            pending: u32,
            response_out: *mut u32,
            body_out: *mut u32,
        ) -> FastlyStatus;
        pub fn pending_req_select(
            pending: *const u32,
            pending_len: usize,
            done_index: *mut i32,
            response_out: *mut u32,
            body_out: *mut u32,
        ) -> FastlyStatus;
    }

    #[link(wasm_import_module = "fastly_object_store")]
    unsafe extern "C" {
        pub fn open(name: *const u8, name_len: usize, store_out: *mut u32) -> FastlyStatus;
        pub fn lookup(
            store: u32,
            key: *const u8,
            key_len: usize,
            body_out: *mut u32,
        ) -> FastlyStatus;
        pub fn lookup_async(
            store: u32,
            key: *const u8,
            key_len: usize,
            pending_out: *mut u32,
        ) -> FastlyStatus;
        pub fn pending_lookup_wait(pending: u32, body_out: *mut u32) -> FastlyStatus;
        pub fn insert(store: u32, key: *const u8, key_len: usize, body: u32) -> FastlyStatus;
        pub fn insert_async(
            store: u32,
            key: *const u8,
            key_len: usize,
            body: u32,
            pending_out: *mut u32,
        ) -> FastlyStatus;
        pub fn pending_insert_wait(pending: u32) -> FastlyStatus;
        pub fn delete_async(
            store: u32,
            key: *const u8,
            key_len: usize,
            pending_out: *mut u32,
        ) -> FastlyStatus;
        pub fn pending_delete_wait(pending: u32) -> FastlyStatus;
    }
}

pub fn answer(route: &str, request: Request) -> Option<Answer> {
    Some(match route {
        "send" => {
            let (mut response, mut body) = (0, 0);
            let status = unsafe {
                older::send(get("/echo"), empty(), "origin".as_ptr(), 6, &mut response, &mut body)
            };
            format!("{} {}", status.code, read(response, body)).into()
        }
        "wait" => {
            let (mut response, mut body) = (0, 0);
            let pending = sent("/wait?ms=50&say=waited");
            let status = unsafe { older::pending_req_wait(pending, &mut response, &mut body) };
            format!("{} {}", status.code, read(response, body)).into()
        }
        "poll" => {
            let (mut done, mut response, mut body) = (0, 0, 0);
            let pending = sent("/wait?ms=100&say=polled");
            let mut status;
            loop {
                status = unsafe {
                    older::pending_req_poll(pending, &mut done, &mut response, &mut body)
                };
                if done != 0 || !status.is_ok() {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            format!("{} {}", status.code, read(response, body)).into()
        }
        "select" => {
            let (mut index, mut response, mut body) = (0, 0, 0);
            let pending = [sent("/wait?ms=400&say=slow"), sent("/wait?ms=0&say=fast")];
            let status = unsafe {
                older::pending_req_select(
                    pending.as_ptr(),
                    pending.len(),
                    &mut index,
                    &mut response,
                    &mut body,
                )
            };
            format!("{} {index} {}", status.code, read(response, body)).into()
        }
        "object-store" => object_store().into(),
        "override" => {
            let (mut response, mut body) = (0, 0);
            let request = get("/counted");
            let set = unsafe { http_req::cache_override_set(request, 1, 0, 0) };
            let status = unsafe {
                older::send(request, empty(), "origin".as_ptr(), 6, &mut response, &mut body)
            };
            format!("{} {} {}", set.code, status.code, read(response, body)).into()
        }
        #[allow(deprecated)]
        "downstream" => {
            let mut address = [0_u8; 16];
            let mut length = 0;
            let mut told = Vec::new();
            let status =
                unsafe { http_req::downstream_client_ip_addr(address.as_mut_ptr(), &mut length) };
            told.push(format!("client {} {:?}", status.code, &address[..length]));
            let status =
                unsafe { http_req::downstream_server_ip_addr(address.as_mut_ptr(), &mut length) };
            told.push(format!("server {} {:?}", status.code, &address[..length]));
            let mut count = 0;
            let status = unsafe { http_req::original_header_count(&mut count) };
            told.push(format!("headers {} {}", status.code, count > 0));
            let mut buffer = [0_u8; 1024];
            let texts: [(&str, unsafe extern "C" fn(*mut u8, usize, *mut usize) -> FastlyStatus);
                5] = [
                ("id", http_req::downstream_client_request_id),
                ("h2", http_req::downstream_client_h2_fingerprint),
                ("protocol", http_req::downstream_tls_protocol),
                ("cipher", http_req::downstream_tls_cipher_openssl_name),
                ("hello", http_req::downstream_tls_client_hello),
            ];
            for (name, function) in texts {
                let status = unsafe { function(buffer.as_mut_ptr(), buffer.len(), &mut length) };
                told.push(format!("{name} {}", status.code));
            }
            told.join(", ").into()
        }
        // A buffer of so many bytes for the values of a header: what comes in each turn, and the cursor after it.
        "values" => {
            let (name, size) =
                (parameter(&request, "name"), crate::number(&request, "buffer", 64) as usize);
            let handle = request.into_handles().0;
            let mut cursor = 0;
            let mut told = Vec::new();
            loop {
                let mut buffer = vec![0_u8; size];
                let (mut next, mut length) = (0_i64, 0);
                let status = unsafe {
                    http_req::header_values_get(
                        handle.as_u32(),
                        name.as_ptr(),
                        name.len(),
                        buffer.as_mut_ptr(),
                        size,
                        cursor,
                        &mut next,
                        &mut length,
                    )
                };
                let text = String::from_utf8_lossy(&buffer[..length.min(size)]).replace('\0', ";");
                if status.is_ok() {
                    told.push(format!("{text}>{next}"));
                } else {
                    told.push(format!("status {} needs {length}", status.code));
                }
                if !status.is_ok() || next < 0 {
                    break told.join(" ").into();
                }
                cursor = next as u32;
            }
        }
        _ => return None,
    })
}

/// A new request to `path`.
fn get(path: &str) -> u32 {
    let mut request = 0;
    let url = format!("http://guest.example{path}");
    unsafe {
        assert!(http_req::new(&mut request).is_ok());
        assert!(http_req::uri_set(request, url.as_ptr(), url.len()).is_ok());
    }
    request
}

fn sent(path: &str) -> u32 {
    let mut pending = 0;
    let request = get(path);
    unsafe {
        assert!(http_req::cache_override_v2_set(request, 1, 0, 0, std::ptr::null(), 0).is_ok());
        assert!(http_req::send_async(request, empty(), "origin".as_ptr(), 6, &mut pending).is_ok());
    }
    pending
}

fn empty() -> u32 {
    body(b"")
}

fn body(bytes: &[u8]) -> u32 {
    let (mut body, mut written) = (0, 0);
    unsafe {
        assert!(fastly_sys::fastly_http_body::new(&mut body).is_ok());
        let back = fastly_shared::BodyWriteEnd::Back;
        assert!(
            fastly_sys::fastly_http_body::write(
                body,
                bytes.as_ptr(),
                bytes.len(),
                back,
                &mut written
            )
            .is_ok()
        );
    }
    body
}

fn read_body(body: u32) -> String {
    let mut all = Vec::new();
    loop {
        let mut buffer = [0_u8; 100];
        let mut length = 0;
        let status = unsafe {
            fastly_sys::fastly_http_body::read(body, buffer.as_mut_ptr(), buffer.len(), &mut length)
        };
        if !status.is_ok() || length == 0 {
            break String::from_utf8_lossy(&all).into_owned();
        }
        all.extend_from_slice(&buffer[..length]);
    }
}

fn read(response: u32, body: u32) -> String {
    let mut code = 0;
    let status = unsafe { http_resp::status_get(response, &mut code) };
    if !status.is_ok() {
        return format!("no response ({})", status.code);
    }
    format!("{code} {}", read_body(body))
}

fn object_store() -> String {
    let mut told = Vec::new();
    let (mut store, mut found, mut pending) = (0, 0, 0);
    let key = "older";
    unsafe {
        told.push(older::open("nothing".as_ptr(), 7, &mut store).code);
        told.push(older::open("things".as_ptr(), 6, &mut store).code);
        told.push(older::insert(store, key.as_ptr(), key.len(), body(b"first")).code);
        told.push(older::lookup(store, key.as_ptr(), key.len(), &mut found).code);
        let first = read_body(found);
        told.push(
            older::insert_async(store, key.as_ptr(), key.len(), body(b"second"), &mut pending).code,
        );
        told.push(older::pending_insert_wait(pending).code);
        told.push(older::lookup_async(store, key.as_ptr(), key.len(), &mut pending).code);
        told.push(older::pending_lookup_wait(pending, &mut found).code);
        let second = read_body(found);
        told.push(older::delete_async(store, key.as_ptr(), key.len(), &mut pending).code);
        told.push(older::pending_delete_wait(pending).code);
        // What is not there leaves the handle as it is, or makes it one that none has.
        found = u32::MAX;
        told.push(older::lookup(store, key.as_ptr(), key.len(), &mut found).code);
        format!("{told:?} {first} {second} {}", found >= u32::MAX - 1)
    }
}
