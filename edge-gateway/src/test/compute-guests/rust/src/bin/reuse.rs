//! One sandbox for several requests: counts them, and stops after as many as it says.

use fastly::http::serve::Serve;
use fastly::{Request, Response};
use std::time::Duration;

fn main() {
    fastly::init();
    let mut count = 0;
    Serve::new()
        .with_max_requests(4)
        .with_timeout(Duration::from_secs(5))
        .run(|mut request: Request| {
            count += 1;
            if request.get_path() == "/panic" {
                panic!("request {count} is one too many");
            }
            let body = request.take_body_str();
            Response::from_body(format!("{count} {} {body}", request.get_path()))
                .with_header("x-sandbox", fastly::compute_runtime::sandbox_id())
        })
        .into_result()
        .expect("handlers that cannot fail");
}
