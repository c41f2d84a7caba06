//! Wasmtime as a peer of Verge: an HTTP server that runs CGI programs for WASI preview 1, each request in a new instance. The
//! program is chosen by the hostname's first label (`hello.localhost`), as Verge does.
//!
//!     wasmtime-peer PORT NAME=FILE…        FILE: a program, or what was compiled of it
//!     wasmtime-peer compile PROGRAM FILE
//!
//! What the engine has to be fast is on: the pooling allocator, copy-on-write images, import lookup done ahead, memory reset by
//! scanning for dirty pages. Guests can be stopped (by epochs), as in Verge. Responses have Verge's own headers
//! `x-verge-isolate`, `x-verge-cold-start-us` and `x-verge-instantiation-us`, taken between the same points.
//!
//! `GET /.instantiate?N` makes and drops N instances in a loop, and tells how long that took. A program that imports more than
//! WASI gets traps for the rest: it can be instantiated, not run; `GET /` then instantiates it and answers without a body.

mod cgi;
mod guest;

use bytes::Bytes;
use guest::Guest;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{HOST, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use wasmtime::error::Context as _;
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

/// As Verge's default.
const REQUEST_BYTES: usize = 16 << 20;
/// Also the precision with which a guest is stopped.
const TICK: Duration = Duration::from_millis(10);
/// At most; a request for a loop has to end some time.
const INSTANCES: usize = 1_000_000;

type Answer = Response<Full<Bytes>>;

#[tokio::main]
async fn main() -> wasmtime::Result<()> {
    const USAGE: &str = "usage: wasmtime-peer PORT NAME=FILE… | wasmtime-peer compile PROGRAM FILE";
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let engine = engine()?;
    let (first, rest) = arguments.split_first().context(USAGE)?;
    if first == "compile"
        && let [program, file] = rest
    {
        std::fs::write(file, engine.precompile_module(&std::fs::read(program)?)?)?;
        return Ok(());
    }
    let port = first.parse::<u16>().context(USAGE)?;
    let mut guests = HashMap::new();
    for argument in rest {
        let (name, file) = argument.split_once('=').context("a guest is given as NAME=FILE")?;
        guests.insert(name.to_owned(), Guest::load(&engine, file.as_ref())?);
    }
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(TICK);
            engine.increment_epoch();
        }
    });
    serve(port, Arc::new(guests)).await
}

fn engine() -> wasmtime::Result<Engine> {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_core_instances(256)
        .total_memories(256)
        .total_tables(256)
        .total_stacks(256)
        .table_elements(20_000)
        .max_memory_size(128 << 20)
        .max_core_instance_size(4 << 20)
        .linear_memory_keep_resident(1 << 20)
        .table_keep_resident(256 << 10)
        .pagemap_scan(Enabled::Auto);
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool))
        .memory_init_cow(true)
        .epoch_interruption(true);
    Engine::new(&config)
}

async fn serve(port: u16, guests: Arc<HashMap<String, Guest>>) -> wasmtime::Result<()> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let guests = Arc::clone(&guests);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(&guests, request));
            // A client that goes away is none of our business.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    guests: &HashMap<String, Guest>,
    request: Request<Incoming>,
) -> Result<Answer, Infallible> {
    let routed = Instant::now();
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let name = host.split(['.', ':']).next().unwrap_or("").to_owned();
    let Some(guest) = guests.get(&name) else {
        return Ok(plain(StatusCode::NOT_FOUND, format!("There is no guest {name}.\n")));
    };
    if request.uri().path() == "/.instantiate" {
        let count = request.uri().query().and_then(|query| query.parse().ok()).unwrap_or(1000);
        return Ok(measured(guest, count.min(INSTANCES)).await);
    }
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, REQUEST_BYTES).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return Ok(plain(StatusCode::BAD_REQUEST, format!("{error}\n"))),
    };
    Ok(match guest.serve(routed, &head, body).await {
        Ok((Some(output), timing)) => with_timing(cgi::response(&output), &timing),
        Ok((None, timing)) => with_timing(plain(StatusCode::OK, String::new()), &timing),
        Err(error) => {
            eprintln!("{name}: {error:?}");
            plain(StatusCode::BAD_GATEWAY, "The guest failed.\n".to_owned())
        }
    })
}

fn with_timing(mut response: Answer, timing: &guest::Timing) -> Answer {
    let headers = response.headers_mut();
    headers.insert("x-verge-isolate", HeaderValue::from_static("cold"));
    headers.insert("x-verge-cold-start-us", micros(timing.start));
    headers.insert("x-verge-instantiation-us", micros(timing.instantiation));
    response
}

fn micros(duration: Duration) -> HeaderValue {
    let text = format!("{:.1}", duration.as_nanos() as f64 / 1e3);
    HeaderValue::from_str(&text).expect("digits and a dot can stand in a header")
}

/// Medians and 99th percentiles of instantiation and of dropping, in nanoseconds.
async fn measured(guest: &Guest, count: usize) -> Answer {
    match guest.instantiate_many(count).await {
        Ok((mut made, mut dropped)) => {
            made.sort_unstable();
            dropped.sort_unstable();
            let at = |times: &[u64], share: f64| times[((times.len() - 1) as f64 * share) as usize];
            let json = format!(
                "{{\"count\":{count},\"p50\":{},\"p99\":{},\"drop_p50\":{},\"drop_p99\":{}}}\n",
                at(&made, 0.5),
                at(&made, 0.99),
                at(&dropped, 0.5),
                at(&dropped, 0.99),
            );
            plain(StatusCode::OK, json)
        }
        Err(error) => plain(StatusCode::INTERNAL_SERVER_ERROR, format!("{error:?}\n")),
    }
}

fn plain(status: StatusCode, text: String) -> Answer {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response
}
